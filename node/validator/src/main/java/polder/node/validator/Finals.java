package polder.node.validator;

import java.util.Optional;
import polder.protocol.Hash;

/** What the chain has decided, so deep that no reorganisation undoes it. */
public interface Finals {
  /** No chain is asked. */
  Finals UNKNOWN = Optional::empty;

  /** A header that is final, and all before it. */
  record Decided(long epoch, Hash header) {}

  /** The newest one, as far as it is known; never waits. */
  Optional<Decided> latest();
}
