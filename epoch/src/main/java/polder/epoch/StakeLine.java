package polder.epoch;

import java.math.BigInteger;
import polder.protocol.identity.Account;

/**
 * Lines of what validators, those who stake with them and those who brought headers onto the chain
 * earned. They stand between the registrations and the networks' lines: for each transaction that
 * made epochs final the gas, then the members of the set by account; after all of these the
 * delegators by validator and account.
 */
public sealed interface StakeLine extends OutcomeLeaf {
  /**
   * What a member of the set earned for epochs that became final, zero included.
   *
   * @param validator who
   * @param firstEpoch the first of the epochs
   * @param lastEpoch the last of them
   * @param signed whether it signed; who did not earns nothing
   * @param weight its part of the set's stake, in wei
   * @param totalWeight the whole set's
   * @param poolNano what of the validators' part of these epochs' emission all members share
   * @param delegatorsNano what of its part goes to those who stake with it
   * @param commissionNano what it keeps of what they earned
   * @param amountNano what it earned itself, the commission included
   */
  record Signed(
      Account validator,
      long firstEpoch,
      long lastEpoch,
      boolean signed,
      BigInteger weight,
      BigInteger totalWeight,
      long poolNano,
      long delegatorsNano,
      long commissionNano,
      long amountNano)
      implements StakeLine {}

  /** What an account earned by its stake with a validator. */
  record Delegated(Account validator, Account account, long amountNano) implements StakeLine {}

  /**
   * Gas that is paid back.
   *
   * @param costNano what the transaction cost by the contract's word and the manifest's rate
   * @param amountNano what of it is paid
   */
  record Gas(Account submitter, long firstEpoch, long lastEpoch, long costNano, long amountNano)
      implements StakeLine {}

  /** Who earns by this line. */
  default Account earner() {
    return switch (this) {
      case Signed line -> line.validator();
      case Delegated line -> line.account();
      case Gas line -> line.submitter();
    };
  }

  /** What that account earns by it, nano-tokens. */
  long amountNano();

  @Override
  default String network() {
    return "";
  }
}
