package polder.networks.learning.train;

import java.util.Arrays;
import java.util.Optional;

/** In which form participants send what training changed. */
public enum Exchange {
  /** Steps of 2⁻¹⁶: four bytes a parameter. */
  FINE("fine") {
    @Override
    public Quantised of(float[] before, float[] after) {
      return Quantised.Fine.of(before, after);
    }
  },
  /** Steps of a 127th of the largest change, at most: a byte a parameter. */
  INT8("int8") {
    @Override
    public Quantised of(float[] before, float[] after) {
      return Quantised.Coarse.of(before, after);
    }
  };

  private final String code;

  Exchange(String code) {
    this.code = code;
  }

  /** As a task's file says it. */
  public String code() {
    return code;
  }

  /** The one that {@code code} says, if there is one. */
  public static Optional<Exchange> of(String code) {
    return Arrays.stream(values()).filter(its -> its.code.equals(code)).findFirst();
  }

  /**
   * What is between two sets of parameters.
   *
   * @throws IllegalArgumentException if they are not as many, none, or not finite
   */
  public abstract Quantised of(float[] before, float[] after);
}
