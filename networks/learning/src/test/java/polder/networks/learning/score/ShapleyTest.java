package polder.networks.learning.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import polder.networks.learning.score.Shapley.Sampling;
import polder.protocol.Hash;

class ShapleyTest {
  private static final Hash SEED = Hash.sha256(new byte[] {1});

  private static Worth additive(long... each) {
    return members -> Arrays.stream(members).mapToLong(who -> each[who]).sum();
  }

  /** A game whose coalitions are worth what comes to mind, but the same each time. */
  private static Worth arbitrary(int participants, long seed) {
    long[] worths = new Random(seed).longs(1L << participants, -1_000_000, 1_000_000).toArray();
    return members -> worths[Arrays.stream(members).map(who -> 1 << who).sum()];
  }

  private static long all(int participants, Worth worth) {
    int[] everyone = new int[participants];
    Arrays.setAll(everyone, i -> i);
    return worth.of(everyone) - worth.of(new int[0]);
  }

  @Test
  void whoAddsTheSameAlwaysIsWorthThat() {
    assertThat(Shapley.exact(4, additive(5, -3, 0, 12))).containsExactly(5, -3, 0, 12);
  }

  /** One has a left glove, two have right ones; a pair is worth 6: ⅔ and a sixth each. */
  @Test
  void aGloveGame() {
    Worth pairs =
        members -> {
          boolean left = Arrays.stream(members).anyMatch(who -> who == 0);
          return left && members.length > 1 ? 6 : 0;
        };
    assertThat(Shapley.exact(3, pairs)).containsExactly(4, 1, 1);
  }

  /** Each pays its share of what every part of the runway costs that it needs. */
  @Test
  void anAirportGame() {
    long[] needs = {12, 24, 42, 120};
    Worth cost = members -> Arrays.stream(members).mapToLong(who -> needs[who]).max().orElse(0);
    assertThat(Shapley.exact(4, cost)).containsExactly(3, 3 + 4, 3 + 4 + 9, 3 + 4 + 9 + 78);
  }

  @Test
  void whatDoesNotDivideGoesToTheEarlierOfEqualOnes() {
    assertThat(Shapley.exact(3, members -> members.length == 3 ? 11 : 0)).containsExactly(4, 4, 3);
    assertThat(Shapley.exact(3, members -> members.length == 3 ? -11 : 0))
        .containsExactly(-3, -4, -4);
  }

  @Test
  void valuesAddUpToTheWorthOfAll() {
    for (int participants = 1; participants <= 8; participants++) {
      for (int seed = 0; seed < 20; seed++) {
        Worth worth = arbitrary(participants, seed);
        assertThat(Arrays.stream(Shapley.exact(participants, worth)).sum())
            .as("%d participants, seed %d", participants, seed)
            .isEqualTo(all(participants, worth));
      }
    }
  }

  @Test
  void whoAddsNothingIsWorthNothingAndEqualsAreWorthTheSame() {
    for (int seed = 0; seed < 20; seed++) {
      Worth others = arbitrary(5, seed);
      // Participant 5 adds nothing; 3 and 4 only count how many of them there are.
      Worth worth =
          members -> {
            int[] symmetric = Arrays.stream(members).filter(who -> who < 3).toArray();
            long pair = Arrays.stream(members).filter(who -> who == 3 || who == 4).count();
            return others.of(symmetric) * (pair + 1);
          };
      long[] values = Shapley.exact(6, worth);
      assertThat(values[5]).as("seed %d", seed).isZero();
      assertThat(Math.abs(values[3] - values[4])).as("seed %d", seed).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void twelveAreScoredExactlyAndEachCoalitionIsAskedOnce() {
    int[] asked = new int[1 << 12];
    Worth squares =
        members -> {
          asked[Arrays.stream(members).map(who -> 1 << who).sum()]++;
          return (long) members.length * members.length;
        };
    assertThat(Shapley.exact(12, squares)).containsOnly(12);
    assertThat(asked).containsOnly(1);
  }

  @Test
  void samplesComeCloseToTheValues() {
    long[] weights = {50, 10, 90, 40, 70, 20, 30, 60, 80, 100};
    // Diminishing returns, as those of data: the root of what is there, in thousandths.
    Worth worth =
        members ->
            (long)
                StrictMath.sqrt(
                    1_000_000.0
                        * 1_000
                        * Arrays.stream(members).mapToLong(who -> weights[who]).sum());
    long[] exact = Shapley.exact(10, worth);
    long[] sampled = Shapley.sampled(10, worth, new Sampling(SEED, 4_000, 0));
    assertThat(Arrays.stream(sampled).sum()).isEqualTo(all(10, worth));
    long largest = Arrays.stream(exact).max().orElseThrow();
    for (int i = 0; i < exact.length; i++) {
      assertThat(Math.abs(sampled[i] - exact[i]))
          .as("participant %d: %s, exactly %s", i, Arrays.toString(sampled), Arrays.toString(exact))
          .isLessThan(largest / 20);
    }
  }

  @Test
  void samplesFollowFromTheSeedAlone() {
    Worth worth = arbitrary(10, 1);
    long[] first = Shapley.sampled(10, worth, new Sampling(SEED, 20, 0));
    assertThat(Shapley.sampled(10, worth, new Sampling(SEED, 20, 0))).isEqualTo(first);
    assertThat(Shapley.sampled(10, worth, new Sampling(Hash.ZERO, 20, 0))).isNotEqualTo(first);
    long[] additive = new long[200];
    Arrays.setAll(additive, i -> i - 50);
    assertThat(Shapley.sampled(200, additive(additive), new Sampling(SEED, 2, 0)))
        .isEqualTo(additive);
  }

  @Test
  void anOrderEndsWhereNearlyAllIsReached() {
    int[] asked = new int[1];
    // The first three bring nearly everything.
    Worth worth =
        members -> {
          asked[0]++;
          return Math.min(members.length, 3) * 1_000L + members.length;
        };
    long[] values = Shapley.sampled(30, worth, new Sampling(SEED, 300, 27));
    assertThat(asked[0]).isEqualTo(2 + 300 * 3);
    assertThat(all(30, worth) - Arrays.stream(values).sum()).isEqualTo(27);
  }

  @Test
  void badInputIsNamed() {
    assertThatThrownBy(() -> Shapley.exact(13, additive()))
        .hasMessage("from 1 to 12 participants are scored this way, not 13");
    assertThatThrownBy(() -> Shapley.exact(1, members -> Long.MIN_VALUE))
        .hasMessageContaining("the worth of a coalition of 0 is -9223372036854775808");
    assertThatThrownBy(() -> new Sampling(SEED, 0, 0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> new Sampling(SEED, 1, -1)).hasMessageContaining("not -1");
  }
}
