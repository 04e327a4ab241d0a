package polder.protocol.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * Signatures of EVM accounts: ECDSA on secp256k1 with the public key recovered from the signature,
 * as the chain's {@code ecrecover} does. A signature is r ‖ s ‖ v, 65 bytes: r in [1, n − 1], s in
 * [1, n/2] (EIP-2, so that there is one signature and not two), v 27 or 28, the parity of the
 * nonce's point. A point whose x coordinate is not below n cannot be written so; the chain has no
 * way to write it either, and one in 2^127 nonces gives it.
 */
public final class Secp256k1 {
  /** Length of a signature in bytes. */
  public static final int SIGNATURE_SIZE = 65;

  /** Length of a secret in bytes: a number in [1, n − 1], most significant byte first. */
  public static final int SECRET_SIZE = 32;

  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");

  private static final BigInteger N = CURVE.getN();

  private static final BigInteger HALF_N = N.shiftRight(1);

  private static final int V_EVEN = 27;

  private Secp256k1() {}

  /**
   * The account that signed {@code digest}, or nothing if {@code signature} is no signature. Any
   * well-formed signature gives some account: compare it with the one that should have signed.
   *
   * @param signature r ‖ s ‖ v
   */
  public static Optional<Account> recover(Hash digest, byte[] signature) {
    if (signature.length != SIGNATURE_SIZE) {
      return Optional.empty();
    }
    BigInteger r = BigEndian.unsigned(signature, 0, 32);
    BigInteger s = BigEndian.unsigned(signature, 32, 32);
    int parity = (signature[64] & 0xff) - V_EVEN;
    boolean wellFormed =
        isScalar(r) && s.signum() > 0 && s.compareTo(HALF_N) <= 0 && (parity == 0 || parity == 1);
    if (!wellFormed) {
      return Optional.empty();
    }
    return nonce(r, parity).flatMap(point -> recover(digest, point, r, s));
  }

  /** The point with this x coordinate and parity of y, if the curve has one. */
  private static Optional<ECPoint> nonce(BigInteger x, int parity) {
    byte[] compressed = new byte[33];
    compressed[0] = (byte) (2 + parity);
    System.arraycopy(BigEndian.unsigned(x, 32), 0, compressed, 1, 32);
    try {
      return Optional.of(CURVE.getCurve().decodePoint(compressed));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The key is r⁻¹·(s·R − z·G), SEC 1 section 4.1.6. */
  private static Optional<Account> recover(Hash digest, ECPoint nonce, BigInteger r, BigInteger s) {
    BigInteger inverse = BigIntegers.modOddInverseVar(N, r);
    BigInteger ofBase = N.subtract(number(digest).mod(N)).multiply(inverse).mod(N);
    BigInteger ofNonce = s.multiply(inverse).mod(N);
    ECPoint key = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), ofBase, nonce, ofNonce);
    return key.isInfinity() ? Optional.empty() : Optional.of(account(key));
  }

  /**
   * Signs {@code digest}; the nonce is that of RFC 6979 with SHA-256, so the signature is the same
   * each time.
   *
   * @return r ‖ s ‖ v, 65 bytes
   * @throws IllegalArgumentException if {@code secret} is no number in [1, n − 1] of 32 bytes
   */
  public static byte[] sign(byte[] secret, Hash digest) {
    BigInteger scalar = scalar(secret);
    HMacDSAKCalculator nonces = new HMacDSAKCalculator(new SHA256Digest());
    nonces.init(N, scalar, digest.toArray());
    while (true) {
      BigInteger k = nonces.nextK();
      ECPoint point = multiplyBase(k);
      BigInteger r = point.getAffineXCoord().toBigInteger();
      BigInteger s =
          BigIntegers.modOddInverse(N, k).multiply(number(digest).add(r.multiply(scalar))).mod(N);
      if (isScalar(r) && s.signum() > 0) {
        boolean odd = point.getAffineYCoord().testBitZero();
        boolean high = s.compareTo(HALF_N) > 0;
        byte[] signature = Arrays.copyOf(BigEndian.unsigned(r, 32), SIGNATURE_SIZE);
        System.arraycopy(BigEndian.unsigned(high ? N.subtract(s) : s, 32), 0, signature, 32, 32);
        // The other s belongs to the nonce's negative, whose y has the other parity.
        signature[64] = (byte) (odd == high ? V_EVEN : V_EVEN + 1);
        return signature;
      }
    }
  }

  /**
   * The account of a secret.
   *
   * @throws IllegalArgumentException if {@code secret} is no number in [1, n − 1] of 32 bytes
   */
  public static Account account(byte[] secret) {
    return account(multiplyBase(scalar(secret)));
  }

  /** The last 20 bytes of the Keccak-256 of both coordinates, Yellow Paper appendix F. */
  private static Account account(ECPoint key) {
    byte[] uncompressed = key.getEncoded(false);
    byte[] hash = Keccak256.digest(Arrays.copyOfRange(uncompressed, 1, uncompressed.length));
    return new Account(Bytes.copyOf(hash, hash.length - Account.SIZE, Account.SIZE));
  }

  private static ECPoint multiplyBase(BigInteger scalar) {
    return new FixedPointCombMultiplier().multiply(CURVE.getG(), scalar).normalize();
  }

  private static BigInteger number(Hash digest) {
    return new BigInteger(1, digest.toArray());
  }

  private static boolean isScalar(BigInteger number) {
    return number.signum() > 0 && number.compareTo(N) < 0;
  }

  private static BigInteger scalar(byte[] secret) {
    BigInteger scalar = new BigInteger(1, secret);
    if (secret.length != SECRET_SIZE || !isScalar(scalar)) {
      throw new IllegalArgumentException(
          "an account's secret is 32 bytes of a number in [1, n − 1]");
    }
    return scalar;
  }
}
