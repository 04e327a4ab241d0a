package polder.networks.learning.yuma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the public vectors leave open. */
class YumaConsensusTest {
  private static final BondRule CLASSIC = new BondRule.Classic(900_000);
  private static final LiquidAlpha LIQUID = new LiquidAlpha(6_553, 19_660, 1_000);
  private static final long BLOCK = 100;

  private static YumaParameters rules(BondRule bonds) {
    return new YumaParameters(32_767, 65_535, 50, 0, 8, OptionalInt.empty(), bonds);
  }

  private static Neuron neuron(long stake, SparseRow weights, SparseRow bonds) {
    return new Neuron(stake, 90, 0, stake > 0, weights, bonds);
  }

  private static Neuron updated(Neuron it, long block) {
    return new Neuron(
        it.stake(), block, it.registeredBlock(), it.permit(), it.weights(), it.bonds());
  }

  private static Neuron registered(Neuron it, long block) {
    return new Neuron(it.stake(), it.updatedBlock(), block, it.permit(), it.weights(), it.bonds());
  }

  private static SparseRow row(int... uidsAndValues) {
    int[] uids = new int[uidsAndValues.length / 2];
    int[] values = new int[uids.length];
    for (int k = 0; k < uids.length; k++) {
      uids[k] = uidsAndValues[2 * k];
      values[k] = uidsAndValues[2 * k + 1];
    }
    return SparseRow.of(uids, values);
  }

  /** Two validators of equal stake who think the same of two miners. */
  private static List<Neuron> pair() {
    return new ArrayList<>(
        List.of(
            neuron(10, row(2, 100, 3, 300), SparseRow.EMPTY),
            neuron(10, row(2, 100, 3, 300), SparseRow.EMPTY),
            neuron(0, SparseRow.EMPTY, SparseRow.EMPTY),
            neuron(0, SparseRow.EMPTY, SparseRow.EMPTY)));
  }

  private static List<YumaScore> run(YumaParameters rules, List<Neuron> neurons) {
    return YumaConsensus.scores(new YumaEpoch(rules, BLOCK, 95, 1_000, neurons));
  }

  private static long[] emissions(List<YumaScore> scores) {
    return scores.stream().mapToLong(score -> score.emission().combined()).toArray();
  }

  @Test
  void minersShareHalfByWeightAndValidatorsHalfByStake() {
    List<YumaScore> scores = run(rules(CLASSIC), pair());
    assertThat(emissions(scores)).containsExactly(250, 250, 125, 375);
    assertThat(scores.get(3).emission()).isEqualTo(new YumaScore.Emission(375, 0, 375));
    assertThat(scores.get(0).bonds()).isEqualTo(row(2, 65_535, 3, 65_535));
  }

  @Test
  void whoHasBeenSilentForTooLongHasNoStakeThatCounts() {
    List<Neuron> neurons = pair();
    neurons.set(1, updated(neurons.get(1), BLOCK - 50));
    assertThat(run(rules(CLASSIC), neurons).get(1).isActive()).isTrue();
    neurons.set(1, updated(neurons.get(1), BLOCK - 51));
    YumaScore silent = run(rules(CLASSIC), neurons).get(1);
    assertThat(silent.isActive()).isFalse();
    assertThat(silent.dividend()).isZero();
    // It keeps its stake and its permit for when it speaks again.
    assertThat(silent.stake()).isEqualTo(Fixed.ONE / 2);
    assertThat(silent.permit()).isTrue();
  }

  @Test
  void whatWasSaidBeforeSomebodyCameSaysNothingOfThem() {
    List<Neuron> neurons = pair();
    neurons.set(3, registered(neurons.get(3), 89));
    assertThat(emissions(run(rules(CLASSIC), neurons))).containsExactly(250, 250, 125, 375);
    neurons.set(3, registered(neurons.get(3), 90));
    assertThat(emissions(run(rules(CLASSIC), neurons))).containsExactly(250, 250, 500, 0);
  }

  @Test
  void bondsToNewcomersAreVoid() {
    SparseRow bonds = row(2, 65_535, 3, 65_535);
    List<Neuron> neurons = pair();
    neurons.set(0, neuron(10, SparseRow.EMPTY, bonds));
    neurons.set(2, registered(neurons.get(2), 95));
    neurons.set(3, registered(neurons.get(3), 94));
    neurons.set(1, updated(neurons.get(1), BLOCK));
    // Half the stake alone makes no majority, so nothing new is bought.
    SparseRow left = run(rules(CLASSIC), neurons).get(0).bonds();
    assertThat(left).isEqualTo(row(3, 65_535));
  }

  @Test
  void onlyThoseWithTheMostStakeValidateNextAndKeepBonds() {
    List<Neuron> neurons = pair();
    neurons.set(0, neuron(9, row(2, 100, 3, 300), row(2, 65_535)));
    YumaParameters one = new YumaParameters(32_767, 65_535, 50, 0, 1, OptionalInt.empty(), CLASSIC);
    List<YumaScore> scores = run(one, neurons);
    assertThat(scores.stream().map(YumaScore::permit)).containsExactly(false, true, false, false);
    // This once it still earns by its bonds.
    assertThat(scores.get(0).dividend()).isPositive();
    assertThat(scores.get(0).bonds()).isEqualTo(SparseRow.EMPTY);
  }

  @Test
  void withoutAPermitOpinionsDoNotCount() {
    List<Neuron> neurons = pair();
    Neuron it = neurons.get(1);
    neurons.set(1, new Neuron(20, it.updatedBlock(), 0, false, row(2, 65_535), SparseRow.EMPTY));
    List<YumaScore> scores = run(rules(CLASSIC), neurons);
    assertThat(emissions(scores)).containsExactly(500, 0, 125, 375);
    assertThat(scores.get(1).permit()).isTrue();
  }

  @Test
  void theOwnerNeedsNoMinimumAndMayThinkOfItself() {
    List<Neuron> neurons = pair();
    neurons.set(0, new Neuron(1, 90, 0, false, row(0, 100, 3, 300), SparseRow.EMPTY));
    neurons.set(1, neuron(1, row(0, 100, 1, 50, 3, 300), SparseRow.EMPTY));
    YumaParameters owned = new YumaParameters(32_767, 65_535, 50, 2, 8, OptionalInt.of(0), CLASSIC);
    List<YumaScore> scores = run(owned, neurons);
    assertThat(scores.stream().map(YumaScore::stake)).containsExactly(Fixed.ONE, 0L, 0L, 0L);
    assertThat(scores.get(0).permit()).isTrue();
    assertThat(scores.get(1).permit()).isFalse();
    assertThat(Fixed.toPpm(scores.get(0).incentive())).isEqualTo(250_000);
    assertThat(scores.get(1).incentive()).isZero();
  }

  /** With liquid alpha a weight of 0 lets a bond decay, and no weight at all ends it. */
  @Test
  void liquidAlphaEndsBondsToThoseOfWhomNothingIsSaid() {
    SparseRow bonds = row(2, 30_000, 3, 30_000);
    BondRule liquid = new BondRule.Yuma3(975_000, Optional.of(LIQUID));
    List<Neuron> neurons = pair();
    neurons.set(0, neuron(10, row(2, 0, 3, 300), bonds));
    assertThat(run(rules(liquid), neurons).get(0).bonds().valueFor(2)).isBetween(20_000, 29_999);
    neurons.set(0, neuron(10, row(3, 300), bonds));
    assertThat(run(rules(liquid), neurons).get(0).bonds().valueFor(2)).isZero();
    // Without it, both decay by the moving average.
    BondRule plain = new BondRule.Yuma3(975_000, Optional.empty());
    assertThat(run(rules(plain), neurons).get(0).bonds().valueFor(2)).isEqualTo(29_249);
  }

  /** Halfway between what was said and what consensus left of it. */
  @Test
  void aBondsPenaltyTakesSoMuchOfWhatWasClipped() {
    BondRule fast = new BondRule.Yuma3(0, Optional.empty());
    List<Neuron> neurons =
        List.of(
            neuron(30, row(2, 100, 3, 100), SparseRow.EMPTY),
            neuron(10, row(2, 100), SparseRow.EMPTY),
            neuron(0, SparseRow.EMPTY, SparseRow.EMPTY),
            neuron(0, SparseRow.EMPTY, SparseRow.EMPTY));
    int[] penalties = {0, 32_768, 65_535};
    int[] bonds =
        Arrays.stream(penalties)
            .map(penalty ->
                run(
                        new YumaParameters(32_767, penalty, 50, 0, 8, OptionalInt.empty(), fast),
                        neurons)
                    .get(1)
                    .bonds()
                    .valueFor(2))
            .toArray();
    assertThat(bonds).containsExactly(65_535, 49_151, 32_767);
  }

  @Test
  void nobodyIsPaidMoreThanThereIs() {
    Random random = new Random(4);
    List<BondRule> bondRules =
        List.of(
            CLASSIC,
            new BondRule.Yuma3(975_000, Optional.empty()),
            new BondRule.Yuma3(975_000, Optional.of(LIQUID)));
    for (int round = 0; round < 300; round++) {
      int count = random.nextInt(1, 12);
      List<Neuron> neurons = new ArrayList<>();
      for (int uid = 0; uid < count; uid++) {
        neurons.add(
            new Neuron(
                random.nextLong(0, 1_000) << random.nextInt(48),
                random.nextLong(0, BLOCK),
                random.nextLong(0, BLOCK),
                random.nextBoolean(),
                anyRow(random, count),
                anyRow(random, count)));
      }
      YumaParameters rules =
          new YumaParameters(
              random.nextInt(65_536),
              random.nextInt(65_536),
              random.nextInt(100),
              0,
              random.nextInt(count + 1),
              OptionalInt.empty(),
              bondRules.get(random.nextInt(3)));
      List<YumaScore> scores =
          YumaConsensus.scores(new YumaEpoch(rules, BLOCK, 50, Long.MAX_VALUE, neurons));
      long paid = 0;
      for (YumaScore score : scores) {
        assertThat(score.emission().miner()).isNotNegative();
        assertThat(score.emission().validator()).isNotNegative();
        paid = Math.addExact(paid, score.emission().miner());
        paid = Math.addExact(paid, score.emission().validator());
      }
      long lost = Long.MAX_VALUE - paid;
      boolean hasStake = scores.stream().anyMatch(score -> score.stake() > 0);
      // Each share is short of what it should be by less than 2⁻³¹.
      assertThat(lost)
          .as("seed 4, round %d", round)
          .isLessThan(hasStake ? (2L * count + 2) << 32 : Long.MAX_VALUE)
          .isNotNegative();
    }
  }

  private static SparseRow anyRow(Random random, int count) {
    int[] uids = IntStream.range(0, count).filter(uid -> random.nextBoolean()).toArray();
    return SparseRow.of(uids, Arrays.stream(uids).map(uid -> random.nextInt(0, 65_536)).toArray());
  }

  @Test
  void badInputIsNamed() {
    assertThatThrownBy(() -> row(3, 1, 2, 1)).hasMessageContaining("entry 1 is 2");
    assertThatThrownBy(() -> row(3, 65_536)).hasMessageContaining("that of neuron 3 is 65536");
    assertThatThrownBy(() -> SparseRow.of(new int[2], new int[1]))
        .hasMessageContaining("not 1 values for 2 neurons");
    List<Neuron> neurons = pair();
    neurons.set(1, neuron(10, row(4, 1), SparseRow.EMPTY));
    assertThatThrownBy(() -> run(rules(CLASSIC), neurons))
        .hasMessage("the weights of neuron 1 name neuron 4, of only 4");
    assertThatThrownBy(() -> neuron(-1, SparseRow.EMPTY, SparseRow.EMPTY))
        .hasMessageContaining("stake -1");
    assertThatThrownBy(() -> new LiquidAlpha(2, 1, 0)).hasMessageContaining("not from 2 to 1");
    assertThatThrownBy(() -> new BondRule.Classic(1_000_001)).hasMessageContaining("1000001");
    assertThatThrownBy(() -> new YumaParameters(65_536, 0, 0, 0, 0, OptionalInt.empty(), CLASSIC))
        .hasMessage("kappa is from 0 to 65535, not 65536");
    YumaParameters foreign = new YumaParameters(0, 0, 0, 0, 0, OptionalInt.of(4), CLASSIC);
    assertThatThrownBy(() -> run(foreign, pair()))
        .hasMessage("the owner is none of the 4 neurons: 4");
  }
}
