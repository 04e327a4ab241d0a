package polder.networks.learning.train;

/** What a model gives for data, and how far that is from what it should give. */
public final class Evaluation {
  /** The loss of a model that gave something infinite, no number, or too far off to tell. */
  public static final long WORST = Long.MAX_VALUE;

  private static final double NANO = 1e9;
  // Each example's bits are the same whatever else is in its batch.
  private static final int BATCH = 256;

  private Evaluation() {}

  /**
   * The mean loss over all rows in billionths, half to even; {@link #WORST} where it is no number
   * or 2⁵³ billionths and more. Summed in {@code double}, row by row.
   *
   * @throws IllegalArgumentException if architecture, parameters and data do not fit each other, or
   *     a parameter is not finite
   */
  public static long lossNano(Architecture architecture, float[] parameters, DataSet data) {
    Finite.parameters(architecture, parameters);
    data.fits(architecture);
    Subnormals.check(data.columns() + 1);
    int batch = Math.min(BATCH, data.rows());
    Network network = Network.of(architecture, batch);
    network.load(parameters);
    int[] rows = inOrder(data.rows());
    double sum = 0;
    for (int from = 0; from < rows.length; from += batch) {
      int n = Math.min(batch, rows.length - from);
      float[][] outputs = network.forward(data.inputs(), rows, from, n);
      for (int b = 0; b < n; b++) {
        sum += Losses.loss(data.targets(), outputs, b, from + b);
      }
    }
    double nano = StrictMath.rint(sum / rows.length * NANO);
    return nano < 0x1p53 ? (long) nano : WORST;
  }

  /**
   * What a model gives, row by row.
   *
   * @param inputs whole rows, row by row
   * @throws IllegalArgumentException if architecture, parameters and inputs do not fit each other,
   *     or a number is not finite
   */
  public static float[] outputs(Architecture architecture, float[] parameters, float[] inputs) {
    Finite.parameters(architecture, parameters);
    Finite.check("input", inputs, architecture.inputs());
    if (inputs.length == 0 || inputs.length % architecture.inputs() != 0) {
      throw new IllegalArgumentException(
          inputs.length + " inputs are no rows of " + architecture.inputs());
    }
    int[] rows = inOrder(inputs.length / architecture.inputs());
    int batch = Math.min(BATCH, rows.length);
    Network network = Network.of(architecture, batch);
    network.load(parameters);
    int width = architecture.outputs();
    float[] all = new float[Math.multiplyExact(rows.length, width)];
    for (int from = 0; from < rows.length; from += batch) {
      int n = Math.min(batch, rows.length - from);
      float[][] outputs = network.forward(inputs, rows, from, n);
      for (int b = 0; b < n; b++) {
        for (int i = 0; i < width; i++) {
          all[(from + b) * width + i] = outputs[i][b];
        }
      }
    }
    return all;
  }

  /** The numbers from 0 to below {@code count}. */
  static int[] inOrder(int count) {
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = i;
    }
    return rows;
  }
}
