package polder.adapters.evm;

import com.esaulpaugh.headlong.rlp.RLPEncoder;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import polder.ports.chain.Intent;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.Keccak256;
import polder.protocol.identity.Account;

/**
 * A transaction of type 2, EIP-1559.
 *
 * @param chainId the chain's number by EIP-155
 * @param fees what it pays
 * @param gasLimit most gas it may use
 */
record FeeTransaction(long chainId, long nonce, Fees fees, long gasLimit, Intent intent) {
  private static final byte TYPE = 2;

  /** The signed transaction as it is sent. */
  Bytes sign(Wallet wallet) {
    byte[] signature = wallet.sign(Hash.of(Keccak256.digest(encode(fields()))));
    List<Object> signed = new ArrayList<>(fields());
    signed.add(minimal(BigInteger.valueOf(signature[64] - 27)));
    signed.add(minimal(new BigInteger(1, Arrays.copyOfRange(signature, 0, 32))));
    signed.add(minimal(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64))));
    return Bytes.wrap(encode(signed));
  }

  /** The hash by which a signed transaction is known. */
  static Hash hash(Bytes raw) {
    return Hash.of(Keccak256.digest(raw.unsafeArray()));
  }

  /**
   * Where {@code creator} makes a contract with its transaction of this nonce: the last 20 bytes of
   * the Keccak-256 of the list of both, Yellow Paper section 7.
   */
  static Account created(Account creator, long nonce) {
    byte[] list = RLPEncoder.list(creator.address().toArray(), minimal(BigInteger.valueOf(nonce)));
    return new Account(
        Bytes.copyOf(Keccak256.digest(list), Keccak256.SIZE - Account.SIZE, Account.SIZE));
  }

  private List<Object> fields() {
    return List.of(
        minimal(BigInteger.valueOf(chainId)),
        minimal(BigInteger.valueOf(nonce)),
        minimal(fees.tip()),
        minimal(fees.most()),
        minimal(BigInteger.valueOf(gasLimit)),
        intent.to().map(to -> to.address().toArray()).orElse(new byte[0]),
        minimal(intent.value()),
        intent.data().toArray(),
        List.of());
  }

  private static byte[] encode(List<Object> fields) {
    byte[] list = RLPEncoder.list(fields);
    byte[] typed = new byte[list.length + 1];
    typed[0] = TYPE;
    System.arraycopy(list, 0, typed, 1, list.length);
    return typed;
  }

  /** A number without leading zeros; no byte for zero. */
  private static byte[] minimal(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }
}
