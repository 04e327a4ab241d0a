package polder.ports.chain;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;

/**
 * What shall happen once on a chain.
 *
 * @param label its name for ever: what succeeded under a label is never done again
 * @param to whom to call or pay; nobody to make a contract
 * @param data selector and arguments, or a contract's creation code
 * @param value what to pay, in wei
 * @param gasLimit most gas it may use; if absent it is estimated once all intents before it are
 *     mined, and the intent fails unsent if it would revert
 * @param nonce the account's nonce it needs, so that a contract gets the address that others were
 *     told of; if absent any
 */
public record Intent(
    String label,
    Optional<Account> to,
    Bytes data,
    BigInteger value,
    OptionalLong gasLimit,
    OptionalLong nonce) {
  /** Most bytes of data: nodes pass on transactions of 128 KiB. */
  public static final int MAX_DATA = 120_000;

  /** Most gas of a transaction, EIP-7825. */
  public static final long MAX_GAS = 1L << 24;

  /** Gas of a transaction that does nothing. */
  public static final long MIN_GAS = 21_000;

  private static final Pattern LABEL = Pattern.compile("[!-~]{1,200}");

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is not kept
   */
  public Intent {
    if (!LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException("a label is 1 to 200 visible characters of ASCII");
    }
    if (data.size() > MAX_DATA) {
      throw new IllegalArgumentException(
          label + " has " + data.size() + " bytes of data; the most is " + MAX_DATA);
    }
    if (to.isEmpty() && data.size() == 0) {
      throw new IllegalArgumentException(label + " makes a contract without code");
    }
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new IllegalArgumentException(label + " pays " + value + " wei, which is no amount");
    }
    if (gasLimit.isPresent()
        && (gasLimit.getAsLong() < MIN_GAS || gasLimit.getAsLong() > MAX_GAS)) {
      throw new IllegalArgumentException(
          label
              + ": a gas limit is "
              + MIN_GAS
              + " to "
              + MAX_GAS
              + ", not "
              + gasLimit.getAsLong());
    }
    if (nonce.isPresent() && nonce.getAsLong() < 0) {
      throw new IllegalArgumentException(label + ": a nonce is not below 0");
    }
  }

  /** Calls {@code contract} and pays it nothing; gas is estimated. */
  public static Intent call(String label, Account contract, Bytes data) {
    return new Intent(
        label,
        Optional.of(contract),
        data,
        BigInteger.ZERO,
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  /** Whether the other asks for the same effect on the chain, whatever it is called. */
  public boolean sameEffect(Intent other) {
    return to.equals(other.to) && data.equals(other.data) && value.equals(other.value);
  }
}
