package polder.adapters.push;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.util.Arrays;
import polder.protocol.Bytes;

/** P-256 as browsers write its points: 0x04 and both coordinates, 65 bytes. */
final class PushCurve {
  static final int POINT_BYTES = 65;
  private static final int COORDINATE_BYTES = 32;
  private static final ECParameterSpec CURVE = curve();
  private static final BigInteger P = ((ECFieldFp) CURVE.getCurve().getField()).getP();

  private PushCurve() {}

  private static ECParameterSpec curve() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  /** y² = x³ + ax + b. */
  private static BigInteger square(BigInteger x) {
    EllipticCurve curve = CURVE.getCurve();
    return x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(P);
  }

  /**
   * A public key.
   *
   * @throws GeneralSecurityException if {@code point} is none of the curve
   */
  static ECPublicKey publicKey(Bytes point) throws GeneralSecurityException {
    if (point.size() != POINT_BYTES || point.get(0) != 4) {
      throw new GeneralSecurityException("a key for push has 65 bytes, the first of them 4");
    }
    byte[] bytes = point.toArray();
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(bytes, 1, 1 + COORDINATE_BYTES));
    BigInteger y = new BigInteger(1, Arrays.copyOfRange(bytes, 1 + COORDINATE_BYTES, POINT_BYTES));
    if (x.compareTo(P) >= 0
        || y.compareTo(P) >= 0
        || !y.modPow(BigInteger.TWO, P).equals(square(x))) {
      throw new GeneralSecurityException("a key for push is a point of P-256");
    }
    return (ECPublicKey)
        KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), CURVE));
  }

  static PrivateKey privateKey(byte[] secret) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC")
        .generatePrivate(new ECPrivateKeySpec(new BigInteger(1, secret), CURVE));
  }

  /** The 65 bytes of a compressed point that is on the curve; p is 3 modulo 4. */
  static Bytes uncompressed(Bytes compressed) {
    byte[] bytes = compressed.toArray();
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(bytes, 1, bytes.length));
    BigInteger root = square(x).modPow(P.add(BigInteger.ONE).shiftRight(2), P);
    boolean odd = (bytes[0] & 1) == 1;
    return bytes(x, root.testBit(0) == odd ? root : P.subtract(root));
  }

  static Bytes bytes(ECPublicKey key) {
    return bytes(key.getW().getAffineX(), key.getW().getAffineY());
  }

  private static Bytes bytes(BigInteger x, BigInteger y) {
    byte[] point = new byte[POINT_BYTES];
    point[0] = 4;
    put(x, point, 1);
    put(y, point, 1 + COORDINATE_BYTES);
    return Bytes.wrap(point);
  }

  private static void put(BigInteger coordinate, byte[] point, int at) {
    byte[] bytes = coordinate.toByteArray();
    int size = Math.min(bytes.length, COORDINATE_BYTES);
    System.arraycopy(bytes, bytes.length - size, point, at + COORDINATE_BYTES - size, size);
  }

  static ECParameterSpec parameters() {
    return CURVE;
  }
}
