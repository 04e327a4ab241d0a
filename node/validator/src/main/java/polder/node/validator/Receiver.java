package polder.node.validator;

import java.io.IOException;
import polder.protocol.Bytes;

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
}
