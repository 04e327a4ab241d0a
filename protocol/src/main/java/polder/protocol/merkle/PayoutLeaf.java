package polder.protocol.merkle;

import java.math.BigInteger;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.Keccak256;

/**
 * What an account may claim on a chain, as the contract reads it: {@code (uint256 chainId, address
 * contract, address token, address account, uint256 cumulative)}. The first three keep a proof from
 * being used on another chain, at another contract or for another token.
 *
 * @param chainId of the chain, 0 to 2²⁵⁶ − 1
 * @param contract 20 bytes of the contract that pays
 * @param token 20 bytes of the token that it pays in
 * @param account 20 bytes of the account that may claim
 * @param cumulativeWei all that was ever earned, in the token's smallest unit, 0 to 2²⁵⁶ − 1
 */
public record PayoutLeaf(
    BigInteger chainId, Bytes contract, Bytes token, Bytes account, BigInteger cumulativeWei) {
  /** Length of an account's address in bytes. */
  public static final int ADDRESS_SIZE = 20;

  private static final int WORD = 32;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is outside 0 to 2²⁵⁶ − 1 or an address has not 20
   *     bytes
   */
  public PayoutLeaf {
    requireWord("chain id", chainId);
    requireAddress("contract", contract);
    requireAddress("token", token);
    requireAddress("account", account);
    requireWord("cumulative amount", cumulativeWei);
  }

  /** The same with a chain id as chains have them today. */
  public PayoutLeaf(
      long chainId, Bytes contract, Bytes token, Bytes account, BigInteger cumulativeWei) {
    this(BigInteger.valueOf(chainId), contract, token, account, cumulativeWei);
  }

  private static void requireWord(String name, BigInteger number) {
    if (number.signum() < 0 || number.bitLength() > 256) {
      throw new IllegalArgumentException(name + " " + number + " is not a uint256");
    }
  }

  private static void requireAddress(String name, Bytes address) {
    if (address.size() != ADDRESS_SIZE) {
      throw new IllegalArgumentException(name + " has 20 bytes, not " + address.size());
    }
  }

  /**
   * {@code abi.encode} of the five values (Contract ABI Specification, "Formal Specification of the
   * Encoding"): five words of 32 bytes, each number and address at the right end of its word.
   */
  public Bytes abiEncoded() {
    return Bytes.wrap(words());
  }

  private byte[] words() {
    byte[] words = new byte[5 * WORD];
    write(chainId, words, 0);
    write(contract, words, 1);
    write(token, words, 2);
    write(account, words, 3);
    write(cumulativeWei, words, 4);
    return words;
  }

  private static void write(BigInteger number, byte[] words, int word) {
    // Two's complement has a leading zero byte where the number's own first bit is set.
    byte[] bytes = number.toByteArray();
    int length = Math.min(bytes.length, WORD);
    System.arraycopy(bytes, bytes.length - length, words, (word + 1) * WORD - length, length);
  }

  private static void write(Bytes address, byte[] words, int word) {
    System.arraycopy(
        address.unsafeArray(), 0, words, (word + 1) * WORD - ADDRESS_SIZE, ADDRESS_SIZE);
  }

  /** {@code keccak256(keccak256(abi.encode(…)))}: the leaf's hash in the tree. */
  public Hash hash() {
    return Hash.of(Keccak256.digest(Keccak256.digest(words())));
  }
}
