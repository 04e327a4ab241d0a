package polder.networks.learning.train;

import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a model. Its parameters are one flat array: the blocks of {@link #blocks} one after
 * the other, each matrix by rows (outputs) and within them by columns (inputs), as PyTorch keeps
 * them too.
 */
public sealed interface Architecture {
  /** The most parameters of a model. */
  int LARGEST = 1 << 24;

  /** The most {@link #values}. */
  int LARGEST_ROW = 1 << 18;

  /** The most outputs, features, steps or units of one layer. */
  int WIDEST = 1 << 14;

  /** Numbers in one row of inputs. */
  int inputs();

  /** Numbers in one row of outputs: quantities forecast, or classes. */
  int outputs();

  /** Numbers that a model keeps of one row while it learns, by which its memory is bounded. */
  int values();

  /** The parameters' blocks, in their order. */
  List<Block> blocks();

  /** How many parameters there are. */
  default int parameterCount() {
    return (int) count(blocks());
  }

  /**
   * One matrix or vector of parameters.
   *
   * @param name for people: {@code weight 1}, {@code bias 1}
   * @param rows its outputs
   * @param columns its inputs; 1 for a vector of biases
   * @param bias whether it is such a vector, which starts at zero
   */
  record Block(String name, int rows, int columns, boolean bias) {
    /** How many parameters it holds. */
    public int size() {
      return rows * columns;
    }
  }

  /** Each output is a weighted sum of all inputs, and a bias. */
  record Linear(int inputs, int outputs) implements Architecture {
    public Linear {
      within("inputs", inputs);
      within("outputs", outputs);
      bounded(layers(inputs, List.of(), outputs), (long) inputs + outputs);
    }

    @Override
    public int values() {
      return inputs + outputs;
    }

    @Override
    public List<Block> blocks() {
      return layers(inputs, List.of(), outputs);
    }
  }

  /**
   * Hidden layers, each of so many units, and a last one without activation.
   *
   * @param hidden 1 to 16 sizes
   */
  record Mlp(int inputs, List<Integer> hidden, int outputs, Activation activation)
      implements Architecture {
    public Mlp {
      hidden = List.copyOf(hidden);
      within("inputs", inputs);
      within("outputs", outputs);
      if (hidden.isEmpty() || hidden.size() > 16) {
        throw new IllegalArgumentException(
            "an MLP has 1 to 16 hidden layers, not " + hidden.size());
      }
      hidden.forEach(size -> within("units of a hidden layer", size));
      bounded(layers(inputs, hidden, outputs), values(inputs, hidden, outputs));
    }

    private static int values(int inputs, List<Integer> hidden, int outputs) {
      int sum = inputs + outputs;
      for (int size : hidden) {
        sum += size;
      }
      return sum;
    }

    @Override
    public int values() {
      return values(inputs, hidden, outputs);
    }

    @Override
    public List<Block> blocks() {
      return layers(inputs, hidden, outputs);
    }
  }

  /**
   * One layer of gated recurrent units (Cho et al. 2014, in the variant of PyTorch and cuDNN) over
   * {@code steps} steps, and a linear layer on the last hidden state. A row of inputs is the first
   * step's features, then the second's, and so on. The gates stand in the order reset, update, new:
   *
   * <pre>
   * r = σ(W_r x + b_r + U_r h + c_r)       z = σ(W_z x + b_z + U_z h + c_z)
   * n = tanh(W_n x + b_n + r (U_n h + c_n))   h ← n + z (h − n)
   * </pre>
   */
  record Gru(int steps, int features, int hidden, int outputs) implements Architecture {
    public Gru {
      within("steps", steps);
      within("features", features);
      within("hidden units", hidden);
      within("outputs", outputs);
      bounded(gruBlocks(features, hidden, outputs), values(steps, features, hidden) + outputs);
    }

    private static long values(int steps, int features, int hidden) {
      return (long) steps * (features + 5L * hidden);
    }

    @Override
    public int values() {
      return (int) values(steps, features, hidden) + outputs;
    }

    @Override
    public int inputs() {
      return steps * features;
    }

    @Override
    public List<Block> blocks() {
      return gruBlocks(features, hidden, outputs);
    }
  }

  private static List<Block> gruBlocks(int features, int hidden, int outputs) {
    return List.of(
        new Block("input weight", 3 * hidden, features, false),
        new Block("recurrent weight", 3 * hidden, hidden, false),
        new Block("input bias", 3 * hidden, 1, true),
        new Block("recurrent bias", 3 * hidden, 1, true),
        new Block("head weight", outputs, hidden, false),
        new Block("head bias", outputs, 1, true));
  }

  private static List<Block> layers(int inputs, List<Integer> hidden, int outputs) {
    List<Block> blocks = new ArrayList<>();
    int before = inputs;
    for (int i = 0; i <= hidden.size(); i++) {
      int size = i < hidden.size() ? hidden.get(i) : outputs;
      blocks.add(new Block("weight " + (i + 1), size, before, false));
      blocks.add(new Block("bias " + (i + 1), size, 1, true));
      before = size;
    }
    return List.copyOf(blocks);
  }

  private static void within(String what, int size) {
    if (size < 1 || size > WIDEST) {
      throw new IllegalArgumentException(
          "a model has 1 to " + WIDEST + " " + what + ", not " + size);
    }
  }

  private static void bounded(List<Block> blocks, long values) {
    if (values > LARGEST_ROW) {
      throw new IllegalArgumentException(
          "a model keeps at most " + LARGEST_ROW + " numbers of a row, not " + values);
    }
    long count = count(blocks);
    if (count > LARGEST) {
      throw new IllegalArgumentException(
          "a model has at most " + LARGEST + " parameters, not " + count);
    }
  }

  private static long count(List<Block> blocks) {
    long count = 0;
    for (Block block : blocks) {
      count += (long) block.rows() * block.columns();
    }
    return count;
  }
}
