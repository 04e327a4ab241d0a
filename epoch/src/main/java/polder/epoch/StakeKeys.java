package polder.epoch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;

/** Keys of what the state holds of stakes: the letter v, another for what it is, and its names. */
final class StakeKeys {
  private static final Bytes VALIDATORS = letters("va");
  private static final Bytes DELEGATIONS = letters("vd");
  private static final Bytes PENDING = letters("ve");
  private static final Bytes SETS = letters("vs");

  private StakeKeys() {}

  /** All validators. */
  static Bytes validators() {
    return VALIDATORS;
  }

  static Bytes validator(Account account) {
    return VALIDATORS.concat(account.address());
  }

  /** All that accounts have staked with validators. */
  static Bytes delegations() {
    return DELEGATIONS;
  }

  static Bytes delegation(StakeBook.Stake stake) {
    return DELEGATIONS.concat(stake.validator().address()).concat(stake.account().address());
  }

  static StakeBook.Stake delegationOf(Bytes key) {
    byte[] bytes = key.unsafeArray();
    return new StakeBook.Stake(
        new Account(Bytes.copyOf(bytes, DELEGATIONS.size(), Account.SIZE)),
        new Account(Bytes.copyOf(bytes, DELEGATIONS.size() + Account.SIZE, Account.SIZE)));
  }

  /** What validators earn once {@code epoch} is final. */
  static Bytes pending(long epoch) {
    return PENDING.concat(number(epoch));
  }

  /** All versions of the validator set that may still sign. */
  static Bytes sets() {
    return SETS;
  }

  static Bytes set(long version) {
    return SETS.concat(number(version));
  }

  /** What the entry at {@code key}, which begins with v, is, in words. */
  static String describe(Bytes key) {
    byte[] bytes = key.unsafeArray();
    return switch ((char) key.get(1)) {
      case 'a' -> "validator " + new Account(Bytes.copyOf(bytes, 2, key.size() - 2));
      case 'd' -> {
        StakeBook.Stake stake = delegationOf(key);
        yield "the stake of " + stake.account() + " with validator " + stake.validator();
      }
      case 'e' -> "what validators earn for epoch " + ByteBuffer.wrap(bytes).getLong(2);
      case 's' -> "validator set " + ByteBuffer.wrap(bytes).getLong(2);
      default -> throw new IllegalArgumentException("no such letter");
    };
  }

  private static Bytes letters(String letters) {
    return Bytes.wrap(letters.getBytes(StandardCharsets.US_ASCII));
  }

  private static Bytes number(long number) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }
}
