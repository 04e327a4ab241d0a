package polder.agent;

import java.util.Optional;
import java.util.function.LongSupplier;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.receipt.Bond;
import polder.protocol.receipt.Receipt;

/**
 * Says whether a node's receipt is worth something: for this message, of this deployment, signed by
 * the node, and, where a chain pays, such that its validator loses its stake if the message gets
 * lost. For one thread.
 */
public final class ReceiptCheck {
  /** How far ahead of the clock the first epoch may seem to be. */
  private static final long MOST_AHEAD = 8;

  private static final long CLOCK_MILLIS = 600_000;

  private final Deployment deployment;
  private final LongSupplier clockMillis;
  private final Optional<Hash> domain;
  private Optional<Receipt> last = Optional.empty();

  /** Of receipts of a node of {@code deployment}. */
  public ReceiptCheck(Deployment deployment, LongSupplier clockMillis) {
    this.deployment = deployment;
    this.clockMillis = clockMillis;
    this.domain = deployment.receiptDomain();
  }

  /** What is wrong with the receipt that a message got the first time; empty if nothing is. */
  public Optional<String> wrong(Hash message, Bytes encoded) {
    return wrong(message, encoded, true);
  }

  /**
   * The same for a message that the node had before: its receipt is that of then, when perhaps no
   * stake, or another's, answered for it.
   */
  public Optional<String> wrongAgain(Hash message, Bytes encoded) {
    return wrong(message, encoded, false);
  }

  private Optional<String> wrong(Hash message, Bytes encoded, boolean first) {
    Receipt receipt;
    try {
      receipt = Receipt.decode(encoded);
    } catch (CodecException e) {
      return Optional.of("it cannot be read: " + e.getMessage());
    }
    if (!receipt.message().equals(message)) {
      return Optional.of("it is for another message");
    }
    if (!receipt.deployment().equals(deployment.id())) {
      return Optional.of("it is for another deployment");
    }
    if (!deployment.node().isEmpty() && !receipt.node().did().equals(deployment.node())) {
      return Optional.of("another node signed it");
    }
    // Of a batch the signatures are looked at once.
    boolean known = last.filter(receipt::isSameBatch).isPresent();
    if (known ? !receipt.isOfBatch() : !receipt.verifies()) {
      return Optional.of("its signature does not hold");
    }
    Optional<String> wrong =
        known || domain.isEmpty() ? Optional.empty() : wrongBond(receipt, domain.get(), first);
    if (wrong.isEmpty() && first) {
      last = Optional.of(receipt);
    }
    return wrong;
  }

  private Optional<String> wrongBond(Receipt receipt, Hash contract, boolean first) {
    if (receipt.bond().isEmpty()) {
      return first ? Optional.of("no validator's stake answers for it") : Optional.empty();
    }
    Bond bond = receipt.bond().get();
    if (bond.epochs() > Bond.MOST_EPOCHS) {
      return Optional.of(
          "it allows "
              + bond.epochs()
              + " epochs; what allows more than "
              + Bond.MOST_EPOCHS
              + " can be held against nobody");
    }
    if (receipt.deadlineEpoch() < bond.from() || receipt.deadlineEpoch() > bond.deadline()) {
      return Optional.of("the epoch that it names is none of those that a stake answers for");
    }
    if (!deployment.simulatedClock() && bond.from() > mostAhead()) {
      return Optional.of("its first epoch, " + bond.from() + ", is far ahead");
    }
    Optional<Account> signer = receipt.bonded(contract);
    boolean signed = first ? signer.equals(deployment.validator()) : signer.isPresent();
    return signed ? Optional.empty() : Optional.of("the node's validator did not sign it");
  }

  /** Epochs may lie behind the clock, where a node was away, but not far before it. */
  private long mostAhead() {
    long passed = clockMillis.getAsLong() + CLOCK_MILLIS - deployment.genesisMillis();
    return Math.max(0, passed) / deployment.epochMillis() + MOST_AHEAD;
  }
}
