package polder.networks.learning.yuma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import polder.networks.learning.yuma.YumaVectors.Literal;
import tools.jackson.databind.JsonNode;

/** Each function gives what the original's tests say of it. */
class FunctionVectorsTest {
  @TestFactory
  Stream<DynamicTest> functionsGiveWhatTheOriginalGives() {
    List<JsonNode> vectors = YumaVectors.functions();
    assertThat(vectors).hasSizeGreaterThanOrEqualTo(39);
    return vectors.stream()
        .map(vector -> DynamicTest.dynamicTest(vector.get("id").asString(), () -> check(vector)));
  }

  private static void check(JsonNode vector) {
    JsonNode input = vector.get("input");
    JsonNode expected = vector.get("expected");
    switch (vector.get("group").asString()) {
      case "weighted_median" -> median(input, expected);
      case "weighted_median_col" -> medians(input, expected);
      case "sigmoid_safe" -> sigmoid(input, expected);
      case "is_topk" -> assertThat(top(input)).isEqualTo(YumaVectors.flags(expected).toList());
      case "vec_max_upscale_to_u16" ->
          assertThat(Shares.maxUpscaled(Literal.of(input).vector(input.get("vector"))))
              .isEqualTo(YumaVectors.wholes(expected));
      case "vec_u16_max_upscale_to_u16" -> upscaled(input, expected);
      case "check_vec_max_limited" ->
          assertThat(row(input).isWithin(input.get("max_limit").asInt()))
              .isEqualTo(expected.asBoolean());
      case "mat_ema_alpha" -> followed(input, vector);
      case "interpolate" -> interpolated(input, expected);
      default -> throw new AssertionError("nothing here knows " + vector.get("group"));
    }
  }

  private static void median(JsonNode input, JsonNode expected) {
    Literal literal = Literal.of(input);
    long minority = Fixed.subtract(Fixed.ONE, literal.fixed(input.get("majority")));
    WeightedMedian median = new WeightedMedian(literal.vector(input.get("stake")), minority);
    long[] scores = literal.vector(input.get("score"));
    System.arraycopy(scores, 0, median.scores(), 0, scores.length);
    assertThat(median.find()).isEqualTo(literal.fixed(expected));
  }

  private static void medians(JsonNode input, JsonNode expected) {
    Literal literal = Literal.of(input);
    Matrix weights = literal.matrix(input.get("weights"));
    assertThat(
            weights.medians(
                literal.vector(input.get("stake")),
                literal.fixed(input.get("majority")),
                weights.row(0).length))
        .isEqualTo(literal.vector(expected));
  }

  private static void sigmoid(JsonNode input, JsonNode expected) {
    boolean isBinary32 = input.get("x").size() > 7;
    Literal literal = isBinary32 ? Literal.BINARY32 : Literal.DECIMAL;
    long rho = Literal.DECIMAL.fixed(input.get("rho"));
    long kappa = Literal.DECIMAL.fixed(input.get("kappa"));
    long[] found =
        Arrays.stream(literal.vector(input.get("x")))
            .map(x -> Exponential.sigmoid(x, rho, kappa))
            .toArray();
    assertThat(found).isEqualTo(Literal.DECIMAL.vector(expected));
  }

  private static List<Boolean> top(JsonNode input) {
    boolean[] top =
        Shares.top(Literal.BINARY32.vector(input.get("vector")), input.get("k").asInt());
    return IntStream.range(0, top.length).mapToObj(i -> top[i]).toList();
  }

  private static SparseRow row(JsonNode input) {
    int[] values = YumaVectors.wholes(input.get("vector"));
    return SparseRow.of(IntStream.range(0, values.length).toArray(), values);
  }

  private static void upscaled(JsonNode input, JsonNode expected) {
    SparseRow row = row(input).maxUpscaled();
    assertThat(IntStream.range(0, row.size()).map(row::value).toArray())
        .isEqualTo(YumaVectors.wholes(expected));
  }

  private static void followed(JsonNode input, JsonNode vector) {
    Literal literal = Literal.of(input);
    Matrix fresh = literal.matrix(input.get("new"));
    Matrix old = literal.matrix(input.get("old"));
    Matrix alpha = literal.matrix(input.get("alpha"));
    Matrix expected = literal.matrix(vector.get("expected"));
    long tolerance = Literal.DECIMAL.fixed(vector.get("tolerance"));
    for (int i = 0; i < fresh.rows(); i++) {
      for (int j = 0; j < fresh.row(i).length; j++) {
        long found = Matrix.followed(old.row(i)[j], fresh.row(i)[j], alpha.row(i)[j]);
        assertThat(Math.abs(found - expected.row(i)[j]))
            .as("row %d, column %d", i, j)
            .isLessThanOrEqualTo(tolerance);
      }
    }
  }

  private static void interpolated(JsonNode input, JsonNode expected) {
    Literal literal = Literal.BINARY32;
    Matrix mixed =
        literal
            .matrix(input.get("mat1"))
            .interpolated(
                literal.matrix(input.get("mat2")), Literal.DECIMAL.fixed(input.get("ratio")));
    List<long[]> found = new ArrayList<>();
    for (int i = 0; i < mixed.rows(); i++) {
      found.add(Arrays.stream(mixed.row(i)).map(cell -> Math.max(cell, 0)).toArray());
    }
    assertThat(found.toArray(long[][]::new)).isDeepEqualTo(literal.matrix(expected).cells());
  }
}
