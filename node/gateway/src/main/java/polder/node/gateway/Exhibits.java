package polder.node.gateway;

import java.util.Optional;
import polder.networks.Exhibit;

/** Where the blobs are kept that messages bring. Any thread may call it. */
@FunctionalInterface
public interface Exhibits {
  /** Of a node that keeps no blobs. */
  Exhibits NONE = (exhibit, epoch) -> Optional.of("this node keeps no blobs");

  /**
   * Keeps a blob until {@code epoch} and the one after it are sealed, whoever holds it: a message
   * may come a moment too late for the epoch that was open.
   *
   * @return why it cannot be kept, if so: it is not there, too large or damaged
   */
  Optional<String> keep(Exhibit exhibit, long epoch);
}
