package polder.networks.learning.train;

/** Trains models. The same arguments give the same bits on every machine. */
public final class Trainer {
  /** The most numbers that are kept of one batch: half a gigabyte. */
  private static final int LARGEST_BATCH = 1 << 27;

  private Trainer() {}

  /**
   * The parameters after a recipe's steps on a data set, beginning with {@code initial}, which
   * stays as it is.
   *
   * @throws IllegalArgumentException if architecture, parameters and data do not fit each other, a
   *     parameter is not finite, or a batch is too large to be kept
   * @throws IllegalStateException if native code has changed how this thread computes
   * @throws ArithmeticException if a parameter has become infinite or no number at the end
   */
  public static float[] train(
      Architecture architecture, float[] initial, DataSet data, Recipe recipe) {
    Finite.parameters(architecture, initial);
    data.fits(architecture);
    if ((long) Math.min(recipe.batch(), data.rows()) * architecture.values() > LARGEST_BATCH) {
      throw new IllegalArgumentException(
          "a batch of "
              + recipe.batch()
              + " rows with "
              + architecture.values()
              + " numbers each has more than "
              + LARGEST_BATCH
              + ": choose a smaller batch");
    }
    Subnormals.check(recipe.batch() + 1);
    int capacity = Math.min(recipe.batch(), data.rows());
    Network network = Network.of(architecture, capacity);
    Descent descent = new Descent(recipe.optimiser(), initial.length);
    Order order = new Order(data.rows(), new Draws(recipe.seed(), "rows"));
    float[] parameters = initial.clone();
    float[] gradient = new float[initial.length];
    float[][] slopes = new float[architecture.outputs()][capacity];
    int from = data.rows();
    for (int step = 0; step < recipe.steps(); step++) {
      if (from == data.rows()) {
        order.shuffle();
        from = 0;
      }
      int n = Math.min(capacity, data.rows() - from);
      network.load(parameters);
      float[][] outputs = network.forward(data.inputs(), order.rows(), from, n);
      Losses.gradient(data.targets(), outputs, order.rows(), from, n, slopes);
      network.backward(slopes, n, gradient);
      descent.step(parameters, gradient);
      from += n;
    }
    if (!Finite.all(parameters)) {
      throw new ArithmeticException(
          "training diverged within "
              + recipe.steps()
              + " steps: a parameter is no finite number; lower the learning rate or scale the data");
    }
    return parameters;
  }

  /** The numbers of a data set's rows, in an order that is drawn anew for each pass. */
  private static final class Order {
    private final int[] rows;
    private final Draws draws;

    Order(int count, Draws draws) {
      rows = Evaluation.inOrder(count);
      this.draws = draws;
    }

    int[] rows() {
      return rows;
    }

    /** Fisher and Yates's shuffle, from the end. */
    void shuffle() {
      for (int i = rows.length - 1; i > 0; i--) {
        int other = draws.below(i + 1);
        int row = rows[i];
        rows[i] = rows[other];
        rows[other] = row;
      }
    }
  }
}
