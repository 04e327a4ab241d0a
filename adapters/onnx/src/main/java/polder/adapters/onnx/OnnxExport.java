package polder.adapters.onnx;

import java.util.Arrays;
import java.util.List;
import polder.adapters.onnx.OnnxGraph.Attribute;
import polder.networks.learning.train.Activation;
import polder.networks.learning.train.Architecture;

/**
 * Writes a model as an ONNX file: from the input {@code x}, rows as the trainer reads them, to the
 * output {@code y}, rows as it gives them (for classes what softmax takes). The same model gives
 * the same bytes.
 */
public final class OnnxExport {
  static final String INPUT = "x";
  static final String OUTPUT = "y";

  private final OnnxGraph graph = new OnnxGraph("polder");
  private final float[] parameters;
  private int at;

  private OnnxExport(float[] parameters) {
    this.parameters = parameters;
  }

  /**
   * The file's bytes.
   *
   * @throws IllegalArgumentException if there are not as many parameters as the architecture has
   */
  public static byte[] of(Architecture architecture, float[] parameters) {
    if (parameters.length != architecture.parameterCount()) {
      throw new IllegalArgumentException(
          "the model has "
              + architecture.parameterCount()
              + " parameters, not "
              + parameters.length);
    }
    OnnxExport export = new OnnxExport(parameters);
    export.graph.input(INPUT, architecture.inputs()).output(OUTPUT, architecture.outputs());
    switch (architecture) {
      case Architecture.Linear linear ->
          export.affine(INPUT, OUTPUT, linear.inputs(), linear.outputs());
      case Architecture.Mlp mlp -> export.layers(mlp);
      case Architecture.Gru gru -> export.recurrent(gru);
    }
    return export.graph.toByteArray();
  }

  private void layers(Architecture.Mlp mlp) {
    String before = INPUT;
    int width = mlp.inputs();
    for (int i = 0; i < mlp.hidden().size(); i++) {
      String sum = "sum" + i;
      affine(before, sum, width, mlp.hidden().get(i));
      before = "layer" + i;
      graph.node(
          mlp.activation() == Activation.RELU ? "Relu" : "Tanh", List.of(sum), List.of(before));
      width = mlp.hidden().get(i);
    }
    affine(before, OUTPUT, width, mlp.outputs());
  }

  private void affine(String from, String to, int inputs, int outputs) {
    graph.constant(to + ".weight", take(inputs * outputs), outputs, inputs);
    graph.constant(to + ".bias", take(outputs), outputs);
    graph.node(
        "Gemm",
        List.of(from, to + ".weight", to + ".bias"),
        List.of(to),
        Attribute.of("transB", 1));
  }

  private void recurrent(Architecture.Gru gru) {
    int hidden = gru.hidden();
    graph.numbers("shape", 0, gru.steps(), gru.features());
    graph.node("Reshape", List.of(INPUT, "shape"), List.of("by row"));
    graph.node(
        "Transpose",
        List.of("by row"),
        List.of("by step"),
        Attribute.list("perm", List.of(1L, 0L, 2L)));
    graph.constant("gru.weight", gates(3 * hidden * gru.features()), 1, 3 * hidden, gru.features());
    graph.constant("gru.recurrence", gates(3 * hidden * hidden), 1, 3 * hidden, hidden);
    float[] biases = Arrays.copyOf(gates(3 * hidden), 6 * hidden);
    System.arraycopy(gates(3 * hidden), 0, biases, 3 * hidden, 3 * hidden);
    graph.constant("gru.bias", biases, 1, 6 * hidden);
    graph.node(
        "GRU",
        List.of("by step", "gru.weight", "gru.recurrence", "gru.bias"),
        List.of("", "state"),
        Attribute.of("hidden_size", hidden),
        Attribute.of("linear_before_reset", 1));
    graph.numbers("direction", 0);
    graph.node("Squeeze", List.of("state", "direction"), List.of("last state"));
    affine("last state", OUTPUT, hidden, gru.outputs());
  }

  /**
   * The next parameters, those of the reset gate after those of the update gate, as ONNX has it.
   */
  private float[] gates(int count) {
    float[] ours = take(count);
    float[] theirs = ours.clone();
    System.arraycopy(ours, 0, theirs, count / 3, count / 3);
    System.arraycopy(ours, count / 3, theirs, 0, count / 3);
    return theirs;
  }

  private float[] take(int count) {
    at += count;
    return Arrays.copyOfRange(parameters, at - count, at);
  }
}
