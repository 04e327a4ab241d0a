package polder.adapters.wasm;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a part of a module's binary form; every number is bounded before it is used. */
final class BinaryReader {
  private final byte[] content;
  private final int end;
  private final String where;
  private int position;

  /**
   * @param where what the part is, for errors
   */
  BinaryReader(byte[] content, int start, int end, String where) {
    this.content = content;
    this.position = start;
    this.end = end;
    this.where = where;
  }

  /** An error at the current place. */
  RefusedException refused(String what) {
    return new RefusedException(where + ", byte " + position + ": " + what);
  }

  int position() {
    return position;
  }

  boolean atEnd() {
    return position == end;
  }

  int octet() throws RefusedException {
    if (position == end) {
      throw refused("ends too early");
    }
    return content[position++] & 0xFF;
  }

  /** An unsigned number of at most 32 bits. */
  long unsigned() throws RefusedException {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int octet = octet();
      value |= (long) (octet & 0x7F) << shift;
      if (octet < 0x80) {
        if (value > 0xFFFF_FFFFL) {
          break;
        }
        return value;
      }
    }
    throw refused("a number has more than 32 bits");
  }

  /** An unsigned number from 0 to {@code most}. */
  int count(String what, long most) throws RefusedException {
    long value = unsigned();
    if (value > most) {
      throw refused(value + " " + what + ", where at most " + most + " may be");
    }
    return (int) value;
  }

  /** An unsigned number below {@code size}. */
  int index(String what, int size) throws RefusedException {
    long value = unsigned();
    if (value >= size) {
      throw refused("there is no " + what + " " + value);
    }
    return (int) value;
  }

  /** A signed number of at most {@code bits} bits, 32, 33 or 64. */
  long signed(int bits) throws RefusedException {
    long value = 0;
    int shift = 0;
    while (true) {
      int octet = octet();
      value |= (long) (octet & 0x7F) << shift;
      shift += 7;
      if (octet < 0x80) {
        if (shift < 64 && (octet & 0x40) != 0) {
          value |= -1L << shift;
        }
        boolean fits =
            bits == 64
                ? shift < 70 || octet == 0 || octet == 0x7F
                : value >= -1L << (bits - 1) && value < 1L << (bits - 1);
        if (!fits) {
          throw refused("a number has more than " + bits + " bits");
        }
        return value;
      }
      if (shift >= (bits + 6) / 7 * 7) {
        throw refused("a number has more than " + bits + " bits");
      }
    }
  }

  /** {@code bytes} bytes as a little-endian number. */
  long fixed(int bytes) throws RefusedException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) octet() << 8 * i;
    }
    return value;
  }

  String name() throws RefusedException {
    int length = count("bytes of a name", ModuleLimits.NAME_BYTES);
    int start = skip(length);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(content, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw refused("a name is not UTF-8");
    }
  }

  /** Goes {@code length} bytes on and gives where they begin. */
  int skip(int length) throws RefusedException {
    if (length > end - position) {
      throw refused(length + " bytes should follow, but only " + (end - position) + " do");
    }
    int start = position;
    position += length;
    return start;
  }

  /** The next {@code length} bytes by themselves. */
  BinaryReader part(int length, String name) throws RefusedException {
    int start = skip(length);
    return new BinaryReader(content, start, start + length, name);
  }

  /** All bytes that are left. */
  byte[] rest() {
    byte[] rest = java.util.Arrays.copyOfRange(content, position, end);
    position = end;
    return rest;
  }

  void end() throws RefusedException {
    if (!atEnd()) {
      throw refused((end - position) + " bytes too many");
    }
  }
}
