package polder.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * An immutable string of bytes with value equality, ordered as unsigned bytes, shorter first when
 * one is a prefix of the other. This order is the one that every root of Polder is built on.
 */
public final class Bytes implements Comparable<Bytes>, Content {
  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** A copy of {@code content}. */
  public static Bytes copyOf(byte[] content) {
    return new Bytes(content.clone());
  }

  /** A copy of {@code length} bytes of {@code content} from {@code offset} on. */
  public static Bytes copyOf(byte[] content, int offset, int length) {
    return new Bytes(Arrays.copyOfRange(content, offset, Math.addExact(offset, length)));
  }

  /** Takes over {@code content}, which the caller must never change again. */
  public static Bytes wrap(byte[] content) {
    return new Bytes(content);
  }

  /**
   * Reads hexadecimal digits, with or without a leading {@code 0x}.
   *
   * @throws IllegalArgumentException if {@code hex} is not an even number of hexadecimal digits
   */
  public static Bytes fromHex(String hex) {
    return new Bytes(HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex));
  }

  /** Number of bytes. */
  public int size() {
    return content.length;
  }

  /** The byte at {@code index}. */
  public byte get(int index) {
    return content[index];
  }

  /**
   * The eight bytes from {@code offset} on as a number whose order, unsigned, is theirs; zeros
   * stand for what is beyond the end.
   */
  public long leading(int offset) {
    if (offset + Long.BYTES <= content.length) {
      return (long) BIG_ENDIAN.get(content, offset);
    }
    long leading = 0;
    for (int i = offset; i < offset + Long.BYTES; i++) {
      leading = leading << Byte.SIZE | (i < content.length ? content[i] & 0xff : 0);
    }
    return leading;
  }

  @Override
  public Bytes bytes() {
    return this;
  }

  @Override
  public Bytes head(int length) {
    return length < content.length ? copyOf(content, 0, length) : this;
  }

  /** A copy of the content. */
  public byte[] toArray() {
    return content.clone();
  }

  /** The content itself, for readers on hot paths; it must never be written to. */
  public byte[] unsafeArray() {
    return content;
  }

  /** These bytes followed by {@code other}. */
  public Bytes concat(Bytes other) {
    byte[] joined = Arrays.copyOf(content, Math.addExact(content.length, other.content.length));
    System.arraycopy(other.content, 0, joined, content.length, other.content.length);
    return new Bytes(joined);
  }

  /** All of {@code pieces}, one after the other. */
  public static Bytes join(List<Bytes> pieces) {
    int size = 0;
    for (Bytes piece : pieces) {
      size = Math.addExact(size, piece.size());
    }
    byte[] all = new byte[size];
    int at = 0;
    for (Bytes piece : pieces) {
      System.arraycopy(piece.content, 0, all, at, piece.size());
      at += piece.size();
    }
    return new Bytes(all);
  }

  /** Whether the first bytes are those of {@code prefix}. */
  public boolean startsWith(Bytes prefix) {
    return content.length >= prefix.content.length
        && Arrays.equals(
            content, 0, prefix.content.length, prefix.content, 0, prefix.content.length);
  }

  /** Lower-case hexadecimal digits without a prefix. */
  public String toHex() {
    return HexFormat.of().formatHex(content);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(content, other.content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
