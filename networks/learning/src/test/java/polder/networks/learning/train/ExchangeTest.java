package polder.networks.learning.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import polder.networks.learning.train.Quantised.Coarse;
import polder.networks.learning.train.Quantised.Fine;

/** Participants who exchange nothing but quantised updates learn one model together. */
class ExchangeTest {
  private static final Architecture MLP =
      new Architecture.Mlp(2, List.of(16, 16), 1, Activation.TANH);
  private static final OuterRule DILOCO = new OuterRule(700_000, 900_000);

  @Test
  void bothFormsOfUpdatesLearnWhatNoneKnowsAlone() {
    DataSet low = product(-1, 0, 1);
    DataSet high = product(0, 1, 2);
    DataSet all = product(-1, 1, 3);
    long alone =
        Evaluation.lossNano(
            MLP,
            Trainer.train(MLP, Beginning.of(MLP, Samples.SEED), low, Samples.adam(32, 600, 3_000)),
            all);
    long fine = lossOfRounds(Fine::of, low, high, all);
    long coarse = lossOfRounds(Coarse::of, low, high, all);
    assertThat(alone).isGreaterThan(10_000_000);
    assertThat(fine).isLessThan(3_000_000);
    assertThat(coarse).isLessThan(3_000_000);
  }

  private static long lossOfRounds(
      BiFunction<float[], float[], Quantised> form, DataSet low, DataSet high, DataSet all) {
    GlobalModel model = GlobalModel.of(Beginning.of(MLP, Samples.SEED));
    for (int round = 0; round < 30; round++) {
      float[] before = model.toFloats();
      int[] mean = new int[before.length];
      for (DataSet data : List.of(low, high)) {
        float[] after = Trainer.train(MLP, before, data, Samples.adam(32, 20, 3_000));
        int[] units = Quantised.decode(form.apply(before, after).encode()).units();
        Arrays.setAll(mean, i -> mean[i] + units[i] / 2);
      }
      model = GlobalModel.decode(model.step(DILOCO, mean).encode());
    }
    return Evaluation.lossNano(MLP, model.toFloats(), all);
  }

  /** Rows of the product of two numbers, of which the first is within bounds. */
  private static DataSet product(float from, float to, int seed) {
    Random random = new Random(seed);
    int rows = 300;
    float[] inputs = new float[2 * rows];
    float[] targets = new float[rows];
    for (int i = 0; i < rows; i++) {
      inputs[2 * i] = random.nextFloat(from, to);
      inputs[2 * i + 1] = random.nextFloat(-1, 1);
      targets[i] = inputs[2 * i] * inputs[2 * i + 1];
    }
    return new DataSet(2, inputs, new Targets.Numbers(1, targets));
  }
}
