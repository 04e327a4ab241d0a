package polder.networks.learning.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.networks.learning.aggregate.InnerProducts;
import polder.networks.learning.aggregate.Updates;
import polder.protocol.Hash;

class DuplicatesTest {
  private static Hash hash(int number) {
    return Hash.sha256(new byte[] {(byte) number});
  }

  private static Duplicates among(long cosinePpm, int[]... updates) {
    List<Hash> commitments =
        IntStream.range(0, updates.length).mapToObj(DuplicatesTest::hash).toList();
    return Duplicates.among(InnerProducts.of(Updates.of(List.of(updates))), commitments, cosinePpm);
  }

  @Test
  void whatPointsTheSameWayIsTheSameHoweverLong() {
    assertThat(among(1_000_000, new int[] {3, 4}, new int[] {4, 3}, new int[] {300, 400}).groups())
        .containsExactly(List.of(0, 2), List.of(1));
  }

  @Test
  void theOppositeIsNotTheSame() {
    assertThat(among(500_000, new int[] {3, 4}, new int[] {-3, -4}).groups()).hasSize(2);
  }

  /** The cosine of (3, 4) and (4, 3) is 24 ÷ 25. */
  @Test
  void theThresholdItselfCounts() {
    assertThat(among(960_000, new int[] {3, 4}, new int[] {4, 3}).groups()).hasSize(1);
    assertThat(among(960_001, new int[] {3, 4}, new int[] {4, 3}).groups()).hasSize(2);
  }

  @Test
  void whoIsLikeOneOfAGroupBelongsToIt() {
    // Each neighbour is 15 degrees away: cosine 0.966; the outer ones 30 degrees: 0.866.
    int[] zero = {1_000, 0};
    int[] fifteen = {966, 259};
    int[] thirty = {866, 500};
    assertThat(among(960_000, zero, thirty).groups()).hasSize(2);
    assertThat(among(960_000, zero, new int[] {0, 1}, thirty, fifteen).groups())
        .containsExactly(List.of(0, 2, 3), List.of(1));
  }

  @Test
  void nothingTwiceIsTheSameToo() {
    assertThat(among(990_000, new int[2], new int[] {1, 1}, new int[2]).groups())
        .containsExactly(List.of(0, 2), List.of(1));
  }

  @Test
  void equalCommitmentsAreTheSameWhateverWasSent() {
    InnerProducts products =
        InnerProducts.of(Updates.of(List.of(new int[] {1, 0}, new int[] {0, 1}, new int[] {1, 1})));
    assertThat(Duplicates.among(products, List.of(hash(1), hash(2), hash(1)), 1_000_000).groups())
        .containsExactly(List.of(0, 2), List.of(1));
  }

  @Test
  void aGroupSharesOneReward() {
    Duplicates duplicates =
        among(1_000_000, new int[] {1, 0}, new int[] {0, 1}, new int[] {2, 0}, new int[] {5, 0});
    assertThat(duplicates.shared(new long[] {7, 30, 11, 2})).containsExactly(4, 30, 4, 3);
    assertThat(Arrays.stream(duplicates.shared(new long[] {7, 30, 11, 2})).sum())
        .isEqualTo(11 + 30);
  }

  @Test
  void badInputIsNamed() {
    InnerProducts one = InnerProducts.of(Updates.of(List.of(new int[] {1})));
    assertThatThrownBy(() -> Duplicates.among(one, List.of(), 1))
        .hasMessage("each of 1 updates has one commitment; there are 0");
    assertThatThrownBy(() -> among(0, new int[] {1}))
        .hasMessage("a cosine to compare with is from 1 to 1000000 ppm, not 0");
  }
}
