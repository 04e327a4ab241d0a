package polder.protocol.credential;

import java.util.Arrays;

/**
 * Decompresses DEFLATE (RFC 1951) to the letter. Of our own and not the platform's, because what an
 * epoch rests on must be accepted by all machines or by none, and libraries differ in which broken
 * streams they put up with.
 */
final class Inflate {
  private static final int MOST_BITS = 15;
  private static final int END_OF_BLOCK = 256;

  private static final int[] LENGTH_BASE = {
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258
  };
  private static final int[] LENGTH_BITS = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
  };
  private static final int[] DISTANCE_BASE = {
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
    3073, 4097, 6145, 8193, 12289, 16385, 24577
  };
  private static final int[] DISTANCE_BITS = {
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13
  };
  // The order in which the lengths of the code for lengths are written (§3.2.7).
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private static final Code FIXED_LENGTHS = Code.of(fixedLengths());
  private static final Code FIXED_DISTANCES = Code.of(filled(30, 5));

  private final byte[] in;
  private final int end;
  private final byte[] out;
  private int at;
  private int bit;
  private int written;

  /** Of the bytes of {@code in} from {@code start} to {@code end}, to at most {@code most}. */
  Inflate(byte[] in, int start, int end, int most) {
    this.in = in;
    this.at = start;
    this.end = end;
    this.out = new byte[most];
  }

  /** A Huffman code (§3.2.2): how many codes of each length, and their symbols in order. */
  private static final class Code {
    final int[] counts;
    final int[] symbols;

    private Code(int[] counts, int[] symbols) {
      this.counts = counts;
      this.symbols = symbols;
    }

    static Code of(int[] lengths) {
      int[] counts = new int[MOST_BITS + 1];
      for (int length : lengths) {
        counts[length]++;
      }
      counts[0] = 0;
      int left = 1;
      for (int length = 1; length <= MOST_BITS; length++) {
        left = (left << 1) - counts[length];
        if (left < 0) {
          throw broken();
        }
      }
      int[] next = new int[MOST_BITS + 2];
      for (int length = 1; length <= MOST_BITS; length++) {
        next[length + 1] = next[length] + counts[length];
      }
      int[] symbols = new int[next[MOST_BITS + 1]];
      for (int symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] > 0) {
          symbols[next[lengths[symbol]]++] = symbol;
        }
      }
      return new Code(counts, symbols);
    }
  }

  private static CredentialException broken() {
    return Credential.malformed("the compressed bits of encodedList are broken");
  }

  private static int[] filled(int size, int value) {
    int[] filled = new int[size];
    Arrays.fill(filled, value);
    return filled;
  }

  private static int[] fixedLengths() {
    int[] lengths = filled(288, 8);
    Arrays.fill(lengths, 144, 256, 9);
    Arrays.fill(lengths, 256, 280, 7);
    return lengths;
  }

  /** Everything; there must be nothing behind the last block. */
  byte[] all() {
    boolean last;
    do {
      last = bits(1) == 1;
      switch (bits(2)) {
        case 0 -> stored();
        case 1 -> block(FIXED_LENGTHS, FIXED_DISTANCES);
        case 2 -> dynamic();
        default -> throw broken();
      }
    } while (!last);
    if (at + (bit > 0 ? 1 : 0) != end) {
      throw broken();
    }
    return Arrays.copyOf(out, written);
  }

  private int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      if (at >= end) {
        throw broken();
      }
      value |= (in[at] >> bit & 1) << i;
      bit++;
      if (bit == Byte.SIZE) {
        bit = 0;
        at++;
      }
    }
    return value;
  }

  private int symbol(Code code) {
    int word = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length <= MOST_BITS; length++) {
      word |= bits(1);
      int count = code.counts[length];
      if (word - count < first) {
        return code.symbols[index + word - first];
      }
      index += count;
      first = first + count << 1;
      word <<= 1;
    }
    throw broken();
  }

  private void write(byte value) {
    if (written == out.length) {
      throw new CredentialException(
          "status_length", "a status list has at most " + StatusList.MOST_ENTRIES + " entries");
    }
    out[written++] = value;
  }

  private void stored() {
    if (bit > 0) {
      bit = 0;
      at++;
    }
    int length = bits(16);
    if (bits(16) != (length ^ 0xffff) || end - at < length) {
      throw broken();
    }
    for (int i = 0; i < length; i++) {
      write(in[at++]);
    }
  }

  private void block(Code lengths, Code distances) {
    for (int symbol = symbol(lengths); symbol != END_OF_BLOCK; symbol = symbol(lengths)) {
      if (symbol < END_OF_BLOCK) {
        write((byte) symbol);
        continue;
      }
      int which = symbol - END_OF_BLOCK - 1;
      if (which >= LENGTH_BASE.length) {
        throw broken();
      }
      int length = LENGTH_BASE[which] + bits(LENGTH_BITS[which]);
      int far = symbol(distances);
      int distance = DISTANCE_BASE[far] + bits(DISTANCE_BITS[far]);
      if (distance > written) {
        throw broken();
      }
      for (int i = 0; i < length; i++) {
        write(out[written - distance]);
      }
    }
  }

  private void dynamic() {
    int lengthCodes = bits(5) + 257;
    int distanceCodes = bits(5) + 1;
    int lengthLengths = bits(4) + 4;
    if (lengthCodes > 286 || distanceCodes > 30) {
      throw broken();
    }
    int[] ofLengths = new int[ORDER.length];
    for (int i = 0; i < lengthLengths; i++) {
      ofLengths[ORDER[i]] = bits(3);
    }
    int[] lengths = codeLengths(Code.of(ofLengths), lengthCodes + distanceCodes);
    if (lengths[END_OF_BLOCK] == 0) {
      throw broken();
    }
    block(
        Code.of(Arrays.copyOf(lengths, lengthCodes)),
        Code.of(Arrays.copyOfRange(lengths, lengthCodes, lengths.length)));
  }

  private int[] codeLengths(Code code, int size) {
    int[] lengths = new int[size];
    int filled = 0;
    while (filled < size) {
      int symbol = symbol(code);
      if (symbol < 16) {
        lengths[filled++] = symbol;
        continue;
      }
      if (symbol == 16 && filled == 0) {
        throw broken();
      }
      int value = symbol == 16 ? lengths[filled - 1] : 0;
      int repeat =
          switch (symbol) {
            case 16 -> 3 + bits(2);
            case 17 -> 3 + bits(3);
            default -> 11 + bits(7);
          };
      if (repeat > size - filled) {
        throw broken();
      }
      Arrays.fill(lengths, filled, filled + repeat, value);
      filled += repeat;
    }
    return lengths;
  }
}
