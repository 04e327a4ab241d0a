package polder.networks.learning.train;

import java.util.Arrays;
import java.util.List;
import polder.networks.learning.train.Architecture.Block;
import polder.protocol.Hash;

/** The parameters that training begins with. */
public final class Beginning {
  private Beginning() {}

  /**
   * Weights drawn evenly from ±√(6 ÷ (inputs + outputs)) of their block (Glorot and Bengio, 2010;
   * the three gates of recurrent units count each for itself), biases zero.
   */
  public static float[] of(Architecture architecture, Hash seed) {
    Draws draws = new Draws(seed, "parameters");
    float[] parameters = new float[architecture.parameterCount()];
    int at = 0;
    for (Block block : architecture.blocks()) {
      if (!block.bias()) {
        float limit = limit(architecture, block);
        for (int i = 0; i < block.size(); i++) {
          parameters[at + i] = draws.around() * limit;
        }
      }
      at += block.size();
    }
    return parameters;
  }

  /**
   * As {@link #of}, but the last layer is zero: whatever it reads, the model says zero, or every
   * class alike. Else a round would pay for updates that do no more than undo what was drawn.
   */
  public static float[] silent(Architecture architecture, Hash seed) {
    float[] parameters = of(architecture, seed);
    List<Block> blocks = architecture.blocks();
    int last = blocks.getLast().size() + blocks.get(blocks.size() - 2).size();
    Arrays.fill(parameters, parameters.length - last, parameters.length, 0);
    return parameters;
  }

  private static float limit(Architecture architecture, Block block) {
    boolean gates =
        architecture instanceof Architecture.Gru gru
            && block.rows() == 3 * gru.hidden()
            && !block.name().startsWith("head");
    int outputs = gates ? block.rows() / 3 : block.rows();
    return (float) StrictMath.sqrt(6.0 / (block.columns() + outputs));
  }
}
