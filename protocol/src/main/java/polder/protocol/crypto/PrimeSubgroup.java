package polder.protocol.crypto;

import java.math.BigInteger;
import org.bouncycastle.math.ec.rfc7748.X25519Field;

/**
 * Tells whether a point P of edwards25519 lies in the subgroup of prime order: whether L·P is the
 * identity. The same as {@link Edwards25519#multiply} by L, in a tenth of the time: a network of
 * thousands of devices is enrolled again by everyone who audits that epoch. Only the arithmetic of
 * the field is BouncyCastle's; what is accepted is decided here. An object is one multiplication.
 */
final class PrimeSubgroup {
  private static final byte[] D_TWICE = Edwards25519.littleEndian(Edwards25519.TWO_D);

  private final int[] twoD = decoded(D_TWICE);

  // The point multiplied, affine, and the product so far in extended coordinates X, Y, Z, T.
  private final int[] pointX;
  private final int[] pointY;
  private final int[] pointTwoDxy = X25519Field.create();
  private final int[] x = X25519Field.create();
  private final int[] y = X25519Field.create();
  private final int[] z = X25519Field.create();
  private final int[] t = X25519Field.create();

  private final int[] a = X25519Field.create();
  private final int[] b = X25519Field.create();
  private final int[] c = X25519Field.create();
  private final int[] e = X25519Field.create();
  private final int[] f = X25519Field.create();
  private final int[] g = X25519Field.create();
  private final int[] h = X25519Field.create();

  private PrimeSubgroup(BigInteger pointX, BigInteger pointY) {
    this.pointX = decoded(Edwards25519.littleEndian(pointX));
    this.pointY = decoded(Edwards25519.littleEndian(pointY));
    X25519Field.mul(this.pointX, this.pointY, pointTwoDxy);
    X25519Field.mul(pointTwoDxy, twoD, pointTwoDxy);
    X25519Field.one(y);
    X25519Field.one(z);
  }

  private static int[] decoded(byte[] littleEndian) {
    int[] element = X25519Field.create();
    X25519Field.decode(littleEndian, element);
    return element;
  }

  /**
   * Whether L times the point is the identity.
   *
   * @param x affine, below the field's prime
   * @param y affine, below the field's prime, so that (x, y) is on the curve
   */
  static boolean contains(BigInteger x, BigInteger y) {
    PrimeSubgroup product = new PrimeSubgroup(x, y);
    for (int bit = Edwards25519.L.bitLength() - 1; bit >= 0; bit--) {
      product.twice();
      if (Edwards25519.L.testBit(bit)) {
        product.addPoint();
      }
    }
    return product.isIdentity();
  }

  private boolean isIdentity() {
    X25519Field.sub(y, z, a);
    X25519Field.normalize(a);
    X25519Field.normalize(x);
    return X25519Field.isZeroVar(x) && X25519Field.isZeroVar(a);
  }

  /** Doubling of RFC 8032 section 5.1.4. */
  private void twice() {
    X25519Field.sqr(x, a);
    X25519Field.sqr(y, b);
    X25519Field.sqr(z, c);
    X25519Field.add(c, c, c);
    X25519Field.add(a, b, h);
    X25519Field.add(x, y, e);
    X25519Field.carry(e);
    X25519Field.sqr(e, e);
    X25519Field.sub(h, e, e);
    X25519Field.sub(a, b, g);
    X25519Field.add(c, g, f);
    finish();
  }

  /** Addition of RFC 8032 section 5.1.4 with Z = 1 on the right. */
  private void addPoint() {
    X25519Field.sub(y, x, a);
    X25519Field.sub(pointY, pointX, b);
    X25519Field.mul(a, b, a);
    X25519Field.add(y, x, b);
    X25519Field.add(pointY, pointX, c);
    X25519Field.mul(b, c, b);
    X25519Field.mul(t, pointTwoDxy, c);
    X25519Field.add(z, z, h);
    X25519Field.sub(b, a, e);
    X25519Field.sub(h, c, f);
    X25519Field.add(h, c, g);
    X25519Field.add(b, a, h);
    finish();
  }

  /** X = E·F, Y = G·H, Z = F·G, T = E·H; sums are carried first, as products ask for. */
  private void finish() {
    X25519Field.carry(e);
    X25519Field.carry(f);
    X25519Field.carry(g);
    X25519Field.carry(h);
    X25519Field.mul(e, f, x);
    X25519Field.mul(g, h, y);
    X25519Field.mul(f, g, z);
    X25519Field.mul(e, h, t);
  }
}
