package polder.protocol.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Writes items in deterministic CBOR (RFC 8949 §4.2.1): every integer, length and real number in
 * its shortest form, lengths stated in advance. The caller announces the size of each array or map
 * and then writes exactly that many items; several items at the top make a sequence (RFC 8742).
 *
 * <p>Map entries are written as key, value, key, value, with keys in ascending bytewise order of
 * their encodings; a key out of order is the caller's bug and throws {@link IllegalStateException}.
 * Not for use by several threads at once.
 */
public final class CborWriter {
  private static final int FIRST_CAPACITY = 128;

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Nesting nesting = new Nesting(CborReader.NESTING_LIMIT);
  private byte[] buffer;
  private int size;

  /** An empty writer. */
  public CborWriter() {
    this(FIRST_CAPACITY);
  }

  /** An empty writer that holds {@code capacity} bytes before it has to grow. */
  public CborWriter(int capacity) {
    this.buffer = new byte[capacity];
  }

  /** Starts an array of {@code items}, which are written next. */
  public CborWriter beginArray(int items) {
    beginContainer(0x80, items);
    if (items == 0) {
      return complete();
    }
    nesting.openArray(items);
    return this;
  }

  /** Starts a map of {@code pairs}: keys and values in turn are written next. */
  public CborWriter beginMap(int pairs) {
    beginContainer(0xa0, pairs);
    if (pairs == 0) {
      return complete();
    }
    nesting.openMap(pairs);
    return this;
  }

  private void beginContainer(int major, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("a negative number of items: " + count);
    }
    requireNestable();
    nesting.begin(size);
    head(major, count);
  }

  /** Writes a whole number. */
  public CborWriter integer(long value) {
    nesting.begin(size);
    if (value >= 0) {
      head(0x00, value);
    } else {
      head(0x20, ~value);
    }
    return complete();
  }

  /** Writes a byte string. */
  public CborWriter bytes(byte[] value) {
    nesting.begin(size);
    head(0x40, value.length);
    append(value);
    return complete();
  }

  /** Writes a byte string. */
  public CborWriter bytes(Bytes value) {
    return bytes(value.unsafeArray());
  }

  /** Writes a digest as a byte string of 32. */
  public CborWriter hash(Hash value) {
    nesting.begin(size);
    head(0x40, Hash.SIZE);
    reserve(Hash.SIZE);
    value.write(buffer, size);
    size += Hash.SIZE;
    return complete();
  }

  /**
   * Writes text.
   *
   * @throws IllegalArgumentException if {@code value} has half a surrogate pair, which UTF-8 cannot
   *     say
   */
  public CborWriter text(String value) {
    nesting.begin(size);
    int start = size;
    int length = value.length();
    head(0x60, length);
    reserve(length);
    for (int i = 0; i < length; i++) {
      char character = value.charAt(i);
      if (character >= 0x80) {
        size = start;
        return wideText(value);
      }
      buffer[size++] = (byte) character;
    }
    return complete();
  }

  private CborWriter wideText(String value) {
    ByteBuffer encoded;
    try {
      encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the text has half a surrogate pair", e);
    }
    int length = encoded.remaining();
    head(0x60, length);
    reserve(length);
    encoded.get(buffer, size, length);
    size += length;
    return complete();
  }

  /** Writes false or true. */
  public CborWriter bool(boolean value) {
    return simple(value ? 0xf5 : 0xf4);
  }

  /** Writes the absence of a value. */
  public CborWriter nil() {
    return simple(0xf6);
  }

  private CborWriter simple(int initial) {
    nesting.begin(size);
    reserve(1);
    buffer[size++] = (byte) initial;
    return complete();
  }

  /** Writes tag {@code number}, 0 or more; the item that it gives a meaning is written next. */
  public CborWriter tag(long number) {
    if (number < 0) {
      throw new IllegalArgumentException("a negative tag: " + number);
    }
    requireNestable();
    nesting.begin(size);
    head(0xc0, number);
    nesting.tag();
    return this;
  }

  /**
   * Writes a real number in the shortest of 16, 32 and 64 bits that keeps its value. All NaNs
   * become the one of 16 bits, {@code f97e00}; zero keeps its sign.
   */
  public CborWriter real(double value) {
    nesting.begin(size);
    reserve(9);
    float narrow = (float) value;
    if (Double.isNaN(value)) {
      buffer[size++] = (byte) 0xf9;
      append(0x7e00, 2);
    } else if (narrow != value) {
      buffer[size++] = (byte) 0xfb;
      append(Double.doubleToRawLongBits(value), 8);
    } else if (Float.float16ToFloat(Float.floatToFloat16(narrow)) != narrow) {
      buffer[size++] = (byte) 0xfa;
      append(Float.floatToRawIntBits(narrow), 4);
    } else {
      buffer[size++] = (byte) 0xf9;
      append(Float.floatToFloat16(narrow), 2);
    }
    return complete();
  }

  /** Writes one item that is already encoded; the caller answers for its being canonical. */
  public CborWriter encoded(Bytes item) {
    nesting.begin(size);
    append(item.unsafeArray());
    return complete();
  }

  /**
   * Writes {@code items} items of an array that are already encoded one after the other; the caller
   * answers for them as well.
   */
  public CborWriter encoded(Bytes sequence, int items) {
    append(sequence.unsafeArray());
    for (int i = 0; i < items; i++) {
      complete();
    }
    return this;
  }

  /** Number of bytes written so far. */
  public int size() {
    return size;
  }

  /**
   * A copy of what was written.
   *
   * @throws IllegalStateException if an array, map or tag still lacks content
   */
  public Bytes toBytes() {
    return Bytes.wrap(toByteArray());
  }

  /**
   * A copy of what was written.
   *
   * @throws IllegalStateException if an array, map or tag still lacks content
   */
  public byte[] toByteArray() {
    if (!nesting.closed()) {
      throw new IllegalStateException("an array, map or tag still lacks content");
    }
    return Arrays.copyOf(buffer, size);
  }

  /** Forgets what was written, to write something else without allocating anew. */
  public CborWriter reset() {
    nesting.reset();
    size = 0;
    return this;
  }

  private CborWriter complete() {
    int misplaced = nesting.complete(buffer, size);
    if (misplaced != Nesting.FINE) {
      throw new IllegalStateException(
          "map key " + Bytes.copyOf(buffer, misplaced, size - misplaced) + " is out of order");
    }
    return this;
  }

  private void requireNestable() {
    if (!nesting.mayNest()) {
      throw new IllegalStateException("nested deeper than " + CborReader.NESTING_LIMIT);
    }
  }

  /** Initial byte of a major type with its argument, which is 0 or more, in the shortest form. */
  private void head(int major, long argument) {
    reserve(1 + Long.BYTES);
    if (argument < 24) {
      buffer[size++] = (byte) (major | (int) argument);
    } else if (argument < 1L << 8) {
      buffer[size++] = (byte) (major | 24);
      buffer[size++] = (byte) argument;
    } else if (argument < 1L << 16) {
      buffer[size++] = (byte) (major | 25);
      append(argument, 2);
    } else if (argument < 1L << 32) {
      buffer[size++] = (byte) (major | 26);
      append(argument, 4);
    } else {
      buffer[size++] = (byte) (major | 27);
      append(argument, 8);
    }
  }

  /** Writes the last {@code length} bytes of {@code bits} where there is room for all eight. */
  private void append(long bits, int length) {
    BIG_ENDIAN.set(buffer, size, bits << Long.SIZE - Byte.SIZE * length);
    size += length;
  }

  private void append(byte[] content) {
    reserve(content.length);
    System.arraycopy(content, 0, buffer, size, content.length);
    size += content.length;
  }

  private void reserve(int more) {
    int needed = Math.addExact(size, more);
    if (needed > buffer.length) {
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8, buffer.length * 2L);
      buffer = Arrays.copyOf(buffer, Math.max(needed, doubled));
    }
  }
}
