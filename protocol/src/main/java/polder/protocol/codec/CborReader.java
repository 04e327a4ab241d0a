package polder.protocol.codec;

import java.nio.charset.StandardCharsets;
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

  private final CborInput input;
  private final Nesting nesting;

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
    this.input = new CborInput(content, offset, length);
    this.nesting = new Nesting(nestingLimit);
  }

  /**
   * Consumes the head of an array.
   *
   * @return the number of its items, which come next; never more than bytes remain
   */
  public int beginArray() {
    int items = count(CborInitial.ARRAY, 1);
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
    int pairs = count(CborInitial.MAP, 2);
    if (pairs == 0) {
      complete();
    } else {
      nesting.openMap(pairs);
    }
    return pairs;
  }

  /** Head of an array or map, each of whose entries takes {@code bytesEach} bytes or more. */
  private int count(int major, int bytesEach) {
    int at = input.position();
    int initial = beginItem(major);
    requireNestable(at);
    long declared = input.argument(initial, at);
    int remaining = input.remaining();
    if (declared < 0 || declared > remaining / bytesEach) {
      throw input.refused(
          CborInitial.name(initial)
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
    int at = input.position();
    nesting.begin(at);
    int initial = input.initial();
    int major = CborInitial.major(initial);
    if (major > CborInitial.NEGATIVE) {
      throw unexpected("an integer", initial);
    }
    input.pass(1);
    long argument = input.argument(initial, at);
    if (argument < 0) {
      throw input.refused("integer does not fit 64 bits with sign", at);
    }
    complete();
    return major == CborInitial.NEGATIVE ? ~argument : argument;
  }

  /** Consumes a byte string and gives a copy of its content. */
  public Bytes bytes() {
    int length = stringHead(CborInitial.BYTES);
    Bytes value = Bytes.copyOf(input.content, input.position(), length);
    pass(length);
    return value;
  }

  /** Consumes a byte string of exactly 32 bytes. */
  public Hash hash() {
    int at = input.position();
    int length = stringHead(CborInitial.BYTES);
    if (length != Hash.SIZE) {
      throw input.refused("a hash has 32 bytes, not " + length, at);
    }
    Hash value = Hash.read(input.content, input.position());
    pass(length);
    return value;
  }

  /** Consumes text. */
  public String text() {
    int length = textHead();
    String value = new String(input.content, input.position(), length, StandardCharsets.UTF_8);
    pass(length);
    return value;
  }

  private int textHead() {
    int length = stringHead(CborInitial.TEXT);
    int fault = Utf8.firstFault(input.content, input.position(), input.position() + length);
    if (fault != Utf8.NO_FAULT) {
      throw input.refused("text is not well-formed UTF-8", fault);
    }
    return length;
  }

  /** Head of a string of {@code major} type, of which all bytes are there. */
  private int stringHead(int major) {
    int at = input.position();
    int initial = beginItem(major);
    long length = input.argument(initial, at);
    int remaining = input.remaining();
    if (length < 0 || length > remaining) {
      throw input.refused(
          CborInitial.name(initial)
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
    nesting.begin(input.position());
    int initial = input.initial();
    if (initial != CborInitial.TRUE && initial != CborInitial.FALSE) {
      throw unexpected("a boolean", initial);
    }
    input.pass(1);
    complete();
    return initial == CborInitial.TRUE;
  }

  /** Consumes the next item if it is null, and only then. */
  public boolean tryNil() {
    if (input.initial() != CborInitial.NIL) {
      return false;
    }
    nesting.begin(input.position());
    input.pass(1);
    complete();
    return true;
  }

  /** Consumes a tag and gives its number, 0 or more; the item that it tags comes next. */
  public long tag() {
    int at = input.position();
    long number = input.argument(beginItem(CborInitial.TAG), at);
    if (number < 0) {
      throw input.refused("tag number does not fit 63 bits", at);
    }
    requireNestable(at);
    nesting.tag();
    return number;
  }

  /** Consumes a real number; integers are another type and refused. */
  public double real() {
    int at = input.position();
    nesting.begin(at);
    int initial = input.initial();
    if (initial < CborInitial.HALF || initial > CborInitial.WIDE) {
      throw unexpected("a real number", initial);
    }
    input.pass(1);
    double value =
        switch (initial) {
          case CborInitial.HALF -> input.half(at);
          case CborInitial.SINGLE -> input.single(at);
          default -> input.wide(at);
        };
    complete();
    return value;
  }

  /** The type of the next item, which stays where it is. */
  public CborType peek() {
    int initial = input.initial();
    return switch (CborInitial.major(initial)) {
      case CborInitial.UNSIGNED, CborInitial.NEGATIVE -> CborType.INTEGER;
      case CborInitial.BYTES -> CborType.BYTES;
      case CborInitial.TEXT -> CborType.TEXT;
      case CborInitial.ARRAY -> CborType.ARRAY;
      case CborInitial.MAP -> CborType.MAP;
      case CborInitial.TAG -> CborType.TAG;
      default ->
          switch (initial) {
            case CborInitial.FALSE, CborInitial.TRUE -> CborType.BOOL;
            case CborInitial.NIL -> CborType.NIL;
            case CborInitial.HALF, CborInitial.SINGLE, CborInitial.WIDE -> CborType.REAL;
            case CborInitial.BREAK ->
                throw input.refused("indefinite lengths are not canonical", input.position());
            default ->
                throw input.refused("simple value is not part of the format", input.position());
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
      case BYTES -> pass(stringHead(CborInitial.BYTES));
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
    int at = input.position();
    skip();
    return Bytes.copyOf(input.content, at, input.position() - at);
  }

  /** Number of bytes consumed so far. */
  public int offset() {
    return input.offset();
  }

  /** Whether bytes remain. */
  public boolean hasMore() {
    return input.remaining() > 0;
  }

  /** Refuses bytes that remain, and arrays, maps or tags that still lack content. */
  public void end() {
    if (input.remaining() > 0) {
      throw input.refused(input.remaining() + " bytes remain after the end", input.position());
    }
    if (!nesting.closed()) {
      throw input.refused("an array, map or tag lacks content", input.position());
    }
  }

  /** Starts an item of {@code major} type and gives its initial byte, which is consumed. */
  private int beginItem(int major) {
    nesting.begin(input.position());
    int initial = input.initial();
    if (CborInitial.major(initial) != major) {
      throw unexpected(CborInitial.name(major << 5), initial);
    }
    input.pass(1);
    return initial;
  }

  private void requireNestable(int at) {
    if (!nesting.mayNest()) {
      throw input.refused("nested too deep", at);
    }
  }

  /** Consumes {@code length} bytes of content, with which an item is complete. */
  private void pass(int length) {
    input.pass(length);
    complete();
  }

  private void complete() {
    int misplaced = nesting.complete(input.content, input.position());
    if (misplaced != Nesting.FINE) {
      throw input.refused(
          nesting.duplicate(input.content, misplaced, input.position())
              ? "map key occurs twice"
              : "map key is not in the bytewise order of the encoded keys",
          misplaced);
    }
  }

  private CodecException unexpected(String expected, int initial) {
    return input.refused(
        "expected " + expected + " but found " + CborInitial.name(initial), input.position());
  }
}
