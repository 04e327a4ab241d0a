package polder.protocol.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/** A value of a {@link TypedData} field, with the name that its type has in EIP-712. */
public sealed interface TypedValue {
  /** The type as EIP-712 writes it, such as {@code uint64}. */
  String type();

  /** The 32 bytes that stand for the value in the hash of its struct ({@code encodeData}). */
  byte[] word();

  /** The value as JSON: a string, a boolean, or an ordered map. */
  Object plain();

  /** {@code string}: hashed as UTF-8. */
  record Text(String value) implements TypedValue {
    @Override
    public String type() {
      return "string";
    }

    @Override
    public byte[] word() {
      return Keccak256.digest(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Object plain() {
      return value;
    }
  }

  /** {@code bytes}: any number of them. */
  record Binary(Bytes value) implements TypedValue {
    @Override
    public String type() {
      return "bytes";
    }

    @Override
    public byte[] word() {
      return Keccak256.digest(value.unsafeArray());
    }

    @Override
    public Object plain() {
      return "0x" + value.toHex();
    }
  }

  /** {@code bytes32}. */
  record Word(Hash value) implements TypedValue {
    @Override
    public String type() {
      return "bytes32";
    }

    @Override
    public byte[] word() {
      return value.toArray();
    }

    @Override
    public Object plain() {
      return "0x" + value.toHex();
    }
  }

  /** {@code address}. */
  record Address(Account value) implements TypedValue {
    @Override
    public String type() {
      return "address";
    }

    @Override
    public byte[] word() {
      return BigEndian.unsigned(new BigInteger(1, value.address().unsafeArray()), Hash.SIZE);
    }

    @Override
    public Object plain() {
      return value.toString();
    }
  }

  /**
   * {@code uint64} or {@code uint256}.
   *
   * @param bits 64 or 256
   * @param value from 0 to 2^bits − 1
   */
  record Unsigned(int bits, BigInteger value) implements TypedValue {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the value does not fit, or there is no such type here
     */
    public Unsigned {
      checkRange(bits, value.signum() >= 0 && value.bitLength() <= bits);
    }

    @Override
    public String type() {
      return "uint" + bits;
    }

    @Override
    public byte[] word() {
      return BigEndian.unsigned(value, Hash.SIZE);
    }

    @Override
    public Object plain() {
      return value.toString();
    }
  }

  /**
   * {@code int64} or {@code int256}.
   *
   * @param bits 64 or 256
   * @param value from −2^(bits − 1) to 2^(bits − 1) − 1
   */
  record Signed(int bits, BigInteger value) implements TypedValue {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the value does not fit, or there is no such type here
     */
    public Signed {
      checkRange(bits, value.bitLength() < bits);
    }

    @Override
    public String type() {
      return "int" + bits;
    }

    @Override
    public byte[] word() {
      return BigEndian.signed(value, Hash.SIZE);
    }

    @Override
    public Object plain() {
      return value.toString();
    }
  }

  /** {@code bool}. */
  record Flag(boolean value) implements TypedValue {
    @Override
    public String type() {
      return "bool";
    }

    @Override
    public byte[] word() {
      return BigEndian.unsigned(value ? BigInteger.ONE : BigInteger.ZERO, Hash.SIZE);
    }

    @Override
    public Object plain() {
      return value;
    }
  }

  /** A struct within a struct. */
  record Struct(TypedData value) implements TypedValue {
    @Override
    public String type() {
      return value.primaryType();
    }

    @Override
    public byte[] word() {
      return value.hashStruct().toArray();
    }

    @Override
    public Object plain() {
      return value.plain();
    }
  }

  private static void checkRange(int bits, boolean fits) {
    if ((bits != 64 && bits != 256) || !fits) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "not a number of 64 or 256 bits, or not of %d", bits));
    }
  }
}
