package polder.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeadingSortTest {
  /**
   * @param place where it stood before
   */
  private record Item(Bytes key, int place) {}

  private static final Comparator<Item> BY_KEY = Comparator.comparing(Item::key);

  /** Few distinct bytes, so that numbers are equal while keys differ, and keys while items do. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 63, 64, 1_000, 70_000})
  void sortsAsTheWholeOrderDoesAndKeepsEqualOnesInTheirOrder(int size) {
    SplittableRandom random = new SplittableRandom(size);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      byte[] key = new byte[random.nextInt(12)];
      for (int j = 0; j < key.length; j++) {
        key[j] = (byte) (random.nextInt(3) * 127);
      }
      items.add(new Item(Bytes.wrap(key), i));
    }
    List<Item> expected = new ArrayList<>(items);
    expected.sort(BY_KEY);

    LeadingSort.sort(items, item -> item.key().leading(0), BY_KEY);

    assertThat(items).isEqualTo(expected);
  }

  @Test
  void numbersAreUnsigned() {
    List<Long> numbers = new ArrayList<>();
    for (long i = 0; i < 100; i++) {
      numbers.add(i % 2 == 0 ? i : -i);
    }

    LeadingSort.sort(numbers, Long::longValue, Long::compareUnsigned);

    assertThat(numbers).isSortedAccordingTo(Long::compareUnsigned).hasSize(100);
  }

  @Test
  void theLeadingBytesOfAKeyAreItsOrder() {
    assertThat(Bytes.fromHex("0102030405060708ff").leading(0)).isEqualTo(0x0102030405060708L);
    assertThat(Bytes.fromHex("0102030405060708ff").leading(7)).isEqualTo(0x08ff000000000000L);
    assertThat(Bytes.fromHex("01").leading(1)).isZero();
  }
}
