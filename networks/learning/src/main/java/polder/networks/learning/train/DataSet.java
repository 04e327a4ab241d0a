package polder.networks.learning.train;

/**
 * Rows to learn from or to measure by. Whoever makes one hands its arrays over and must not change
 * them.
 *
 * @param columns numbers in one row of inputs: features, or steps times features
 * @param inputs row by row, all finite
 * @param targets one a row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DataSet(int columns, float[] inputs, Targets targets) {
  public DataSet {
    if (columns < 1 || inputs.length != (long) columns * targets.rows()) {
      throw new IllegalArgumentException(
          targets.rows() + " rows of " + columns + " inputs are not " + inputs.length + " numbers");
    }
    if (targets.rows() == 0) {
      throw new IllegalArgumentException("the data set is empty: it needs one row at least");
    }
    Finite.check("input", inputs, columns);
  }

  /** How many rows there are. */
  public int rows() {
    return targets.rows();
  }

  /**
   * Does nothing if a model of {@code architecture} can read it.
   *
   * @throws IllegalArgumentException if a row's inputs or targets are too few or many for it
   */
  void fits(Architecture architecture) {
    if (columns != architecture.inputs()) {
      throw new IllegalArgumentException(
          "the model reads rows of "
              + architecture.inputs()
              + " inputs, the data set has rows of "
              + columns);
    }
    if (targets.outputs() != architecture.outputs()) {
      throw new IllegalArgumentException(
          "the model gives "
              + architecture.outputs()
              + " outputs, the data set's targets need "
              + targets.outputs());
    }
  }
}
