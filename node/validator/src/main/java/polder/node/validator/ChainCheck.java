package polder.node.validator;

import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.node.validator.ChainWitness.Answer;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.Settlement;
import polder.protocol.Hash;
import polder.protocol.crypto.Keccak256;
import polder.protocol.settlement.ChainPoint;

/**
 * Holds a header against the contracts that would make it final, and against the chain that they
 * stand on. One thread at a time.
 */
public final class ChainCheck {
  private final Chain chain;
  private final Settlement settlement;
  private long next;

  /** Against {@code settlement}, which stands on {@code chain}. */
  public ChainCheck(Chain chain, Settlement settlement) {
    this.chain = chain;
    this.settlement = settlement;
  }

  /** What the chain says of {@code header}. */
  public Answer of(EpochHeader header) {
    try {
      return asked(header);
    } catch (ChainException e) {
      return new Answer.NotNow("the chain cannot be asked: " + e.getMessage());
    }
  }

  private Answer asked(EpochHeader header) throws ChainException {
    // What is final stays so: for the long past the chain need not be asked again.
    if (header.epoch() < next - 1) {
      return new Answer.Settled();
    }
    Settlement.Head head = settlement.head();
    next = head.next();
    if (header.epoch() < next - 1) {
      return new Answer.Settled();
    }
    if (header.epoch() == next - 1) {
      return header.hash().equals(head.hash())
          ? new Answer.Fits()
          : new Answer.Wrong(
              "another header is final, 0x" + head.hash().toHex() + ": somebody else closed it");
    }
    if (header.attempt() != head.attempt()) {
      return new Answer.NotNow(
          "epoch "
              + header.epoch()
              + " was closed under attempt "
              + header.attempt()
              + ", and the chain is at attempt "
              + head.attempt());
    }
    Optional<Answer> off = offChain(header.chain());
    return off.isPresent() ? off.get() : inForce(header);
  }

  /** What is wrong with the place on the chain, if anything is. */
  private Optional<Answer> offChain(ChainPoint point) throws ChainException {
    Optional<Anchor> there = chain.block(point.block());
    if (there.isEmpty()) {
      return Optional.of(
          new Answer.NotNow("block " + point.block() + " is not on the chain, as its node has it"));
    }
    if (!there.get().hash().equals(point.blockHash())) {
      return Optional.of(
          new Answer.Wrong(
              "its block "
                  + point.block()
                  + " is not on the chain, which has 0x"
                  + there.get().hash().toHex()
                  + " there"));
    }
    return Optional.empty();
  }

  private Answer inForce(EpochHeader header) throws ChainException {
    Hash rules =
        Hash.of(Keccak256.digest(header.manifests().toArray(), header.program().toArray()));
    if (!settlement.rulesOf(header.epoch()).equals(rules)) {
      return new Answer.Wrong(
          "it was closed under other rules than the chain has (manifests "
              + header.manifests().toHex().substring(0, 12)
              + ", program "
              + header.program().toHex().substring(0, 12)
              + ")");
    }
    long version = settlement.setOf(header.epoch());
    if (header.chain().validatorSet() != version) {
      return new Answer.Wrong(
          "it names validator set "
              + header.chain().validatorSet()
              + ", and the chain lets set "
              + version
              + " sign it");
    }
    return new Answer.Fits();
  }
}
