package polder.protocol.crypto;

import java.math.BigInteger;
import java.util.Optional;
import polder.protocol.Bytes;

/** Reads the DER in which Wycheproof writes ECDSA signatures; takes DER only, no other BER. */
final class DerSignature {
  private final byte[] encoded;
  private int position;

  private DerSignature(byte[] encoded) {
    this.encoded = encoded;
  }

  /** r ‖ s, or nothing if the bytes are not DER or a number does not fit 32 bytes. */
  static Optional<byte[]> toRaw(byte[] der) {
    return new DerSignature(der).read();
  }

  private Optional<byte[]> read() {
    if (encoded.length > 72 || !take(0x30) || !take(encoded.length - 2)) {
      return Optional.empty();
    }
    Optional<BigInteger> r = integer();
    Optional<BigInteger> s = integer();
    if (r.isEmpty() || s.isEmpty() || position != encoded.length) {
      return Optional.empty();
    }
    return Optional.of(
        Bytes.wrap(BigEndian.unsigned(r.get(), 32))
            .concat(Bytes.wrap(BigEndian.unsigned(s.get(), 32)))
            .toArray());
  }

  private boolean take(int expected) {
    return position < encoded.length && (encoded[position++] & 0xff) == expected;
  }

  private Optional<BigInteger> integer() {
    if (!take(0x02) || position >= encoded.length) {
      return Optional.empty();
    }
    int length = encoded[position++];
    if (length < 1 || length > encoded.length - position) {
      return Optional.empty();
    }
    BigInteger number = new BigInteger(encoded, position, length);
    position += length;
    boolean shortest = number.toByteArray().length == length;
    return shortest && number.signum() >= 0 && number.bitLength() <= 256
        ? Optional.of(number)
        : Optional.empty();
  }
}
