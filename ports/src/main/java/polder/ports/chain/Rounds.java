package polder.ports.chain;

import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.crypto.TypedData;

/**
 * The attempts at making epochs final, as the contracts count them, and what moves them on. Every
 * question ends within the chain's bound of time. Safe for several threads.
 */
public interface Rounds {
  /**
   * How the next headers stand.
   *
   * @param lastFinalSeconds when the last header became final, seconds since 1970
   * @param setVersion the version that signs them
   * @param hasSet whether that one may: after a revocation none may until another is opened
   * @param candidates how many validators another one would have
   */
  record Round(long lastFinalSeconds, long setVersion, boolean hasSet, long candidates) {}

  /** How the next headers stand. */
  Round now() throws ChainException;

  /** After how many seconds without a final header anybody may raise the attempt. */
  long timeoutSeconds() throws ChainException;

  /**
   * Raises the attempt, as nothing became final for so long.
   *
   * @param next the epoch that is final next
   * @param attempt the one that is to be over
   */
  Intent raise(long next, long attempt);

  /**
   * Raises the attempt at once, as a quorum signed {@code header} and the block that it names is
   * not on the chain.
   *
   * @param signers bit i: member i of the header's set signed it
   * @param signatures 64 bytes each (r ‖ vs, EIP-2098), in the order of the members
   */
  Intent raiseForAnchor(TypedData header, long signers, Bytes signatures);

  /**
   * Opens a set of all candidates of now.
   *
   * @param after the version before it
   */
  Intent openSet(long after) throws ChainException;

  /**
   * A block that the contracts do not find on their chain.
   *
   * @param block its height
   * @param provable whether they know the block that stands there instead
   */
  record Refused(long block, boolean provable) {}

  /** The first block in the headers of {@code finalise} that the contracts would refuse, if any. */
  Optional<Refused> refusedAnchor(Intent finalise) throws ChainException;
}
