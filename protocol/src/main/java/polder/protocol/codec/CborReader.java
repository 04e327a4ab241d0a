package polder.protocol.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Reads items of deterministic CBOR (RFC 8949 §4.2.1) one after the other and refuses everything
 * else: integers, lengths or real numbers that are not in their shortest form, indefinite lengths,
 * map keys that do not ascend in the bytewise order of their encodings, malformed UTF-8, NaNs other
 * than {@code f97e00}. The subset has no integers beyond 64 bits with sign, no tags above {@link
 * Long#MAX_VALUE}, and no simple values but false, true and null.
 *
 * <p>All methods that consume an item throw {@link CodecException} where the next item is missing,
 * malformed, not canonical or of another type; after that the reader must not be used any more.
 * Offsets count from the start of what is read. The content is not copied and must not be changed
 * meanwhile. Not for use by several threads at once.
 */
public final class CborReader {
  /** How deep arrays, maps and tags may be nested unless said otherwise. */
  public static final int NESTING_LIMIT = 16;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int UNSIGNED = 0;
  private static final int NEGATIVE = 1;
  private static final int BYTES = 2;
  private static final int TEXT = 3;
  private static final int ARRAY = 4;
  private static final int MAP = 5;
  private static final int TAG = 6;

  private static final int FALSE = 0xf4;
  private static final int TRUE = 0xf5;
  private static final int NIL = 0xf6;
  private static final int HALF = 0xf9;
  private static final int SINGLE = 0xfa;
  private static final int DOUBLE = 0xfb;
  private static final int CANONICAL_NAN = 0x7e00;

  private final byte[] content;
  private final int start;
  private final int limit;
  private final Nesting nesting;
  private int position;

  /** Reads all of {@code content}. */
  public CborReader(byte[] content) {
    this(content, 0, content.length);
  }

  /** Reads all of {@code content}. */
  public CborReader(Bytes content) {
    this(content.unsafeArray());
  }

  /** Reads {@code length} bytes of {@code content} from {@code offset} on. */
  public CborReader(byte[] content, int offset, int length) {
    this(content, offset, length, NESTING_LIMIT);
  }

  /**
   * Reads {@code length} bytes of {@code content} from {@code offset} on, in which arrays, maps and
   * tags may be nested {@code nestingLimit} deep.
   */
  public CborReader(byte[] content, int offset, int length, int nestingLimit) {
    Objects.checkFromIndexSize(offset, length, content.length);
    this.content = content;
    this.start = offset;
    this.position = offset;
    this.limit = offset + length;
    this.nesting = new Nesting(nestingLimit);
  }

  /**
   * Consumes the head of an array.
   *
   * @return the number of its items, which come next; never more than bytes remain
   */
  public int beginArray() {
    int items = count(ARRAY, 1);
    if (items == 0) {
      complete();
    } else {
      nesting.openArray(items);
    }
    return items;
  }

  /**
   * Consumes the head of a map.
   *
   * @return the number of its pairs, whose keys and values come next in turn; never more than half
   *     of the bytes that remain
   */
  public int beginMap() {
    int pairs = count(MAP, 2);
    if (pairs == 0) {
      complete();
    } else {
      nesting.openMap(pairs);
    }
    return pairs;
  }

  /** Head of an array or map, each of whose entries takes {@code bytesEach} bytes or more. */
  private int count(int major, int bytesEach) {
    int at = position;
    int initial = beginItem(major);
    requireNestable(at);
    long declared = argument(initial, at);
    int remaining = limit - position;
    if (declared < 0 || declared > remaining / bytesEach) {
      throw refused(
          name(initial)
              + " declares "
              + Long.toUnsignedString(declared)
              + " entries where only "
              + remaining
              + " bytes remain",
          at);
    }
    return (int) declared;
  }

  /** Consumes a whole number. */
  public long integer() {
    int at = position;
    nesting.begin(at);
    int initial = initial();
    int major = initial >>> 5;
    if (major > NEGATIVE) {
      throw unexpected("an integer", initial);
    }
    position++;
    long argument = argument(initial, at);
    if (argument < 0) {
      throw refused("integer does not fit 64 bits with sign", at);
    }
    complete();
    return major == NEGATIVE ? ~argument : argument;
  }

  /** Consumes a byte string and gives a copy of its content. */
  public Bytes bytes() {
    int length = stringHead(BYTES);
    Bytes value = Bytes.copyOf(content, position, length);
    pass(length);
    return value;
  }

  /** Consumes a byte string of exactly 32 bytes. */
  public Hash hash() {
    int at = position;
    int length = stringHead(BYTES);
    if (length != Hash.SIZE) {
      throw refused("a hash has 32 bytes, not " + length, at);
    }
    Hash value = Hash.read(content, position);
    pass(length);
    return value;
  }

  /** Consumes text. */
  public String text() {
    int length = textHead();
    String value = new String(content, position, length, StandardCharsets.UTF_8);
    pass(length);
    return value;
  }

  private int textHead() {
    int length = stringHead(TEXT);
    int fault = Utf8.firstFault(content, position, position + length);
    if (fault != Utf8.NO_FAULT) {
      throw refused("text is not well-formed UTF-8", fault);
    }
    return length;
  }

  /** Head of a string of {@code major} type, of which all bytes are there. */
  private int stringHead(int major) {
    int at = position;
    int initial = beginItem(major);
    long length = argument(initial, at);
    int remaining = limit - position;
    if (length < 0 || length > remaining) {
      throw refused(
          name(initial)
              + " declares "
              + Long.toUnsignedString(length)
              + " bytes where only "
              + remaining
              + " remain",
          at);
    }
    return (int) length;
  }

  /** Consumes false or true. */
  public boolean bool() {
    nesting.begin(position);
    int initial = initial();
    if (initial != TRUE && initial != FALSE) {
      throw unexpected("a boolean", initial);
    }
    position++;
    complete();
    return initial == TRUE;
  }

  /** Consumes the next item if it is null, and only then. */
  public boolean tryNil() {
    if (initial() != NIL) {
      return false;
    }
    nesting.begin(position);
    position++;
    complete();
    return true;
  }

  /** Consumes a tag and gives its number, 0 or more; the item that it tags comes next. */
  public long tag() {
    int at = position;
    long number = argument(beginItem(TAG), at);
    if (number < 0) {
      throw refused("tag number does not fit 63 bits", at);
    }
    requireNestable(at);
    nesting.tag();
    return number;
  }

  /** Consumes a real number; integers are another type and refused. */
  public double real() {
    int at = position;
    nesting.begin(at);
    int initial = initial();
    if (initial < HALF || initial > DOUBLE) {
      throw unexpected("a real number", initial);
    }
    position++;
    double value =
        switch (initial) {
          case HALF -> half(at);
          case SINGLE -> single(at);
          default -> wide(at);
        };
    complete();
    return value;
  }

  private double half(int at) {
    require(2, at);
    short bits = (short) SHORT.get(content, position);
    position += 2;
    float value = Float.float16ToFloat(bits);
    if (Float.isNaN(value) && bits != CANONICAL_NAN) {
      throw refused("NaN is not in its canonical form f97e00", at);
    }
    return value;
  }

  private double single(int at) {
    require(4, at);
    float value = Float.intBitsToFloat((int) INT.get(content, position));
    position += 4;
    if (Float.isNaN(value) || Float.float16ToFloat(Float.floatToFloat16(value)) == value) {
      throw refused("real number is not in its shortest form", at);
    }
    return value;
  }

  private double wide(int at) {
    require(8, at);
    double value = Double.longBitsToDouble((long) LONG.get(content, position));
    position += 8;
    if (Double.isNaN(value) || (float) value == value) {
      throw refused("real number is not in its shortest form", at);
    }
    return value;
  }

  /** The type of the next item, which stays where it is. */
  public CborType peek() {
    int initial = initial();
    return switch (initial >>> 5) {
      case UNSIGNED, NEGATIVE -> CborType.INTEGER;
      case BYTES -> CborType.BYTES;
      case TEXT -> CborType.TEXT;
      case ARRAY -> CborType.ARRAY;
      case MAP -> CborType.MAP;
      case TAG -> CborType.TAG;
      default ->
          switch (initial) {
            case FALSE, TRUE -> CborType.BOOL;
            case NIL -> CborType.NIL;
            case HALF, SINGLE, DOUBLE -> CborType.REAL;
            case 0xff -> throw refused("indefinite lengths are not canonical", position);
            default -> throw refused("simple value is not part of the format", position);
          };
    };
  }

  /** Consumes the next item with everything in it, and checks all of it. */
  public void skip() {
    int level = nesting.depth();
    do {
      skipStep();
    } while (nesting.depth() > level || nesting.tagged());
  }

  private void skipStep() {
    switch (peek()) {
      case INTEGER -> integer();
      case BYTES -> pass(stringHead(BYTES));
      case TEXT -> pass(textHead());
      case ARRAY -> beginArray();
      case MAP -> beginMap();
      case TAG -> tag();
      case BOOL -> bool();
      case NIL -> tryNil();
      case REAL -> real();
    }
  }

  /** Consumes the next item, checks all of it and gives a copy of its encoding. */
  public Bytes encodedItem() {
    int at = position;
    skip();
    return Bytes.copyOf(content, at, position - at);
  }

  /** Number of bytes consumed so far. */
  public int offset() {
    return position - start;
  }

  /** Whether bytes remain. */
  public boolean hasMore() {
    return position < limit;
  }

  /** Refuses bytes that remain, and arrays, maps or tags that still lack content. */
  public void end() {
    if (position < limit) {
      throw refused((limit - position) + " bytes remain after the end", position);
    }
    if (!nesting.closed()) {
      throw refused("an array, map or tag lacks content", position);
    }
  }

  /** Starts an item of {@code major} type and gives its initial byte, which is consumed. */
  private int beginItem(int major) {
    nesting.begin(position);
    int initial = initial();
    if (initial >>> 5 != major) {
      throw unexpected(name(major << 5), initial);
    }
    position++;
    return initial;
  }

  private int initial() {
    if (position >= limit) {
      throw refused("an item is missing: the input ends", position);
    }
    return content[position] & 0xff;
  }

  /** The argument of a head as an unsigned number of 64 bits (RFC 8949 §3). */
  private long argument(int initial, int at) {
    int information = initial & 0x1f;
    if (information < 24) {
      return information;
    }
    return switch (information) {
      case 24 -> {
        require(1, at);
        yield shortest(content[position++] & 0xffL, 24, at);
      }
      case 25 -> {
        require(2, at);
        long value = (short) SHORT.get(content, position) & 0xffffL;
        position += 2;
        yield shortest(value, 1L << 8, at);
      }
      case 26 -> {
        require(4, at);
        long value = (int) INT.get(content, position) & 0xffff_ffffL;
        position += 4;
        yield shortest(value, 1L << 16, at);
      }
      case 27 -> {
        require(8, at);
        long value = (long) LONG.get(content, position);
        position += 8;
        yield value < 0 ? value : shortest(value, 1L << 32, at);
      }
      case 31 -> throw refused("indefinite lengths are not canonical", at);
      default -> throw refused("initial byte is reserved", at);
    };
  }

  private long shortest(long value, long lowest, int at) {
    if (value < lowest) {
      throw refused("integer or length is not in its shortest form", at);
    }
    return value;
  }

  private void require(int bytes, int at) {
    if (limit - position < bytes) {
      throw refused("an item is cut off: the input ends", at);
    }
  }

  private void requireNestable(int at) {
    if (!nesting.mayNest()) {
      throw refused("nested too deep", at);
    }
  }

  /** Consumes {@code length} bytes of content, with which an item is complete. */
  private void pass(int length) {
    position += length;
    complete();
  }

  private void complete() {
    int misplaced = nesting.complete(content, position);
    if (misplaced != Nesting.FINE) {
      throw refused(
          nesting.duplicate(content, misplaced, position)
              ? "map key occurs twice"
              : "map key is not in the bytewise order of the encoded keys",
          misplaced);
    }
  }

  private CodecException unexpected(String expected, int initial) {
    return refused("expected " + expected + " but found " + name(initial), position);
  }

  private static String name(int initial) {
    return switch (initial >>> 5) {
      case UNSIGNED, NEGATIVE -> "an integer";
      case BYTES -> "a byte string";
      case TEXT -> "a text";
      case ARRAY -> "an array";
      case MAP -> "a map";
      case TAG -> "a tag";
      default ->
          switch (initial) {
            case FALSE, TRUE -> "a boolean";
            case NIL -> "null";
            case HALF, SINGLE, DOUBLE -> "a real number";
            default -> "a simple value";
          };
    };
  }

  private CodecException refused(String reason, int at) {
    return new CodecException(reason, at - start);
  }
}
