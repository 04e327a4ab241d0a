package polder.networks.learning.train;

/** Refuses numbers that are none, and infinities. */
final class Finite {
  private Finite() {}

  /** Whether all are finite. */
  static boolean all(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Does nothing if all are finite.
   *
   * @throws IllegalArgumentException naming the first that is not, by row and column of {@code
   *     columns}
   */
  static void check(String what, float[] values, int columns) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            what
                + " "
                + i % columns
                + " of row "
                + i / columns
                + " is "
                + values[i]
                + ": leave that row out, or fill the gap");
      }
    }
  }

  /**
   * Does nothing if these can be the parameters of {@code architecture}.
   *
   * @throws IllegalArgumentException if they are too few or many, or one is not finite
   */
  static void parameters(Architecture architecture, float[] parameters) {
    if (parameters.length != architecture.parameterCount()) {
      throw new IllegalArgumentException(
          "the model has "
              + architecture.parameterCount()
              + " parameters, not "
              + parameters.length);
    }
    for (int i = 0; i < parameters.length; i++) {
      if (!Float.isFinite(parameters[i])) {
        throw new IllegalArgumentException("parameter " + i + " is " + parameters[i]);
      }
    }
  }
}
