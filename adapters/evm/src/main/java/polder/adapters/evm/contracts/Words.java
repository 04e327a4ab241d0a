package polder.adapters.evm.contracts;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import polder.adapters.evm.contracts.EvmSettlement.Gas;
import polder.ports.chain.ChainException;
import polder.ports.chain.Intent;
import polder.ports.chain.Settlement;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.TypedData;
import polder.protocol.crypto.TypedValue;
import polder.protocol.identity.Account;

/** Values as the contracts take them, and what they give as ours. */
final class Words {
  private Words() {}

  /** A header's members. */
  static List<Object> header(TypedData header) {
    List<Object> words = new ArrayList<>();
    for (TypedData.Field field : header.fields()) {
      words.add(
          switch (field.value()) {
            case TypedValue.Word(Hash hash) -> hash;
            case TypedValue.Unsigned(int bits, BigInteger number) -> number;
            default ->
                throw new IllegalArgumentException(field.name() + " has no place in a header");
          });
    }
    return words;
  }

  /** A header that there is none of: all zero. */
  static List<Object> noHeader(TypedData like) {
    List<Object> words = new ArrayList<>();
    for (Object word : header(like)) {
      words.add(word instanceof Hash ? Hash.ZERO : BigInteger.ZERO);
    }
    return words;
  }

  static List<Object> seal(Settlement.Seal seal) {
    return List.of(seal.finalisedAtSeconds(), bitmap(seal.signers()), seal.setVersion());
  }

  /** A bitmap of 64 bits. */
  static BigInteger bitmap(long bits) {
    return new BigInteger(Long.toUnsignedString(bits));
  }

  static long small(Object value) throws ChainException {
    try {
      return ((BigInteger) value).longValueExact();
    } catch (ArithmeticException e) {
      throw new ChainException(
          ChainException.Kind.REFUSED,
          "a contract says " + value + " where a number of 63 bits belongs");
    }
  }

  /** An intent that calls {@code contract}; what asks for the same has the same label. */
  static Intent intent(String what, Account contract, Bytes data, Gas gas, long mostGas) {
    Intent estimated =
        Intent.call(
            what + "/" + Hash.sha256(data.unsafeArray()).toHex().substring(0, 32), contract, data);
    return gas == Gas.ESTIMATED
        ? estimated
        : new Intent(
            estimated.label(),
            estimated.to(),
            data,
            BigInteger.ZERO,
            OptionalLong.of(Math.min(mostGas, Intent.MAX_GAS)),
            OptionalLong.empty());
  }
}
