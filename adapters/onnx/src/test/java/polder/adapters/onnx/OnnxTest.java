package polder.adapters.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import polder.networks.learning.train.Activation;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.Beginning;
import polder.networks.learning.train.Evaluation;
import polder.protocol.Hash;

/** What ONNX Runtime makes of an exported model is what the trainer makes of it. */
class OnnxTest {
  static Stream<Architecture> architectures() {
    return Stream.of(
        new Architecture.Linear(7, 1),
        new Architecture.Linear(3, 9),
        new Architecture.Mlp(48, List.of(64, 64), 1, Activation.RELU),
        new Architecture.Mlp(5, List.of(33, 8, 4), 3, Activation.TANH),
        new Architecture.Gru(24, 4, 32, 2),
        new Architecture.Gru(1, 1, 1, 1));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void predictionsAreThoseOfTheTrainer(Architecture architecture) {
    float[] parameters = Beginning.of(architecture, Hash.ZERO);
    Random random = new Random(1);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += random.nextFloat(-0.2f, 0.2f); // biases too
    }
    float[] rows = new float[70 * architecture.inputs()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.nextFloat(-2, 2);
    }
    float[] expected = Evaluation.outputs(architecture, parameters, rows);
    byte[] file = OnnxExport.of(architecture, parameters);
    assertThat(OnnxExport.of(architecture, parameters)).isEqualTo(file);
    try (OnnxPredictor predictor = new OnnxPredictor(file)) {
      assertThat(predictor.inputs()).isEqualTo(architecture.inputs());
      assertThat(predictor.outputs()).isEqualTo(architecture.outputs());
      assertThat(predictor.predict(rows)).containsExactly(expected, offset(1e-5f));
      float[] one = Arrays.copyOf(rows, architecture.inputs());
      assertThat(predictor.predict(one))
          .containsExactly(Arrays.copyOf(expected, architecture.outputs()), offset(1e-5f));
      assertThatThrownBy(() -> predictor.predict(new float[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("0 inputs are no rows of " + architecture.inputs());
    }
  }

  @Test
  void whatIsNoModelIsRefused() {
    refused(new byte[0], "this file is no ONNX model that can be run here");
    refused("a text".getBytes(StandardCharsets.UTF_8), "export the model anew");
    byte[] file = OnnxExport.of(new Architecture.Linear(2, 1), new float[3]);
    refused(Arrays.copyOf(file, file.length / 2), "this file is no ONNX model");
    refused(new byte[OnnxPredictor.LARGEST + 1], "at most 83886080 bytes");
    OnnxGraph two = new OnnxGraph("two").input("x", 1).input("z", 1).output("y", 1);
    two.node("Add", List.of("x", "z"), List.of("y"));
    refused(two.toByteArray(), "it has 2 of one input");
    OnnxGraph flat = new OnnxGraph("flat").input("x", 3).output("y", 1);
    flat.node("Nonsense", List.of("x"), List.of("y"));
    refused(flat.toByteArray(), "Nonsense");
  }

  private static void refused(byte[] file, String by) {
    assertThatThrownBy(() -> new OnnxPredictor(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(by);
  }

  @Test
  void parametersOfAnotherModelAreRefused() {
    assertThatThrownBy(() -> OnnxExport.of(new Architecture.Linear(2, 1), new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the model has 3 parameters, not 2");
  }
}
