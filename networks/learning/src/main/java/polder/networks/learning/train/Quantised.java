package polder.networks.learning.train;

import java.util.Arrays;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * What training changed about parameters, in integers: it is hashed, sent and added exactly.
 *
 * <p>Its bytes are canonical CBOR: {@code [0, steps]} for {@link Fine}, each step four bytes, the
 * least significant first; {@code [1, exponent, steps]} for {@link Coarse}, each step a byte.
 */
public sealed interface Quantised {
  /** How many parameters there are. */
  int size();

  /** The changes in units of {@link Fixed}: exact for both forms. */
  int[] units();

  /** The canonical bytes. */
  Bytes encode();

  /** The changes as real numbers: {@link #units} as the nearest {@code float}. */
  default float[] toFloats() {
    return Fixed.toFloats(units());
  }

  /** Steps of 2⁻¹⁶, each an {@code int} within ±{@link #LARGEST}: four bytes a parameter. */
  @SuppressWarnings("ArrayRecordComponent") // compared by what is in them
  record Fine(int[] steps) implements Quantised {
    /** The most steps: a change of almost 2048, which {@link Fixed} can tell too. */
    public static final int LARGEST = (1 << 27) - 1;

    private static final double STEP = 0x1p-16;
    private static final int UNITS = 16;

    /** Takes over the steps, which must not be changed again. */
    public Fine {
      Fixed.check(steps, LARGEST);
    }

    /**
     * What is between two sets of parameters, half to even; what is beyond ±{@link #LARGEST} stays
     * there.
     *
     * @throws IllegalArgumentException if they are not as many, none, or not finite
     */
    public static Fine of(float[] before, float[] after) {
      double[] changes = changes(before, after);
      int[] steps = new int[changes.length];
      for (int i = 0; i < steps.length; i++) {
        steps[i] = Fixed.nearest(changes[i], STEP, LARGEST);
      }
      return new Fine(steps);
    }

    @Override
    public int size() {
      return steps.length;
    }

    @Override
    public int[] units() {
      int[] units = new int[steps.length];
      for (int i = 0; i < units.length; i++) {
        units[i] = steps[i] * UNITS;
      }
      return units;
    }

    @Override
    public Bytes encode() {
      return new CborWriter().beginArray(2).integer(0).bytes(Fixed.littleEndian(steps)).toBytes();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Fine fine && Arrays.equals(steps, fine.steps);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(steps);
    }

    @Override
    public String toString() {
      return "Fine[" + steps.length + " parameters]";
    }
  }

  /**
   * Steps of one power of two, each within ±127: a byte a parameter.
   *
   * @param exponent of the step, −20 to 4; the smallest with which the largest change is within
   *     ±127, which is 4 at most: larger changes stay at the end
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by what is in them
  record Coarse(byte[] steps, int exponent) implements Quantised {
    /** The exponent of the smallest step, that of {@link Fixed}. */
    public static final int FINEST = -20;

    /** The exponent of the largest step: 127 of these are almost 2048. */
    public static final int COARSEST = 4;

    private static final int LARGEST = 127;

    /** Takes over the steps, which must not be changed again. */
    public Coarse {
      String fault = fault(steps, exponent);
      if (!fault.isEmpty()) {
        throw new IllegalArgumentException(fault);
      }
    }

    /**
     * What is between two sets of parameters, half to even.
     *
     * @throws IllegalArgumentException if they are not as many, none, or not finite
     */
    public static Coarse of(float[] before, float[] after) {
      double[] changes = changes(before, after);
      double largest = 0;
      for (double change : changes) {
        largest = Math.max(largest, Math.abs(change));
      }
      int exponent = FINEST;
      while (exponent < COARSEST && StrictMath.rint(largest / step(exponent)) > LARGEST) {
        exponent++;
      }
      byte[] steps = new byte[changes.length];
      for (int i = 0; i < steps.length; i++) {
        steps[i] = (byte) Fixed.nearest(changes[i], step(exponent), LARGEST);
      }
      return new Coarse(steps, exponent);
    }

    private static double step(int exponent) {
      return (1L << (exponent - FINEST)) * Fixed.UNIT;
    }

    private static String fault(byte[] steps, int exponent) {
      if (steps.length == 0 || steps.length > Architecture.LARGEST) {
        return "there are 1 to " + Architecture.LARGEST + " parameters, not " + steps.length;
      }
      if (exponent < FINEST || exponent > COARSEST) {
        return "the exponent is " + FINEST + " to " + COARSEST + ", not " + exponent;
      }
      int largest = 0;
      for (byte step : steps) {
        largest = Math.max(largest, Math.abs(step));
      }
      if (largest > LARGEST) {
        return "a step of −128 has no positive counterpart";
      }
      // With at most 63 the next finer step would have done.
      if (exponent > FINEST && largest <= LARGEST / 2) {
        return "the largest of the steps is " + largest + ", so the exponent could be smaller";
      }
      return "";
    }

    @Override
    public int size() {
      return steps.length;
    }

    @Override
    public int[] units() {
      int[] units = new int[steps.length];
      for (int i = 0; i < units.length; i++) {
        units[i] = steps[i] * (1 << (exponent - FINEST));
      }
      return units;
    }

    @Override
    public Bytes encode() {
      return new CborWriter().beginArray(3).integer(1).integer(exponent).bytes(steps).toBytes();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Coarse coarse
          && exponent == coarse.exponent
          && Arrays.equals(steps, coarse.steps);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(steps) + exponent;
    }

    @Override
    public String toString() {
      return "Coarse[" + steps.length + " parameters in steps of 2^" + exponent + "]";
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws CodecException if the bytes are anything else, or an update that is written otherwise
   */
  static Quantised decode(Bytes bytes) {
    CborReader reader = new CborReader(bytes);
    int items = reader.beginArray();
    long form = reader.integer();
    Quantised read;
    if (form == 0 && items == 2) {
      read = new Fine(Fixed.read(reader, Fine.LARGEST));
    } else if (form == 1 && items == 3) {
      read = coarse(reader);
    } else {
      throw new CodecException("no form of update is " + form + " with " + items + " items", 0);
    }
    reader.end();
    return read;
  }

  private static Coarse coarse(CborReader reader) {
    long exponent = reader.integer();
    int offset = reader.offset();
    byte[] steps = reader.bytes().toArray();
    int held = Math.clamp(exponent, Coarse.FINEST - 1, Coarse.COARSEST + 1);
    String fault = Coarse.fault(steps, held);
    if (!fault.isEmpty()) {
      throw new CodecException(fault, offset);
    }
    return new Coarse(steps, held);
  }

  private static double[] changes(float[] before, float[] after) {
    if (before.length != after.length || before.length == 0) {
      throw new IllegalArgumentException(
          "an update is between as many parameters, not " + before.length + " and " + after.length);
    }
    double[] changes = new double[before.length];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = (double) after[i] - before[i];
      if (!Double.isFinite(changes[i])) {
        throw new IllegalArgumentException(
            "parameter " + i + " went from " + before[i] + " to " + after[i]);
      }
    }
    return changes;
  }
}
