package polder.networks.learning.train;

/** What a model should give for each row, and by that its loss. */
public sealed interface Targets {
  /** How many rows have a target. */
  int rows();

  /** How many outputs a model for them has. */
  int outputs();

  /**
   * Numbers to come near to; the loss is the mean of all squared differences.
   *
   * @param outputs numbers of a row
   * @param values row by row
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Numbers(int outputs, float[] values) implements Targets {
    public Numbers {
      if (outputs < 1 || values.length % outputs != 0) {
        throw new IllegalArgumentException(
            values.length + " targets cannot be cut into rows of " + outputs);
      }
      Finite.check("target", values, outputs);
    }

    @Override
    public int rows() {
      return values.length / outputs;
    }
  }

  /**
   * The class of each row; the loss is the mean negative logarithm of what softmax gives the class.
   *
   * @param classes how many there are, 2 at least
   * @param labels from 0 to below {@code classes}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Classes(int classes, int[] labels) implements Targets {
    public Classes {
      if (classes < 2) {
        throw new IllegalArgumentException("there must be at least 2 classes, not " + classes);
      }
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] < 0 || labels[i] >= classes) {
          throw new IllegalArgumentException(
              "row "
                  + i
                  + " has class "
                  + labels[i]
                  + ", which is not within 0 to "
                  + (classes - 1));
        }
      }
    }

    @Override
    public int rows() {
      return labels.length;
    }

    @Override
    public int outputs() {
      return classes;
    }
  }
}
