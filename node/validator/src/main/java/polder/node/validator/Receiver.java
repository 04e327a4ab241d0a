package polder.node.validator;

import java.io.IOException;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/** A node that takes signatures. */
public interface Receiver {
  /** What to call it in messages. */
  String name();

  /**
   * An answer.
   *
   * @param status HTTP status
   * @param text what it says, one line
   */
  record Answer(int status, String text) {}

  /**
   * Posts JSON to {@code path}.
   *
   * @throws IOException if there is no answer
   */
  Answer post(String path, Bytes json) throws IOException, InterruptedException;

  /** A header that waits for signatures. */
  record Open(long epoch, long attempt, Hash header) {}

  /**
   * What waits for a signature of {@code account}, as far as the node says so.
   *
   * @throws IOException if there is no answer
   */
  List<Open> missing(Account account) throws IOException, InterruptedException;
}
