package polder.adapters.evm;

import java.math.BigInteger;
import polder.ports.chain.ChainException;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;

/** Numbers and bytes as JSON-RPC of Ethereum writes them, and readers that refuse all else. */
final class Quantity {
  private static final int MAX_DIGITS = 64;

  private Quantity() {}

  static String of(long number) {
    return "0x" + Long.toHexString(number);
  }

  static String of(BigInteger number) {
    return "0x" + number.toString(16);
  }

  static String of(Bytes bytes) {
    return "0x" + bytes.toHex();
  }

  static String of(Hash hash) {
    return "0x" + hash.toHex();
  }

  static String of(Account account) {
    return "0x" + account.address().toHex();
  }

  static BigInteger number(JsonNode node, String what) throws ChainException {
    String text = node.asString("");
    if (text.length() > 2 && text.startsWith("0x") && text.length() <= 2 + MAX_DIGITS) {
      try {
        BigInteger number = new BigInteger(text.substring(2), 16);
        if (number.signum() >= 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        throw nonsense(node, what);
      }
    }
    throw nonsense(node, what);
  }

  static long small(JsonNode node, String what) throws ChainException {
    BigInteger number = number(node, what);
    if (number.bitLength() >= Long.SIZE) {
      throw nonsense(node, what);
    }
    return number.longValueExact();
  }

  static Bytes bytes(JsonNode node, String what) throws ChainException {
    String text = node.asString("");
    if (text.startsWith("0x")) {
      try {
        return Bytes.fromHex(text);
      } catch (IllegalArgumentException e) {
        throw nonsense(node, what);
      }
    }
    throw nonsense(node, what);
  }

  static Hash hash(JsonNode node, String what) throws ChainException {
    Bytes bytes = bytes(node, what);
    if (bytes.size() != Hash.SIZE) {
      throw nonsense(node, what);
    }
    return Hash.of(bytes.toArray());
  }

  static Account account(JsonNode node, String what) throws ChainException {
    Bytes bytes = bytes(node, what);
    if (bytes.size() != Account.SIZE) {
      throw nonsense(node, what);
    }
    return new Account(bytes);
  }

  private static ChainException nonsense(JsonNode node, String what) {
    String said = node.toString();
    return new ChainException(
        ChainException.Kind.REFUSED,
        "the chain's node gave no "
            + what
            + " but "
            + said.substring(0, Math.min(80, said.length()))
            + "; is it the address of an EVM node?");
  }
}
