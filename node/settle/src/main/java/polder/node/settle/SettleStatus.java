package polder.node.settle;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import polder.ports.chain.Backlog;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * How far epochs are on the chain.
 *
 * @param account whose signature this node gives
 * @param sealed the latest sealed epoch; -1 if there is none
 * @param finalEpoch the latest final epoch as of the last answer of the chain; -1 if there is none
 * @param released the released epoch, against which accounts claim; -1 if there is none
 * @param disputed the epoch in dispute, from which on nothing is released
 * @param submitted what is on its way to be final
 * @param attempt which attempt the chain waits for
 * @param signers who signed the epoch that is final next, or could sign it
 * @param claimedWei what was paid to all accounts
 * @param claimableWei what the released epoch allows in total, the paid included
 * @param outbox how the node's transactions stand
 * @param trouble what stands in the way and what to do, one line
 */
public record SettleStatus(
    Account account,
    long sealed,
    long finalEpoch,
    long released,
    Optional<Long> disputed,
    Optional<Submitted> submitted,
    long attempt,
    List<Signer> signers,
    BigInteger claimedWei,
    BigInteger claimableWei,
    Backlog outbox,
    Optional<String> trouble) {
  /** Copies the list. */
  public SettleStatus {
    signers = List.copyOf(signers);
  }

  /**
   * A transaction that makes epochs final is not settled yet.
   *
   * @param lastEpoch the last of them
   * @param transaction its hash, once it is signed
   */
  public record Submitted(long lastEpoch, Optional<Hash> transaction) {}

  /**
   * A member of the set.
   *
   * @param weight in wei
   * @param signed whether its signature of the next epoch is here
   */
  public record Signer(Account account, BigInteger weight, boolean signed, Attendance attendance) {}

  /**
   * How a member signs lately.
   *
   * @param latest the latest epoch that it signed; -1 if none is known
   * @param epochs of so many final epochs it is known who signed them
   * @param missed those of them that it did not sign, ascending
   * @param silent whether it fell behind and nothing came from it for long
   */
  public record Attendance(long latest, int epochs, List<Long> missed, boolean silent) {
    /** Copies the list. */
    public Attendance {
      missed = List.copyOf(missed);
    }
  }

  /** Nothing is known yet. */
  static SettleStatus begun(Account account) {
    return new SettleStatus(
        account,
        -1,
        -1,
        -1,
        Optional.empty(),
        Optional.empty(),
        0,
        List.of(),
        BigInteger.ZERO,
        BigInteger.ZERO,
        Backlog.EMPTY,
        Optional.of("the chain has not been asked yet"));
  }

  /** How many sealed epochs are not final. */
  public long backlog() {
    return Math.max(0, sealed - finalEpoch);
  }
}
