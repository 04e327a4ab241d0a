package polder.networks.learning.train;

import java.util.Arrays;
import java.util.List;

/** The same models once more, in {@code double} and as the formulas are written down. */
final class Reference {
  private Reference() {}

  static double[] outputs(Architecture architecture, double[] parameters, double[] row) {
    return switch (architecture) {
      case Architecture.Linear linear ->
          layers(parameters, row, List.of(), linear.outputs(), Activation.RELU);
      case Architecture.Mlp mlp ->
          layers(parameters, row, mlp.hidden(), mlp.outputs(), mlp.activation());
      case Architecture.Gru gru -> gru(gru, parameters, row);
    };
  }

  /** The mean loss of all rows. */
  static double loss(Architecture architecture, double[] parameters, DataSet data) {
    double sum = 0;
    for (int row = 0; row < data.rows(); row++) {
      double[] inputs = new double[data.columns()];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = data.inputs()[row * inputs.length + i];
      }
      double[] outputs = outputs(architecture, parameters, inputs);
      sum +=
          switch (data.targets()) {
            case Targets.Numbers numbers -> squared(numbers, outputs, row);
            case Targets.Classes classes -> crossEntropy(outputs, classes.labels()[row]);
          };
    }
    return sum / data.rows();
  }

  private static double squared(Targets.Numbers numbers, double[] outputs, int row) {
    double sum = 0;
    for (int i = 0; i < outputs.length; i++) {
      double off = outputs[i] - numbers.values()[row * outputs.length + i];
      sum += off * off;
    }
    return sum / outputs.length;
  }

  private static double crossEntropy(double[] outputs, int label) {
    double sum = 0;
    for (double output : outputs) {
      sum += StrictMath.exp(output);
    }
    return StrictMath.log(sum) - outputs[label];
  }

  private static double[] layers(
      double[] p, double[] row, List<Integer> hidden, int outputs, Activation activation) {
    double[] values = row;
    int at = 0;
    for (int layer = 0; layer <= hidden.size(); layer++) {
      boolean top = layer == hidden.size();
      int size = top ? outputs : hidden.get(layer);
      double[] sums = affine(p, at, at + size * values.length, size, values);
      at += size * values.length + size;
      if (!top) {
        for (int i = 0; i < size; i++) {
          sums[i] = activation == Activation.RELU ? Math.max(0, sums[i]) : StrictMath.tanh(sums[i]);
        }
      }
      values = sums;
    }
    return values;
  }

  private static double[] gru(Architecture.Gru gru, double[] p, double[] row) {
    int hidden = gru.hidden();
    int recurrent = 3 * hidden * gru.features();
    int bias = recurrent + 3 * hidden * hidden;
    int top = bias + 6 * hidden;
    double[] h = new double[hidden];
    for (int t = 0; t < gru.steps(); t++) {
      double[] x = Arrays.copyOfRange(row, t * gru.features(), (t + 1) * gru.features());
      double[] a = affine(p, 0, bias, 3 * hidden, x);
      double[] b = affine(p, recurrent, bias + 3 * hidden, 3 * hidden, h);
      double[] next = new double[hidden];
      for (int i = 0; i < hidden; i++) {
        double r = 1 / (1 + StrictMath.exp(-a[i] - b[i]));
        double z = 1 / (1 + StrictMath.exp(-a[hidden + i] - b[hidden + i]));
        double n = StrictMath.tanh(a[2 * hidden + i] + r * b[2 * hidden + i]);
        next[i] = (1 - z) * n + z * h[i];
      }
      h = next;
    }
    return affine(p, top, top + gru.outputs() * hidden, gru.outputs(), h);
  }

  private static double[] affine(double[] p, int weight, int bias, int size, double[] x) {
    double[] sums = new double[size];
    for (int i = 0; i < size; i++) {
      sums[i] = p[bias + i];
      for (int j = 0; j < x.length; j++) {
        sums[i] += p[weight + i * x.length + j] * x[j];
      }
    }
    return sums;
  }
}
