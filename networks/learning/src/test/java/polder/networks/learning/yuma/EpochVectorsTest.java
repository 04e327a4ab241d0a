package polder.networks.learning.yuma;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.networks.learning.yuma.YumaVectors.Literal;
import tools.jackson.databind.JsonNode;

/** Whole epochs give what the original's tests and logs say. */
class EpochVectorsTest {
  private static long[] of(List<YumaScore> scores, ToLongFunction<YumaScore> what) {
    return scores.stream().mapToLong(what).toArray();
  }

  private static long[] amounts(JsonNode expected) {
    return YumaVectors.list(expected).stream().mapToLong(JsonNode::asLong).toArray();
  }

  private static long[] emissions(List<YumaScore> scores) {
    return of(scores, score -> score.emission().combined());
  }

  private static void assertClose(long[] found, JsonNode expected, String tolerance) {
    long[] shares = Literal.DECIMAL.vector(expected);
    long limit = new BigDecimal(tolerance).multiply(BigDecimal.valueOf(1L << 32)).longValue();
    assertThat(found).hasSameSizeAs(shares);
    for (int i = 0; i < found.length; i++) {
      assertThat(Math.abs(found[i] - shares[i]))
          .as("%d: %s instead of %s", i, Arrays.toString(found), expected)
          .isLessThanOrEqualTo(limit);
    }
  }

  @Test
  void everyEpochVectorHasATest() {
    assertThat(YumaVectors.epochs())
        .containsExactlyInAnyOrder(
            "ep-bonds",
            "ep-zero-weights",
            "ep-512",
            "ep-log-two-servers",
            "y3-kappa-first",
            "y3-kappa-last",
            "y3-liquid-off");
  }

  @Test
  void bondsFollowOpinionsAndAreLostWithoutThem() {
    JsonNode vector = YumaVectors.epoch("ep-bonds");
    JsonNode setup = vector.get("setup");
    Subnet subnet = new Subnet(Subnet.parameters(setup, 8), 1, amounts(setup.get("stakes")));
    subnet.run(0);
    int[] servers = Subnet.range(4, 8);
    for (int uid = 0; uid < 4; uid++) {
      subnet.say(1, uid, servers, 16_383, 32_767, 49_149, 65_535);
    }
    for (JsonNode step : vector.get("steps")) {
      long block = step.get("block").asLong();
      switch ((int) block) {
        // What is said after an epoch of a block belongs to that block still.
        case 2, 3, 4 -> subnet.say(block - 1, (int) block - 2, new int[] {(int) block - 2}, 65_535);
        case 5 -> subnet.say(4, 2, new int[] {7}, 65_535);
        default -> {}
      }
      List<YumaScore> scores = subnet.run(block);
      JsonNode expected = step.get("expected");
      assertThat(emissions(scores)).isEqualTo(amounts(expected.get("emission_rao")));
      assertClose(of(scores, YumaScore::dividend), expected.get("dividends"), "2e-9");
      for (int server : new int[] {4, 7}) {
        JsonNode bonds = expected.get("bonds_u16_column_" + server + "_rows_0_3");
        if (bonds != null) {
          assertThat(IntStream.range(0, 4).map(i -> subnet.bonds(i).valueFor(server)).toArray())
              .isEqualTo(YumaVectors.wholes(bonds));
        }
      }
    }
  }

  @Test
  void allGoesByStakeWhereNoWeightsCount() {
    JsonNode vector = YumaVectors.epoch("ep-zero-weights");
    JsonNode setup = vector.get("setup");
    Subnet subnet =
        new Subnet(
            Subnet.parameters(setup, 64),
            setup.get("tempo").asLong(),
            amounts(setup.get("stakes")));
    for (JsonNode step : vector.get("steps")) {
      long block = step.get("block").asLong();
      if (block == 1) {
        subnet.say(1, 1, new int[] {1}, 65_535);
      } else if (block > 1) {
        subnet.say(block, 0, new int[] {1}, 65_535);
      }
      if (block == 2) {
        subnet.replace(2, 1);
      }
      assertThat(emissions(subnet.run(block)))
          .as("block %d", block)
          .isEqualTo(amounts(step.get("expected").get("emission_rao")));
    }
  }

  /** Validators first, last, or between the servers, who think something of themselves or not. */
  @ParameterizedTest
  @CsvSource({"0,false", "0,true", "1,false", "1,true", "2,false", "2,true"})
  void manyAlikeShareAlike(int interleave, boolean serversThinkOfThemselves) {
    JsonNode vector = YumaVectors.epoch("ep-512");
    int[] validators =
        IntStream.range(0, 64)
            .map(i -> interleave == 0 ? i : interleave == 1 ? 448 + i : 8 * i)
            .toArray();
    long[] stakes = new long[512];
    Arrays.stream(validators).forEach(uid -> stakes[uid] = 328_125_000_000_000L);
    int[] servers = IntStream.range(0, 512).filter(uid -> stakes[uid] == 0).toArray();
    Subnet subnet = new Subnet(Subnet.parameters(vector.get("setup"), 64), 65_534, stakes);
    subnet.run(0);
    int[] weights = new int[448];
    Arrays.fill(weights, 127);
    for (int uid : validators) {
      subnet.say(1, uid, servers, weights);
    }
    for (int uid : servers) {
      if (serversThinkOfThemselves) {
        subnet.say(1, uid, new int[] {uid}, 65_535);
      }
    }
    subnet.run(1);
    subnet.run(1);
    List<YumaScore> scores = subnet.run(1);
    JsonNode expected = vector.get("steps").get(0).get("expected");
    for (int uid : validators) {
      assertShares(scores.get(uid), expected.get("validator"));
      assertThat(subnet.bonds(uid).valueFor(servers[0]))
          .isEqualTo(expected.get("validator").get("bond_u16_to_any_server").asInt());
    }
    for (int uid : servers) {
      assertShares(scores.get(uid), expected.get("server"));
      assertThat(subnet.bonds(uid)).isEqualTo(SparseRow.EMPTY);
    }
  }

  private static void assertShares(YumaScore score, JsonNode expected) {
    assertThat(
            new long[] {
              Fixed.toU16Share(score.consensus()),
              Fixed.toU16Share(score.incentive()),
              Fixed.toU16Share(score.dividend()),
              score.emission().combined()
            })
        .containsExactly(
            expected.get("consensus_u16").asLong(),
            expected.get("incentive_u16").asLong(),
            expected.get("dividends_u16").asLong(),
            expected.get("emission_rao").asLong());
  }

  @Test
  void consensusSilencesAMinority() {
    JsonNode vector = YumaVectors.epoch("ep-log-two-servers");
    JsonNode setup = vector.get("setup");
    Subnet subnet = new Subnet(Subnet.parameters(setup, 64), 1, amounts(setup.get("stakes")));
    subnet.permitAll(true, true, true, false, false);
    subnet.say(1, 0, new int[] {3, 4}, 65_535, 0);
    subnet.say(1, 1, new int[] {3, 4}, 0, 65_535);
    subnet.say(1, 2, new int[] {3, 4}, 65_535, 0);
    List<YumaScore> scores = subnet.run(1);
    JsonNode expected = vector.get("steps").get(0).get("expected");
    assertClose(of(scores, YumaScore::consensus), expected.get("consensus"), "1e-9");
    assertClose(of(scores, YumaScore::trust), expected.get("validator_trust"), "1e-9");
    assertClose(of(scores, YumaScore::dividend), expected.get("dividends"), "1e-9");
    long[] shares =
        Arrays.stream(emissions(scores)).map(rao -> (rao << 32) / 1_000_000_000).toArray();
    assertClose(shares, expected.get("normalised_combined_emission"), "1e-9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"y3-kappa-first", "y3-kappa-last", "y3-liquid-off"})
  void yuma3PaysThoseWhoMoveFirst(String id) {
    JsonNode vector = YumaVectors.epoch(id);
    JsonNode setup = vector.get("setup");
    Subnet subnet = new Subnet(Subnet.parameters(setup, 3), 1, amounts(setup.get("stakes")));
    long block = 1;
    subnet.run(block);
    for (JsonNode step : vector.get("steps")) {
      JsonNode rows = step.get("weights_set_this_epoch_rows_0_2");
      for (int uid = 0; uid < rows.size(); uid++) {
        subnet.say(block, uid, new int[] {3, 4}, YumaVectors.wholes(rows.get(uid)));
      }
      List<YumaScore> scores = subnet.run(++block);
      JsonNode expected = step.get("expected");
      assertClose(of(scores, YumaScore::dividend), expected.get("dividends"), "2e-4");
      for (int uid = 0; uid < 3; uid++) {
        SparseRow bonds = subnet.bonds(uid);
        assertClose(
            new long[] {Fixed.ofU16Share(bonds.valueFor(3)), Fixed.ofU16Share(bonds.valueFor(4))},
            expected.get("bonds_proportion_rows_0_2").get(uid),
            "2e-4");
      }
    }
  }
}
