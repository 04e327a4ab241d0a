package polder.protocol.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * scrypt, RFC 7914: a key from a password, made slow and large on purpose. Written out because
 * BouncyCastle refuses what the RFC recommends against and key files of Ethereum have all the same:
 * n of 65,536 or more with r of 1.
 */
public final class Scrypt {
  /** Most memory that one derivation may take, in bytes: 128·n·r. */
  public static final long MAX_MEMORY_BYTES = 512L << 20;

  /** Most work that one derivation may be, in the same measure times p. */
  public static final long MAX_WORK_BYTES = 4L << 30;

  /** Most parallel passes. */
  public static final int MAX_PARALLEL = 64;

  /** Words of 32 bits in one run of Salsa20/8. */
  private static final int CORE_WORDS = 16;

  private final int n;
  private final int words;
  private final int[] memory;
  private final int[] mixed;

  private Scrypt(int n, int r) {
    this.n = n;
    this.words = 2 * CORE_WORDS * r;
    this.memory = new int[Math.multiplyExact(n, words)];
    this.mixed = new int[words];
  }

  /**
   * Derives {@code length} bytes.
   *
   * @param n cost, a power of two above 1
   * @param r block size, 1 or above
   * @param p passes, 1 to {@link #MAX_PARALLEL}
   * @throws IllegalArgumentException if a parameter is out of its range or too much is asked for
   */
  public static byte[] derive(byte[] password, byte[] salt, int n, int r, int p, int length) {
    boolean cost = n > 1 && Integer.bitCount(n) == 1;
    if (!cost || r < 1 || r > 1 << 20 || p < 1 || p > MAX_PARALLEL || length < 1) {
      throw new IllegalArgumentException("scrypt with n " + n + ", r " + r + ", p " + p);
    }
    long bytes = 128L * n * r;
    if (bytes > MAX_MEMORY_BYTES || bytes * p > MAX_WORK_BYTES) {
      throw new IllegalArgumentException(
          "scrypt with " + bytes + " bytes of memory, " + p + " times");
    }
    Scrypt scrypt = new Scrypt(n, r);
    byte[] blocks = pbkdf2(password, salt, 128 * r * p);
    ByteBuffer buffer = ByteBuffer.wrap(blocks).order(ByteOrder.LITTLE_ENDIAN);
    int[] block = new int[scrypt.words];
    for (int pass = 0; pass < p; pass++) {
      buffer.slice(128 * r * pass, 128 * r).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(block);
      scrypt.mixMemory(block);
      buffer.slice(128 * r * pass, 128 * r).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(block);
    }
    return pbkdf2(password, blocks, length);
  }

  private static byte[] pbkdf2(byte[] password, byte[] salt, int length) {
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
    generator.init(password, salt, 1);
    return ((KeyParameter) generator.generateDerivedMacParameters(length * Byte.SIZE)).getKey();
  }

  /** scryptROMix, section 5. */
  private void mixMemory(int[] block) {
    for (int i = 0; i < n; i++) {
      System.arraycopy(block, 0, memory, i * words, words);
      mixBlock(block);
    }
    for (int i = 0; i < n; i++) {
      int from = (block[words - CORE_WORDS] & n - 1) * words;
      for (int word = 0; word < words; word++) {
        block[word] ^= memory[from + word];
      }
      mixBlock(block);
    }
  }

  /** scryptBlockMix, section 4. */
  private void mixBlock(int[] block) {
    int[] x = new int[CORE_WORDS];
    System.arraycopy(block, words - CORE_WORDS, x, 0, CORE_WORDS);
    for (int at = 0, turn = 0; at < words; at += CORE_WORDS, turn++) {
      for (int word = 0; word < CORE_WORDS; word++) {
        x[word] ^= block[at + word];
      }
      salsa(x);
      // Even results first, odd ones after them.
      int to = (turn / 2 + (turn % 2 == 0 ? 0 : words / CORE_WORDS / 2)) * CORE_WORDS;
      System.arraycopy(x, 0, mixed, to, CORE_WORDS);
    }
    System.arraycopy(mixed, 0, block, 0, words);
  }

  /** Salsa20/8 core, section 3. */
  private static void salsa(int[] x) {
    int[] before = x.clone();
    for (int round = 0; round < 8; round += 2) {
      quarter(x, 0, 4, 8, 12);
      quarter(x, 5, 9, 13, 1);
      quarter(x, 10, 14, 2, 6);
      quarter(x, 15, 3, 7, 11);
      quarter(x, 0, 1, 2, 3);
      quarter(x, 5, 6, 7, 4);
      quarter(x, 10, 11, 8, 9);
      quarter(x, 15, 12, 13, 14);
    }
    for (int i = 0; i < CORE_WORDS; i++) {
      x[i] += before[i];
    }
  }

  private static void quarter(int[] x, int a, int b, int c, int d) {
    x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
    x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
    x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
    x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
  }
}
