package polder.networks.learning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import polder.protocol.Hash;

class TrainerTest {
  private static final Architecture LINEAR = new Architecture.Linear(3, 1);

  @Test
  void aLineIsFound() {
    DataSet data = line(200);
    float[] found =
        Trainer.train(
            LINEAR,
            Beginning.of(LINEAR, Samples.SEED),
            data,
            new Recipe(new Optimiser.Sgd(50_000, 900_000), 32, 300, Samples.SEED));
    assertThat(Evaluation.lossNano(LINEAR, found, data)).isLessThan(1_000);
    assertThat(found[0]).isBetween(1.999f, 2.001f);
    assertThat(found[1]).isBetween(-1.001f, -0.999f);
    assertThat(found[3]).isBetween(0.499f, 0.501f);
  }

  @Test
  void aCurveIsFoundWhichNoLineFits() {
    Random random = new Random(3);
    float[] inputs = Samples.inputs(random, 2 * 500);
    float[] targets = new float[500];
    for (int i = 0; i < 500; i++) {
      targets[i] = inputs[2 * i] * inputs[2 * i + 1];
    }
    DataSet data = new DataSet(2, inputs, new Targets.Numbers(1, targets));
    for (Activation activation : Activation.values()) {
      Architecture mlp = new Architecture.Mlp(2, List.of(16, 16), 1, activation);
      assertThat(lossAfter(mlp, data, 1_500, 5_000)).isLessThan(2_000_000);
    }
    Architecture linear = new Architecture.Linear(2, 1);
    assertThat(lossAfter(linear, data, 1_500, 5_000)).isGreaterThan(50_000_000);
  }

  @Test
  void unitsRememberWhatCameFirst() {
    Random random = new Random(4);
    int rows = 400;
    float[] inputs = Samples.inputs(random, rows * 8);
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = inputs[8 * i] > 0 ? 1 : 0;
    }
    DataSet data = new DataSet(8, inputs, new Targets.Classes(2, labels));
    assertThat(lossAfter(new Architecture.Gru(8, 1, 12, 2), data, 600, 10_000))
        .isLessThan(50_000_000);
  }

  private static long lossAfter(Architecture architecture, DataSet data, int steps, long ratePpm) {
    float[] initial = Beginning.of(architecture, Samples.SEED);
    float[] trained = Trainer.train(architecture, initial, data, Samples.adam(32, steps, ratePpm));
    return Evaluation.lossNano(architecture, trained, data);
  }

  @Test
  void theSeedAloneDecidesTheOrder() {
    DataSet data = line(50);
    float[] initial = Beginning.of(LINEAR, Samples.SEED);
    Recipe recipe = Samples.adam(7, 40, 1_000);
    float[] one = Trainer.train(LINEAR, initial, data, recipe);
    assertThat(Trainer.train(LINEAR, initial, data, recipe)).isEqualTo(one);
    Recipe other = new Recipe(recipe.optimiser(), 7, 40, Hash.ZERO);
    assertThat(Trainer.train(LINEAR, initial, data, other)).isNotEqualTo(one);
    assertThat(Beginning.of(LINEAR, Hash.ZERO)).isNotEqualTo(initial);
  }

  @Test
  void noStepsChangeNothingAndTheInitialParametersStay() {
    DataSet data = line(9);
    float[] initial = Beginning.of(LINEAR, Samples.SEED);
    float[] before = initial.clone();
    assertThat(Trainer.train(LINEAR, initial, data, Samples.sgd(4, 0, 1))).isEqualTo(before);
    assertThat(Trainer.train(LINEAR, initial, data, Samples.sgd(4, 5, 1000))).isNotEqualTo(before);
    assertThat(initial).isEqualTo(before);
  }

  @Test
  void whatElseIsInABatchChangesNoBit() {
    Architecture gru = new Architecture.Gru(4, 2, 5, 2);
    float[] parameters = Beginning.of(gru, Samples.SEED);
    float[] inputs = Samples.inputs(new Random(5), 300 * 8);
    float[] all = Evaluation.outputs(gru, parameters, inputs);
    for (int row : new int[] {0, 17, 255, 256, 299}) {
      float[] alone =
          Evaluation.outputs(gru, parameters, Arrays.copyOfRange(inputs, 8 * row, 8 * row + 8));
      assertThat(alone).isEqualTo(Arrays.copyOfRange(all, 2 * row, 2 * row + 2));
    }
  }

  @Test
  void aLossBeyondTellingIsTheWorst() {
    DataSet data = line(3);
    assertThat(Evaluation.lossNano(LINEAR, new float[] {3e38f, 3e38f, 3e38f, 3e38f}, data))
        .isEqualTo(Evaluation.WORST);
  }

  @Test
  void trainingThatDivergesSaysSo() {
    assertThatThrownBy(
            () -> Trainer.train(LINEAR, new float[4], line(50), Samples.sgd(50, 5_000, 10_000_000)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("lower the learning rate");
  }

  @Test
  void whatDoesNotFitIsNamed() {
    float[] none = {};
    Targets one = new Targets.Numbers(1, new float[] {1});
    refused(
        () -> new DataSet(2, new float[] {1, Float.NaN}, one), "input 1 of row 0 is NaN: leave");
    refused(
        () -> new Targets.Numbers(1, new float[] {1, Float.POSITIVE_INFINITY}),
        "target 0 of row 1 is Infinity");
    refused(() -> new DataSet(2, none, new Targets.Numbers(1, none)), "the data set is empty");
    refused(() -> new DataSet(2, new float[3], one), "1 rows of 2 inputs are not 3 numbers");
    refused(() -> new Targets.Numbers(2, new float[3]), "cut into rows of 2");
    refused(() -> new Targets.Classes(2, new int[] {0, 2}), "row 1 has class 2");
    refused(() -> new Targets.Classes(1, new int[] {0}), "at least 2 classes");
    DataSet narrow = new DataSet(2, new float[2], one);
    refused(
        () -> Evaluation.lossNano(LINEAR, new float[4], narrow),
        "reads rows of 3 inputs, the data set has rows of 2");
    DataSet wide = new DataSet(3, new float[3], new Targets.Numbers(2, new float[2]));
    refused(
        () -> Evaluation.lossNano(LINEAR, new float[4], wide), "gives 1 outputs, the data set's");
    refused(() -> Evaluation.lossNano(LINEAR, new float[5], line(1)), "has 4 parameters, not 5");
    refused(
        () -> Evaluation.lossNano(LINEAR, new float[] {0, 0, Float.NaN, 0}, line(1)),
        "parameter 2 is NaN");
    refused(() -> Evaluation.outputs(LINEAR, new float[4], new float[4]), "no rows of 3");
    refused(() -> new Architecture.Linear(0, 1), "inputs, not 0");
    refused(() -> new Architecture.Mlp(1, List.of(), 1, Activation.RELU), "hidden layers, not 0");
    refused(() -> new Architecture.Linear(16_000, 16_000), "at most 16777216 parameters");
    refused(() -> new Architecture.Gru(16_000, 1, 100, 1), "at most 262144 numbers of a row");
    Architecture lengthy = new Architecture.Gru(2_000, 1, 26, 1);
    DataSet many =
        new DataSet(2_000, new float[2_000 * 600], new Targets.Numbers(1, new float[600]));
    refused(
        () ->
            Trainer.train(
                lengthy, new float[lengthy.parameterCount()], many, Samples.sgd(600, 1, 1)),
        "choose a smaller batch");
    refused(() -> Samples.sgd(0, 1, 1), "a batch has 1 to 65536 rows, not 0");
    refused(() -> Samples.sgd(1, -1, 1), "steps, not -1");
    refused(() -> new Optimiser.Adam(0), "learning rate is 1 to");
    refused(() -> new Optimiser.Sgd(1, 1_000_000), "momentum is 0 to 999999");
  }

  private static void refused(ThrowingCallable what, String by) {
    assertThatThrownBy(what).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(by);
  }

  /** Rows of 2a − b + ½. */
  private static DataSet line(int rows) {
    float[] inputs = Samples.inputs(new Random(6), 3 * rows);
    float[] targets = new float[rows];
    for (int i = 0; i < rows; i++) {
      targets[i] = 2 * inputs[3 * i] - inputs[3 * i + 1] + 0.5f;
    }
    return new DataSet(3, inputs, new Targets.Numbers(1, targets));
  }
}
