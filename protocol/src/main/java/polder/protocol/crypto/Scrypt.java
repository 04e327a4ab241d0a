package polder.protocol.crypto;

import org.bouncycastle.crypto.generators.SCrypt;

/** scrypt, RFC 7914: a key from a password, made slow and large on purpose. */
public final class Scrypt {
  /** Most memory that one derivation may take, in bytes: 128·n·r. */
  public static final long MAX_MEMORY_BYTES = 512L << 20;

  /** Most parallel passes. */
  public static final int MAX_PARALLEL = 64;

  private Scrypt() {}

  /**
   * Derives {@code length} bytes.
   *
   * @param n cost, a power of two above 1
   * @param r block size, 1 or above
   * @param p passes, 1 to {@link #MAX_PARALLEL}
   * @throws IllegalArgumentException if a parameter is out of its range or too much memory is asked
   *     for
   */
  public static byte[] derive(byte[] password, byte[] salt, int n, int r, int p, int length) {
    boolean cost = n > 1 && Integer.bitCount(n) == 1;
    if (!cost || r < 1 || p < 1 || p > MAX_PARALLEL || length < 1) {
      throw new IllegalArgumentException("scrypt with n " + n + ", r " + r + ", p " + p);
    }
    long memory = Math.multiplyExact(128L * n, (long) r);
    if (memory > MAX_MEMORY_BYTES || 128L * r * p > MAX_MEMORY_BYTES) {
      throw new IllegalArgumentException("scrypt would take " + memory + " bytes of memory");
    }
    return SCrypt.generate(password, salt, n, r, p, length);
  }
}
