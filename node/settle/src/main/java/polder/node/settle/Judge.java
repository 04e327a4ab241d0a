package polder.node.settle;

import java.io.IOException;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.protocol.Hash;

/** Whoever computed epochs again, and says what came of it. */
public interface Judge {
  /** What is known of a header. */
  enum Finding {
    /** It is what its messages lead to. */
    RIGHT,
    /** It is not: computed from its own messages and rules, other roots came out. */
    WRONG,
    /** Not computed: not there yet, or nobody serves its messages. */
    UNKNOWN
  }

  /** What is known of the header of {@code epoch} with this hash. */
  Finding find(long epoch, Hash header) throws IOException;

  /** The header itself, be it right or wrong; nothing if it is not known. */
  Optional<EpochHeader> header(long epoch, Hash header) throws IOException;

  /** A header of {@code epoch} that is right; nothing if none is known. */
  Optional<EpochHeader> right(long epoch) throws IOException;

  /** What is wrong with a header that is, one line; empty otherwise. */
  String reason(Hash header);
}
