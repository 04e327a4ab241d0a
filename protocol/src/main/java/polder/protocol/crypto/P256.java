package polder.protocol.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * ECDSA on the curve P-256 over SHA-256 (FIPS 186-5), which secure elements such as the ATECC608
 * sign. A signature is r ‖ s, 64 bytes, both in [1, n − 1]; if (r, s) is valid so is (r, n − s),
 * and hardware gives either, so nothing may be named by a signature's bytes. A key is a compressed
 * point, 33 bytes; on this curve every point but the one without coordinates has prime order.
 */
public final class P256 {
  /** Length of a compressed public key in bytes. */
  public static final int PUBLIC_KEY_SIZE = 33;

  /** Length of a signature in bytes. */
  public static final int SIGNATURE_SIZE = 64;

  /** Length of a secret in bytes: a number in [1, n − 1], most significant byte first. */
  public static final int SECRET_SIZE = 32;

  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");

  private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);

  /** SubjectPublicKeyInfo of RFC 5480 up to the two coordinates of an uncompressed point. */
  private static final Bytes PUBLIC_PREFIX =
      Bytes.fromHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

  private static final SignaturePool VERIFIERS = pool(Corretto.provider());

  private P256() {}

  /** Verifiers of the given provider, or of the platform's own where there is none. */
  static SignaturePool pool(Optional<Provider> provider) {
    try {
      String algorithm = "SHA256withECDSAinP1363Format";
      Provider chosen =
          provider.isPresent() ? provider.get() : Signature.getInstance(algorithm).getProvider();
      KeyFactory keys = KeyFactory.getInstance("EC", chosen);
      return new SignaturePool(algorithm, chosen, publicKey -> decode(keys, publicKey));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  private static PublicKey decode(KeyFactory keys, Bytes publicKey)
      throws GeneralSecurityException {
    ECPoint point =
        point(publicKey).orElseThrow(() -> new GeneralSecurityException("not on the curve"));
    byte[] uncompressed = point.getEncoded(false);
    Bytes coordinates = Bytes.copyOf(uncompressed, 1, uncompressed.length - 1);
    return keys.generatePublic(
        new X509EncodedKeySpec(PUBLIC_PREFIX.concat(coordinates).unsafeArray()));
  }

  private static Optional<ECPoint> point(Bytes publicKey) {
    if (publicKey.size() != PUBLIC_KEY_SIZE) {
      return Optional.empty();
    }
    try {
      return Optional.of(CURVE.getCurve().decodePoint(publicKey.unsafeArray()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether a device may be enrolled with this key: 33 bytes, 02 or 03 and the x coordinate, below
   * the field's prime, of a point of the curve.
   */
  public static boolean isEnrollable(Bytes publicKey) {
    return point(publicKey).isPresent();
  }

  /**
   * Whether {@code signature}, r ‖ s, is one that the holder of {@code publicKey} made of the
   * SHA-256 of {@code message}. A key that is not on the curve has no signatures.
   */
  public static boolean verify(Bytes publicKey, byte[] message, byte[] signature) {
    return verify(VERIFIERS, publicKey, message, signature);
  }

  /** The same by the verifiers of a given library. */
  static boolean verify(
      SignaturePool verifiers, Bytes publicKey, byte[] message, byte[] signature) {
    return publicKey.size() == PUBLIC_KEY_SIZE
        && signature.length == SIGNATURE_SIZE
        && isScalar(BigEndian.unsigned(signature, 0, SIGNATURE_SIZE / 2))
        && isScalar(BigEndian.unsigned(signature, SIGNATURE_SIZE / 2, SIGNATURE_SIZE / 2))
        && verifiers.verify(publicKey, message, signature);
  }

  private static boolean isScalar(BigInteger number) {
    return number.signum() > 0 && number.compareTo(CURVE.getN()) < 0;
  }

  /**
   * The compressed public key of a secret.
   *
   * @throws IllegalArgumentException if {@code secret} is no number in [1, n − 1] of 32 bytes
   */
  public static Bytes publicKey(byte[] secret) {
    ECPoint point = new FixedPointCombMultiplier().multiply(CURVE.getG(), scalar(secret));
    return Bytes.wrap(point.getEncoded(true));
  }

  /**
   * Signs the SHA-256 of {@code message}; the nonce is that of RFC 6979, so the signature is the
   * same each time.
   *
   * @return r ‖ s, 64 bytes
   * @throws IllegalArgumentException if {@code secret} is no number in [1, n − 1] of 32 bytes
   */
  public static byte[] sign(byte[] secret, byte[] message) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(scalar(secret), DOMAIN));
    BigInteger[] pair = signer.generateSignature(Hash.sha256(message).toArray());
    int half = SIGNATURE_SIZE / 2;
    return Bytes.wrap(BigEndian.unsigned(pair[0], half))
        .concat(Bytes.wrap(BigEndian.unsigned(pair[1], half)))
        .unsafeArray();
  }

  private static BigInteger scalar(byte[] secret) {
    BigInteger scalar = new BigInteger(1, secret);
    if (secret.length != SECRET_SIZE || !isScalar(scalar)) {
      throw new IllegalArgumentException("a P-256 secret is 32 bytes of a number in [1, n − 1]");
    }
    return scalar;
  }
}
