package polder.protocol.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Objects;
import polder.protocol.Bytes;

/**
 * Hostile bytes are either refused or have exactly one encoding. Runs over the kept inputs; with
 * {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class CborFuzzTest {
  private static final int MAX_ITEMS = 64;

  @FuzzTest(maxDuration = "1m")
  void whatIsReadIsWrittenTheSame(byte[] content) {
    Bytes input = Bytes.copyOf(content);
    Bytes copy;
    try {
      copy = CborWalk.copy(input);
    } catch (CodecException refused) {
      requireSkipRefuses(input);
      return;
    }
    require(copy.equals(input), "read and written again the bytes differ");
    CborReader reader = new CborReader(input);
    while (reader.hasMore()) {
      reader.skip();
    }
    reader.end();
  }

  /** Skipping checks as strictly as reading. */
  private static void requireSkipRefuses(Bytes input) {
    try {
      CborReader reader = new CborReader(input);
      while (reader.hasMore()) {
        reader.skip();
      }
    } catch (CodecException refused) {
      require(refused.offset() >= 0 && refused.offset() <= input.size(), "offset out of bounds");
      return;
    }
    throw new AssertionError("skipped what cannot be read");
  }

  @FuzzTest(maxDuration = "1m")
  void aSequenceIsItsItems(byte[] content) {
    List<Bytes> items;
    try {
      items = CborSequence.split(content, MAX_ITEMS);
    } catch (CodecException refused) {
      return;
    }
    Bytes joined = items.stream().reduce(Bytes.EMPTY, Bytes::concat);
    require(joined.equals(Bytes.copyOf(content)), "the items are not the sequence");
    require(items.size() <= MAX_ITEMS, "too many items");
    for (Bytes item : items) {
      require(Objects.equals(CborWalk.copy(item), item), "an item is not canonical");
    }
  }

  private static void require(boolean condition, String fault) {
    if (!condition) {
      throw new AssertionError(fault);
    }
  }
}
