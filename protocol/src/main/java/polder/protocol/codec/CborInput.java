package polder.protocol.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A run of bytes that is read from the front: initial bytes, their arguments and the bits of real
 * numbers, all of them in their shortest form only. Knows nothing of how items contain each other.
 */
final class CborInput {
  /** The only NaN there is, in 16 bits (RFC 8949 §4.2.2). */
  private static final int CANONICAL_NAN = 0x7e00;

  private static final VarHandle SHORT = bigEndian(short[].class);
  private static final VarHandle INT = bigEndian(int[].class);
  private static final VarHandle LONG = bigEndian(long[].class);

  final byte[] content;
  private final int start;
  private final int limit;
  private int position;

  CborInput(byte[] content, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, content.length);
    this.content = content;
    this.start = offset;
    this.position = offset;
    this.limit = offset + length;
  }

  /** Index into {@link #content} of the next byte. */
  int position() {
    return position;
  }

  /** Number of bytes before {@link #position()}. */
  int offset() {
    return position - start;
  }

  /** Number of bytes from {@link #position()} on. */
  int remaining() {
    return limit - position;
  }

  /** The next byte, which must start an item and stays where it is. */
  int initial() {
    if (position >= limit) {
      throw refused("an item is missing: the input ends", position);
    }
    return content[position] & 0xff;
  }

  /** Passes over {@code bytes}, which must be there. */
  void pass(int bytes) {
    position += bytes;
  }

  /**
   * The argument after the initial byte that was just passed, as an unsigned number of 64 bits (RFC
   * 8949 §3).
   *
   * @param at index of the initial byte, for refusals
   */
  long argument(int initial, int at) {
    int information = initial & 0x1f;
    if (information < 24) {
      return information;
    }
    return switch (information) {
      case 24 -> shortest(bigEndian(1, at), 24, at);
      case 25 -> shortest(bigEndian(2, at), 1L << 8, at);
      case 26 -> shortest(bigEndian(4, at), 1L << 16, at);
      case 27 -> shortest(bigEndian(8, at), 1L << 32, at);
      case 31 -> throw refused("indefinite lengths are not canonical", at);
      default -> throw refused("initial byte is reserved", at);
    };
  }

  private long shortest(long value, long lowest, int at) {
    if (Long.compareUnsigned(value, lowest) < 0) {
      throw refused("integer or length is not in its shortest form", at);
    }
    return value;
  }

  /** A real number of 16 bits, whose initial byte was just passed. */
  double half(int at) {
    short bits = (short) bigEndian(2, at);
    float value = Float.float16ToFloat(bits);
    if (Float.isNaN(value) && bits != CANONICAL_NAN) {
      throw refused("NaN is not in its canonical form f97e00", at);
    }
    return value;
  }

  /** A real number of 32 bits that does not fit 16, whose initial byte was just passed. */
  double single(int at) {
    float value = Float.intBitsToFloat((int) bigEndian(4, at));
    if (Float.isNaN(value) || Float.float16ToFloat(Float.floatToFloat16(value)) == value) {
      throw refused("real number is not in its shortest form", at);
    }
    return value;
  }

  /** A real number of 64 bits that does not fit 32, whose initial byte was just passed. */
  double wide(int at) {
    double value = Double.longBitsToDouble(bigEndian(8, at));
    if (Double.isNaN(value) || (float) value == value) {
      throw refused("real number is not in its shortest form", at);
    }
    return value;
  }

  private static VarHandle bigEndian(Class<?> view) {
    return MethodHandles.byteArrayViewVarHandle(view, ByteOrder.BIG_ENDIAN);
  }

  /** A number of 1, 2, 4 or 8 bytes. */
  private long bigEndian(int bytes, int at) {
    if (remaining() < bytes) {
      throw refused("an item is cut off: the input ends", at);
    }
    int from = position;
    position += bytes;
    return switch (bytes) {
      case 1 -> content[from] & 0xff;
      case 2 -> (short) SHORT.get(content, from) & 0xffff;
      case 4 -> (int) INT.get(content, from) & 0xffff_ffffL;
      default -> (long) LONG.get(content, from);
    };
  }

  /** A refusal of what stands at index {@code at}. */
  CodecException refused(String reason, int at) {
    return new CodecException(reason, at - start);
  }
}
