package polder.ports.chain;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * The contract in which validators bond and others stake with them: what it says, and the intents
 * by which it is told. All amounts are in wei. Safe for several threads.
 */
public interface Staking {
  /**
   * What never changes.
   *
   * @param minBond of its own that a validator needs
   * @param unbondingSeconds how long stake stays bound after a set without it is in force
   * @param versionSeconds least time between two sets
   * @param lagEpochs from the next final epoch when a set is opened to the first that it signs
   */
  record Terms(BigInteger minBond, long unbondingSeconds, long versionSeconds, long lagEpochs) {}

  /**
   * Where the sets of validators stand.
   *
   * @param version the latest that was opened; 0 before the first
   * @param openedSeconds when, since 1970
   * @param urgent whether the next need not wait
   * @param waiting whether the latest one does not sign yet, so that no other can be opened
   * @param nextEpoch the epoch that is final next
   */
  record Sets(long version, long openedSeconds, boolean urgent, boolean waiting, long nextEpoch) {}

  /**
   * A validator.
   *
   * @param registered whether it ever bonded; if not, all else is zero
   * @param struck whether it may never sign again
   * @param candidate whether it will be in the next set
   * @param own its own bond
   * @param leaving what of its own is being taken out
   * @param leftVersion the latest set when it last took out
   * @param pool what others have staked with it
   * @param commissionPpm its part of what those earn, parts per million
   */
  record Validator(
      boolean registered,
      boolean struck,
      boolean candidate,
      BigInteger own,
      BigInteger leaving,
      long leftVersion,
      BigInteger pool,
      long commissionPpm) {}

  /**
   * What an account has with a validator.
   *
   * @param staked what earns
   * @param leaving what is being taken out
   * @param leftVersion the latest set when it last took out
   */
  record Delegation(BigInteger staked, BigInteger leaving, long leftVersion) {}

  /**
   * When stake that was taken out can be paid out.
   *
   * @param since the set version to name; empty as long as none without the stake is in force
   * @param fromSeconds from when on, since 1970; 0 as long as it is not known
   * @param standing whether all epochs that stake could be slashed for can no longer be disputed
   */
  record Exit(Optional<Long> since, long fromSeconds, boolean standing) {}

  /** What never changes. */
  Terms terms() throws ChainException;

  /** Where the sets stand. */
  Sets sets() throws ChainException;

  /** The members of the latest set and what each weighs. */
  List<Settlement.Member> members() throws ChainException;

  /** Who would be in a set opened now, and what each would weigh; ascending by account. */
  List<Settlement.Member> candidates() throws ChainException;

  /** A validator, or an account that is none. */
  Validator validator(Account account) throws ChainException;

  /** What {@code account} has staked with {@code validator}. */
  Delegation delegation(Account account, Account validator) throws ChainException;

  /** When stake can be paid out that left when {@code leftVersion} was the latest set. */
  Exit exit(long leftVersion) throws ChainException;

  /** How many tokens the contract may take from {@code account}. */
  BigInteger allowance(Account account) throws ChainException;

  /** Lets the contract take {@code wei} from the sender. */
  Intent approve(BigInteger wei) throws ChainException;

  /** Makes the sender a validator. */
  Intent register(BigInteger wei, long commissionPpm, Hash seedTip) throws ChainException;

  /** Adds to the sender's own bond. */
  Intent bond(BigInteger wei) throws ChainException;

  /** Starts to take out of the sender's own bond. */
  Intent unbond(BigInteger wei) throws ChainException;

  /** Pays out what the sender took out of its bond. */
  Intent withdrawBond(long since) throws ChainException;

  /** Another commission for the sender; a higher one holds later. */
  Intent setCommission(long ppm) throws ChainException;

  /** Stakes with a validator. */
  Intent delegate(Account validator, BigInteger wei) throws ChainException;

  /** Starts to take out what the sender has staked with a validator. */
  Intent undelegate(Account validator, BigInteger wei) throws ChainException;

  /** Pays out what the sender took out from a validator. */
  Intent withdraw(Account validator, long since) throws ChainException;

  /** Fixes the next set; anyone may. */
  Intent openVersion(long version) throws ChainException;
}
