package polder.node.validator;

import java.io.IOException;
import java.util.Optional;
import polder.protocol.Bytes;

/** A node that closes epochs and asks for links of seed chains. */
public interface SeedNode {
  /** What to call it in messages. */
  String name();

  /**
   * The inputs that it has fixed for {@code epoch}, signed; waits a few seconds for them.
   *
   * @return empty if it has none
   * @throws IOException if there is no answer
   */
  Optional<Bytes> fixed(long epoch) throws IOException, InterruptedException;

  /**
   * Brings it a link.
   *
   * @throws IOException if there is no answer
   */
  Receiver.Answer post(String path, Bytes json) throws IOException, InterruptedException;
}
