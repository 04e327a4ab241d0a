package polder.networks.learning.train;

import polder.protocol.Hash;

/**
 * How a model is trained, in integers, so that rules can hold it.
 *
 * @param batch rows of one step, 1 to 65,536; the last batch of a pass over the data has what is
 *     left
 * @param steps how many steps are taken, 0 to 100,000,000
 * @param seed what the order of rows is drawn from; each pass over the data has an order of its own
 */
public record Recipe(Optimiser optimiser, int batch, int steps, Hash seed) {
  public Recipe {
    if (batch < 1 || batch > 1 << 16) {
      throw new IllegalArgumentException("a batch has 1 to " + (1 << 16) + " rows, not " + batch);
    }
    if (steps < 0 || steps > 100_000_000) {
      throw new IllegalArgumentException("a recipe has 0 to 100000000 steps, not " + steps);
    }
  }
}
