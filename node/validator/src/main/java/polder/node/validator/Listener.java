package polder.node.validator;

import polder.epoch.EpochHeader;
import polder.node.archive.SignedHeader;

/** Is told what the validator finds, on its thread. */
public interface Listener {
  /** What became of a right header's signature. */
  enum Signature {
    /** It may be signed and was written down. */
    SIGNED,
    /** The validator has no key. */
    NO_KEY,
    /** The epoch was final before it was looked at. */
    SETTLED,
    /** The deployment names no contract to sign for. */
    NO_CONTRACT,
    /** What was signed so long ago is forgotten. */
    TOO_OLD,
    /** Another header was signed for its epoch and attempt, and this one is final. */
    OTHER_SIGNED
  }

  /**
   * That the computation begins behind {@code header}, whose state was taken as {@code source}'s.
   */
  void beganAt(EpochHeader header, String source);

  /** That {@code header} is what its messages lead to. */
  void verified(EpochHeader header, Signature signature);

  /** That a header is refused. Each is told once. */
  void refused(Refusal refusal);

  /** That two different headers are signed for one epoch and attempt; kept as evidence. */
  void sealedTwice(SignedHeader mine, SignedHeader other, String source);

  /** That {@code source} serves nothing that can be used now; told when it changes. */
  void trouble(String source, String what);
}
