package polder.networks.learning.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.networks.learning.aggregate.Aggregate.Use;

class AggregationTest {
  static final List<Rule> RULES =
      List.of(
          new Rule.Mean(),
          new Rule.Median(),
          new Rule.TrimmedMean(250_000),
          new Rule.MultiKrum(3, 9));

  private static Updates updates(int[]... updates) {
    return Updates.of(List.of(updates));
  }

  private static int[] values(Rule rule, int[]... updates) {
    return Aggregation.by(rule).of(updates(updates)).values();
  }

  private static boolean[] selected(Aggregate aggregate) {
    boolean[] selected = new boolean[aggregate.uses().size()];
    for (int i = 0; i < selected.length; i++) {
      selected[i] = aggregate.uses().get(i).isSelected();
    }
    return selected;
  }

  /** Updates about a common direction, each off it by up to {@code noise}. */
  private static List<int[]> alike(Random random, int count, int length, int noise) {
    int[] direction = IntStream.range(0, length).map(i -> random.nextInt(-1_000, 1_001)).toArray();
    return new ArrayList<>(
        IntStream.range(0, count)
            .mapToObj(i ->
                Arrays.stream(direction)
                    .map(value -> value + random.nextInt(-noise, noise + 1))
                    .toArray())
            .toList());
  }

  @Test
  void meansAreRoundedToTheNearestAndHalvesUp() {
    assertThat(values(new Rule.Mean(), new int[] {1, -1, 2, -2}, new int[] {2, -2, 2, -3}))
        .containsExactly(2, -1, 2, -2);
    assertThat(values(new Rule.Mean(), new int[] {1}, new int[] {1}, new int[] {2}))
        .containsExactly(1);
    assertThat(values(new Rule.Mean(), new int[] {-1}, new int[] {-1}, new int[] {-2}))
        .containsExactly(-1);
  }

  @Test
  void theMedianIsTheMiddleOrTheMeanOfBothMiddles() {
    assertThat(values(new Rule.Median(), new int[] {9, -5}, new int[] {1, 7}, new int[] {2, 0}))
        .containsExactly(2, 0);
    assertThat(
            values(new Rule.Median(), new int[] {9}, new int[] {1}, new int[] {4}, new int[] {2}))
        .containsExactly(3);
    assertThat(values(new Rule.Median(), new int[] {-8})).containsExactly(-8);
  }

  @Test
  void aTrimmedMeanLeavesOutBothEnds() {
    int[][] updates = {{1_000}, {4}, {-900}, {5}, {7}};
    assertThat(values(new Rule.TrimmedMean(200_000), updates)).containsExactly(5);
    // A cut of less than one value cuts nothing.
    assertThat(values(new Rule.TrimmedMean(199_999), updates)).containsExactly(23);
    assertThat(values(new Rule.TrimmedMean(400_000), updates)).containsExactly(5);
  }

  /**
   * Distances on a line: 0, 1, 3 and 6 are close, 100 is not. With five updates and one hostile,
   * two neighbours count: 0 has 1 + 9, 1 has 1 + 4, 3 has 4 + 9 (both 0 and 6 are 3 away), 6 has 9
   * + 25, 100 has 8,836 + 9,409.
   */
  @Test
  void multiKrumSelectsThoseCloseToTheirNeighbours() {
    Aggregate two =
        Aggregation.by(new Rule.MultiKrum(1, 2))
            .of(
                updates(
                    new int[] {100}, new int[] {0}, new int[] {1}, new int[] {3}, new int[] {6}));
    assertThat(two.values()).containsExactly(1);
    assertThat(two.uses().stream().map(Use::rank)).containsExactly(4, 1, 0, 2, 3);
    assertThat(selected(two)).containsExactly(false, true, true, false, false);
  }

  @Test
  void equalScoresGoToEarlierSenders() {
    Aggregate one =
        Aggregation.by(new Rule.MultiKrum(0, 1))
            .of(updates(new int[] {5}, new int[] {5}, new int[] {5}));
    assertThat(selected(one)).containsExactly(true, false, false);
  }

  @Test
  void longUpdatesAreShortenedBeforeAnyRule() {
    Aggregation clipped = new Aggregation(Optional.of(new NormBound.Constant(10)), new Rule.Mean());
    Aggregate aggregate = clipped.of(updates(new int[] {3, 4}, new int[] {60, -80}));
    // Five is short enough; a hundred keeps a tenth.
    assertThat(aggregate.uses().stream().map(Use::keptPpm)).containsExactly(1_000_000L, 100_000L);
    assertThat(aggregate.uses().stream().map(Use::isClipped)).containsExactly(false, true);
    assertThat(aggregate.values()).containsExactly(5, -2);
  }

  @Test
  void theMedianNormBoundsAllByAFactor() {
    Aggregation clipped =
        new Aggregation(Optional.of(new NormBound.OfMedian(2_000_000)), new Rule.Mean());
    Aggregate aggregate =
        clipped.of(updates(new int[] {3}, new int[] {-5}, new int[] {1_000}, new int[] {1}));
    // Of norms 1, 3, 5 and 1,000 the lower middle is 3.
    assertThat(aggregate.uses().stream().map(Use::keptPpm))
        .containsExactly(1_000_000L, 1_000_000L, 6_000L, 1_000_000L);
    assertThat(aggregate.values()).containsExactly(1);
  }

  @Test
  void whatIsShortenedNeverExceedsItsBound() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      int[] update = random.ints(20, -1_000_000, 1_000_001).toArray();
      long bound = random.nextLong(1, 1_000_000);
      Clipping clipping = Clipping.to(new NormBound.Constant(bound), updates(update));
      assertThat(InnerProducts.squaredNorm(clipping.updates().of(0)).sqrt().longValueExact())
          .as("round %d", round)
          .isLessThanOrEqualTo(bound);
    }
  }

  @ParameterizedTest
  @FieldSource("RULES")
  void otherSendersOrderOnlyReordersWhatBecameOfEach(Rule rule) {
    Random random = new Random(3);
    for (int round = 0; round < 50; round++) {
      List<int[]> updates = alike(random, 12, 30, 400);
      List<Integer> order = new ArrayList<>(IntStream.range(0, updates.size()).boxed().toList());
      Collections.shuffle(order, random);
      Aggregation aggregation =
          new Aggregation(Optional.of(new NormBound.OfMedian(1_000_000)), rule);
      Aggregate first = aggregation.of(Updates.of(updates));
      Aggregate second = aggregation.of(Updates.of(order.stream().map(updates::get).toList()));
      assertThat(second.values()).as("seed 3, round %d", round).isEqualTo(first.values());
      for (int i = 0; i < order.size(); i++) {
        assertThat(second.uses().get(i).isSelected())
            .isEqualTo(first.uses().get(order.get(i)).isSelected());
        assertThat(second.uses().get(i).keptPpm())
            .isEqualTo(first.uses().get(order.get(i)).keptPpm());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, -4, -20})
  void aHostileQuarterOfScaledNegativesIsNotSelected(int scale) {
    Random random = new Random(7);
    for (int round = 0; round < 50; round++) {
      List<int[]> updates = alike(random, 12, 200, 100);
      for (int hostile : new int[] {1, 4, 9}) {
        updates.set(
            hostile, Arrays.stream(updates.get(hostile)).map(value -> value * scale).toArray());
      }
      boolean[] selected =
          selected(Aggregation.by(Rule.MultiKrum.forShare(250_000, 12)).of(Updates.of(updates)));
      for (int sender = 0; sender < 12; sender++) {
        assertThat(selected[sender])
            .as("seed 7, round %d, sender %d", round, sender)
            .isEqualTo(sender != 1 && sender != 4 && sender != 9);
      }
    }
  }

  @Test
  void fewerThanHalfCannotMoveTheMedianBeyondTheHonest() {
    Random random = new Random(11);
    for (int round = 0; round < 100; round++) {
      int hostile = random.nextInt(1, 5);
      List<int[]> honest = alike(random, hostile + random.nextInt(1, 4), 20, 300);
      List<int[]> all = new ArrayList<>(honest);
      for (int i = 0; i < hostile; i++) {
        all.add(random.ints(20, -Updates.MAX_MAGNITUDE, Updates.MAX_MAGNITUDE + 1).toArray());
      }
      Collections.shuffle(all, random);
      int[] median = Aggregation.by(new Rule.Median()).of(Updates.of(all)).values();
      for (int i = 0; i < median.length; i++) {
        int parameter = i;
        assertThat(median[i])
            .as("seed 11, round %d, parameter %d", round, i)
            .isBetween(
                honest.stream().mapToInt(it -> it[parameter]).min().orElseThrow(),
                honest.stream().mapToInt(it -> it[parameter]).max().orElseThrow());
      }
    }
  }

  @ParameterizedTest
  @FieldSource("RULES")
  void theLargestValuesOfTheMostSendersDoNotOverflow(Rule rule) {
    int[] most = new int[10_000];
    Arrays.fill(most, Updates.MAX_MAGNITUDE);
    int[] least = Arrays.stream(most).map(value -> -value).toArray();
    List<int[]> updates = new ArrayList<>(Collections.nCopies(900, most));
    updates.addAll(Collections.nCopies(Updates.MAX_COUNT - 900, least));
    Aggregate aggregate =
        Aggregation.by(rule instanceof Rule.MultiKrum ? new Rule.MultiKrum(0, 900) : rule)
            .of(Updates.of(updates));
    int mean = (900 - 124) * (Updates.MAX_MAGNITUDE / 1_024);
    assertThat(aggregate.values()[9_999])
        .isEqualTo(rule instanceof Rule.Mean ? mean : Updates.MAX_MAGNITUDE);
  }

  @Test
  void badInputIsNamed() {
    assertThatThrownBy(() -> Updates.of(List.of()))
        .hasMessage("there are from 1 to 1024 updates, not 0");
    assertThatThrownBy(() -> updates(new int[] {1, 2}, new int[] {1}))
        .hasMessage("update 1 has 1 values where the first has 2");
    assertThatThrownBy(() -> updates(new int[] {1, 2}, new int[] {1, Integer.MIN_VALUE}))
        .hasMessage("value 1 of update 1 is -2147483648, further from 0 than 16777216");
    assertThatThrownBy(() -> new Rule.TrimmedMean(500_000))
        .hasMessageContaining("from 0 to 499999 ppm");
    assertThatThrownBy(
            () -> values(new Rule.MultiKrum(1, 1), new int[1], new int[1], new int[1], new int[1]))
        .hasMessageContaining("against 1 hostile updates needs at least 5, there are 4");
    assertThatThrownBy(() -> values(new Rule.MultiKrum(0, 4), new int[1], new int[1], new int[1]))
        .hasMessageContaining("selects at most 3 of 3");
    assertThatThrownBy(() -> Rule.MultiKrum.forShare(500_000, 8))
        .hasMessageContaining("against 4 hostile updates needs at least 11");
    assertThatThrownBy(() -> new NormBound.Constant(0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> new NormBound.OfMedian(0)).hasMessageContaining("not 0");
  }
}
