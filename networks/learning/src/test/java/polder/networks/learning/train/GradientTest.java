package polder.networks.learning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a step goes against is the slope of the loss, as the formulas in {@link Reference} say. */
class GradientTest {
  static Stream<Architecture> architectures() {
    return Stream.of(
        new Architecture.Linear(5, 3),
        new Architecture.Linear(2, 6),
        new Architecture.Mlp(5, List.of(7, 4), 3, Activation.TANH),
        new Architecture.Mlp(3, List.of(9), 2, Activation.RELU),
        new Architecture.Gru(5, 3, 6, 2),
        new Architecture.Gru(3, 2, 2, 5));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void aStepGoesAgainstTheSlopeOfTheSquaredError(Architecture architecture) {
    Random random = new Random(1);
    check(architecture, Samples.numbers(random, 11, architecture.inputs(), architecture.outputs()));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void aStepGoesAgainstTheSlopeOfTheCrossEntropy(Architecture architecture) {
    Random random = new Random(2);
    check(architecture, Samples.classes(random, 11, architecture.inputs(), architecture.outputs()));
  }

  private static void check(Architecture architecture, DataSet data) {
    float[] parameters = Beginning.of(architecture, Samples.SEED);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (i % 13 - 6) / 50f; // so that no bias is zero
    }
    // One step at rate one over all rows: what went is the gradient.
    float[] after = Trainer.train(architecture, parameters, data, Samples.sgd(64, 1, 1_000_000));
    double[] p = new double[parameters.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = parameters[i];
    }
    double largest = 0;
    for (int i = 0; i < p.length; i++) {
      double step = 1e-5;
      p[i] = parameters[i] + step;
      double above = Reference.loss(architecture, p, data);
      p[i] = parameters[i] - step;
      double below = Reference.loss(architecture, p, data);
      p[i] = parameters[i];
      double slope = (above - below) / (2 * step);
      largest = Math.max(largest, Math.abs(slope));
      assertThat((double) parameters[i] - after[i])
          .as("slope of parameter %d", i)
          .isCloseTo(slope, offset(2e-6));
    }
    assertThat(largest).isGreaterThan(0.05);
    assertThat(Evaluation.lossNano(architecture, parameters, data) / 1e9)
        .isCloseTo(Reference.loss(architecture, p, data), offset(1e-6));
  }
}
