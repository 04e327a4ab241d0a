package polder.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A 32-byte digest, ordered as unsigned bytes. Kept in four longs: millions of these live at once.
 */
public record Hash(long a, long b, long c, long d) implements Comparable<Hash> {
  /** Length of a digest in bytes. */
  public static final int SIZE = 32;

  /** All bytes zero: what stands where there is nothing to hash, such as before the first epoch. */
  public static final Hash ZERO = new Hash(0, 0, 0, 0);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  /** What each thread computes with, so that a digest allocates nothing but itself. */
  private static final class Scratch {
    final MessageDigest sha256 = newSha256();
    final byte[] out = new byte[SIZE];
    final byte[] pair = new byte[1 + 2 * SIZE];
  }

  /** A SHA-256 that has seen nothing, for what comes in pieces. */
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** SHA-256 (FIPS 180-4) of the concatenation of {@code parts}. */
  public static Hash sha256(byte[]... parts) {
    Scratch scratch = SCRATCH.get();
    for (byte[] part : parts) {
      scratch.sha256.update(part);
    }
    return finish(scratch);
  }

  /** SHA-256 of {@code length} bytes of {@code content} from {@code offset} on. */
  public static Hash sha256(byte[] content, int offset, int length) {
    Scratch scratch = SCRATCH.get();
    scratch.sha256.update(content, offset, length);
    return finish(scratch);
  }

  /** SHA-256 of the byte {@code prefix}, then {@code first}, then {@code second}. */
  public static Hash sha256(byte prefix, Hash first, Hash second) {
    Scratch scratch = SCRATCH.get();
    scratch.pair[0] = prefix;
    first.write(scratch.pair, 1);
    second.write(scratch.pair, 1 + SIZE);
    scratch.sha256.update(scratch.pair);
    return finish(scratch);
  }

  private static Hash finish(Scratch scratch) {
    try {
      scratch.sha256.digest(scratch.out, 0, SIZE);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 gives 32 bytes", e);
    }
    return read(scratch.out, 0);
  }

  /**
   * The digest in the 32 bytes of {@code bytes}.
   *
   * @throws IllegalArgumentException if there are not exactly 32
   */
  public static Hash of(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
    }
    return read(bytes, 0);
  }

  /** The digest in the 32 bytes of {@code bytes} from {@code offset} on. */
  public static Hash read(byte[] bytes, int offset) {
    return new Hash(
        (long) LONG.get(bytes, offset),
        (long) LONG.get(bytes, offset + Long.BYTES),
        (long) LONG.get(bytes, offset + 2 * Long.BYTES),
        (long) LONG.get(bytes, offset + 3 * Long.BYTES));
  }

  /**
   * Reads 64 hexadecimal digits, with or without a leading {@code 0x}.
   *
   * @throws IllegalArgumentException if {@code hex} is anything else
   */
  public static Hash fromHex(String hex) {
    return of(HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex));
  }

  /** The 32 bytes, as a new array. */
  public byte[] toArray() {
    byte[] out = new byte[SIZE];
    write(out, 0);
    return out;
  }

  /** Writes the 32 bytes to {@code target} from {@code offset} on. */
  public void write(byte[] target, int offset) {
    LONG.set(target, offset, a);
    LONG.set(target, offset + Long.BYTES, b);
    LONG.set(target, offset + 2 * Long.BYTES, c);
    LONG.set(target, offset + 3 * Long.BYTES, d);
  }

  /** Lower-case hexadecimal digits without a prefix. */
  public String toHex() {
    return HexFormat.of().formatHex(toArray());
  }

  @Override
  public int compareTo(Hash other) {
    int order = Long.compareUnsigned(a, other.a);
    if (order == 0) {
      order = Long.compareUnsigned(b, other.b);
    }
    if (order == 0) {
      order = Long.compareUnsigned(c, other.c);
    }
    return order == 0 ? Long.compareUnsigned(d, other.d) : order;
  }

  @Override
  public String toString() {
    return toHex();
  }
}
