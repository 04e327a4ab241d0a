package polder.protocol.crypto;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A point of the curve edwards25519 in extended coordinates, RFC 8032 section 5.1: x = X/Z, y =
 * Y/Z, x·y = T/Z. Plain big integers, in variable time: it judges public keys, which are public and
 * judged once each, and must never touch a secret.
 */
record Edwards25519(BigInteger x, BigInteger y, BigInteger z, BigInteger t) {
  /** Length of an encoded point in bytes. */
  static final int SIZE = 32;

  /** The prime of the field, 2^255 − 19. */
  static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  /** The order of the base point, L. */
  static final BigInteger L =
      BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

  static final Edwards25519 IDENTITY = affine(BigInteger.ZERO, BigInteger.ONE);

  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);

  static final BigInteger TWO_D = D.add(D).mod(P);

  /** A square root of −1: 2^((p − 1)/4). */
  private static final BigInteger ROOT_OF_MINUS_ONE =
      BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);

  /** (p − 5)/8, the exponent of the candidate square root in RFC 8032 section 5.1.3. */
  private static final BigInteger ROOT_EXPONENT = P.subtract(BigInteger.valueOf(5)).shiftRight(3);

  private static Edwards25519 affine(BigInteger x, BigInteger y) {
    return new Edwards25519(x, y, BigInteger.ONE, x.multiply(y).mod(P));
  }

  /**
   * Decodes by RFC 8032 section 5.1.3, which takes canonical encodings only: y below p, and no sign
   * on x = 0.
   *
   * @param encoded 32 bytes
   * @return nothing if the bytes are no canonical encoding of a point of the curve
   */
  static Optional<Edwards25519> decode(byte[] encoded) {
    boolean odd = (encoded[SIZE - 1] & 0x80) != 0;
    BigInteger y = littleEndian(encoded).clearBit(255);
    if (y.compareTo(P) >= 0) {
      return Optional.empty();
    }
    BigInteger ySquared = y.multiply(y).mod(P);
    BigInteger u = ySquared.subtract(BigInteger.ONE).mod(P);
    BigInteger v = D.multiply(ySquared).add(BigInteger.ONE).mod(P);
    BigInteger v3 = v.multiply(v).multiply(v).mod(P);
    BigInteger v7 = v3.multiply(v3).multiply(v).mod(P);
    BigInteger x = u.multiply(v3).multiply(u.multiply(v7).mod(P).modPow(ROOT_EXPONENT, P)).mod(P);
    BigInteger check = v.multiply(x).multiply(x).mod(P);
    if (!check.equals(u)) {
      if (!check.equals(P.subtract(u).mod(P))) {
        return Optional.empty();
      }
      x = x.multiply(ROOT_OF_MINUS_ONE).mod(P);
    }
    if (x.signum() == 0 && odd) {
      return Optional.empty();
    }
    return Optional.of(affine(x.testBit(0) == odd ? x : P.subtract(x), y));
  }

  /** The 32 bytes of RFC 8032 section 5.1.2. */
  byte[] encode() {
    BigInteger inverse = z.modInverse(P);
    byte[] encoded = littleEndian(y.multiply(inverse).mod(P));
    if (x.multiply(inverse).mod(P).testBit(0)) {
      encoded[SIZE - 1] |= (byte) 0x80;
    }
    return encoded;
  }

  /** The sum; the formula of RFC 8032 section 5.1.4 is complete, so no case is special. */
  Edwards25519 add(Edwards25519 other) {
    BigInteger a = y.subtract(x).multiply(other.y.subtract(other.x)).mod(P);
    BigInteger b = y.add(x).multiply(other.y.add(other.x)).mod(P);
    BigInteger c = t.multiply(TWO_D).mod(P).multiply(other.t).mod(P);
    BigInteger d = z.shiftLeft(1).multiply(other.z).mod(P);
    BigInteger e = b.subtract(a);
    BigInteger f = d.subtract(c);
    BigInteger g = d.add(c);
    BigInteger h = b.add(a);
    return new Edwards25519(
        e.multiply(f).mod(P), g.multiply(h).mod(P), f.multiply(g).mod(P), e.multiply(h).mod(P));
  }

  /** The point that many times, by doubling and adding; {@code scalar} is zero or above. */
  Edwards25519 multiply(BigInteger scalar) {
    Edwards25519 product = IDENTITY;
    for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
      product = product.add(product);
      if (scalar.testBit(bit)) {
        product = product.add(this);
      }
    }
    return product;
  }

  /** Whether this is the neutral element, (0, 1). */
  boolean isIdentity() {
    return x.signum() == 0 && y.equals(z);
  }

  /** Whether the point lies in the subgroup of prime order L, the identity included. */
  boolean isTorsionFree() {
    BigInteger inverse = z.modInverse(P);
    return PrimeSubgroup.contains(x.multiply(inverse).mod(P), y.multiply(inverse).mod(P));
  }

  /**
   * Whether decoding these 32 bytes would be refused before the curve is looked at: y not below p,
   * or x = 0 with a sign. Cheap enough to be asked for every signature.
   */
  static boolean isNotCanonical(byte[] encoded) {
    int top = encoded[SIZE - 1] & 0x7f;
    int bottom = encoded[0] & 0xff;
    int all = 0xff;
    int any = 0;
    for (int i = 1; i < SIZE - 1; i++) {
      all &= encoded[i];
      any |= encoded[i];
    }
    boolean highMiddle = top == 0x7f && (all & 0xff) == 0xff;
    boolean negative = encoded[SIZE - 1] < 0;
    boolean atLeastP = highMiddle && bottom >= 0xed;
    boolean minusOne = highMiddle && bottom == 0xec;
    boolean one = top == 0 && any == 0 && bottom == 1;
    return atLeastP || (negative && (one || minusOne));
  }

  /** The number in these bytes, least significant first. */
  static BigInteger littleEndian(byte[] bytes) {
    return new BigInteger(1, reversed(bytes));
  }

  /** A number below 2^256 as 32 bytes, least significant first. */
  static byte[] littleEndian(BigInteger number) {
    return reversed(BigEndian.unsigned(number, SIZE));
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
