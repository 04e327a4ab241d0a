package polder.adapters.evm;

import java.util.Arrays;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.ContractWallets;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/** EIP-1271: {@code isValidSignature(bytes32,bytes)} of the contract that is the account. */
public final class EvmContractWallets implements ContractWallets {
  /** The function's selector, which is also its answer for yes. */
  private static final byte[] MAGIC = {0x16, 0x26, (byte) 0xba, 0x7e};

  private static final int WORD = 32;
  private static final Bytes YES = Bytes.wrap(Arrays.copyOf(MAGIC, WORD));

  private final Chain chain;

  /** On the newest state of {@code chain}. */
  public EvmContractWallets(Chain chain) {
    this.chain = chain;
  }

  @Override
  public boolean isSigned(Account account, Hash digest, Bytes signature) throws ChainException {
    try {
      // An account without code answers every call with nothing at all, which is not the word.
      return chain.call(account, call(digest, signature)).equals(YES);
    } catch (ChainException e) {
      // A contract that refuses says no. That its code fails, each node says in words of its own,
      // which nobody can tell from a node's refusal to ask it: then it stays unknown.
      if (e.kind() == ChainException.Kind.REVERTED) {
        return false;
      }
      throw e;
    }
  }

  /** Selector, digest, where the signature begins, its length, and itself in whole words. */
  private static Bytes call(Hash digest, Bytes signature) {
    int words = (signature.size() + WORD - 1) / WORD;
    byte[] data = new byte[MAGIC.length + 3 * WORD + words * WORD];
    System.arraycopy(MAGIC, 0, data, 0, MAGIC.length);
    System.arraycopy(digest.toArray(), 0, data, MAGIC.length, WORD);
    data[MAGIC.length + 2 * WORD - 1] = 2 * WORD;
    int size = MAGIC.length + 3 * WORD;
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      data[--size] = (byte) (signature.size() >>> shift);
    }
    System.arraycopy(signature.unsafeArray(), 0, data, MAGIC.length + 3 * WORD, signature.size());
    return Bytes.wrap(data);
  }
}
