package polder.protocol.identity;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import polder.protocol.Bytes;
import polder.protocol.crypto.Keccak256;

/**
 * An owner: an account on an EVM chain.
 *
 * @param address its 20 bytes, the last of the Keccak-256 of the public key or a contract's address
 */
public record Account(Bytes address) implements Comparable<Account> {
  /** Length of an address in bytes. */
  public static final int SIZE = 20;

  private static final String PREFIX = "0x";

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if {@code address} has not 20 bytes
   */
  public Account {
    if (address.size() != SIZE) {
      throw new IllegalArgumentException("an address has 20 bytes, not " + address.size());
    }
  }

  /**
   * Reads {@code 0x} and 40 hexadecimal digits. Letters of one case are taken as they are; mixed
   * case must be the checksum of EIP-55, so that a mistyped address is not paid.
   *
   * @throws IllegalArgumentException if {@code text} is anything else
   */
  public static Account parse(String text) {
    if (text.length() != PREFIX.length() + 2 * SIZE || !text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("an account is 0x and 40 hexadecimal digits");
    }
    String digits = text.substring(PREFIX.length());
    Account account = new Account(Bytes.wrap(HexFormat.of().parseHex(digits)));
    boolean oneCase =
        digits.equals(digits.toLowerCase(Locale.ROOT))
            || digits.equals(digits.toUpperCase(Locale.ROOT));
    if (!oneCase && !text.equals(account.toString())) {
      throw new IllegalArgumentException("the checksum of account " + text + " is wrong");
    }
    return account;
  }

  /**
   * The decentralised identifier {@code did:pkh:eip155:<chain>:0x…} (method did:pkh over CAIP-10),
   * checksummed like {@link #toString()}.
   *
   * @param chainId the chain's number by EIP-155, above zero
   */
  public String did(long chainId) {
    if (chainId <= 0) {
      throw new IllegalArgumentException("a chain's number is above zero, not " + chainId);
    }
    return "did:pkh:eip155:" + chainId + ":" + this;
  }

  @Override
  public int compareTo(Account other) {
    return address.compareTo(other.address);
  }

  /** {@code 0x} and 40 hexadecimal digits, with the checksum of EIP-55 in the case of letters. */
  @Override
  public String toString() {
    String digits = address.toHex();
    byte[] hash = Keccak256.digest(digits.getBytes(StandardCharsets.US_ASCII));
    StringBuilder text = new StringBuilder(PREFIX);
    for (int i = 0; i < digits.length(); i++) {
      int nibble = hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xf;
      char digit = digits.charAt(i);
      text.append(nibble >= 8 ? Character.toUpperCase(digit) : digit);
    }
    return text.toString();
  }
}
