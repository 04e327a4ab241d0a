package polder.networks.learning.train;

import java.util.Arrays;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * The model that all participants share, in whole units of {@link Fixed}: its parameters, and what
 * outer steps carry on from round to round. Participants begin from {@link #toFloats}.
 *
 * @param parameters the model's
 * @param momentum the running sum of changes, as many
 */
@SuppressWarnings("ArrayRecordComponent") // compared by what is in them
public record GlobalModel(int[] parameters, int[] momentum) {
  private static final int FORM = 2;

  /** Takes over both, which must not be changed again. */
  public GlobalModel {
    Fixed.check(parameters, Fixed.LARGEST);
    Fixed.check(momentum, Fixed.LARGEST);
    if (parameters.length != momentum.length) {
      throw new IllegalArgumentException(
          "there must be as many parameters as momenta, not "
              + parameters.length
              + " and "
              + momentum.length);
    }
  }

  /**
   * A model that begins with these parameters, each rounded to the nearest unit, half to even.
   *
   * @throws IllegalArgumentException if there are none, or one is not within ±2048
   */
  public static GlobalModel of(float[] parameters) {
    int[] units = new int[parameters.length];
    for (int i = 0; i < units.length; i++) {
      if (!(Math.abs(parameters[i]) < 2048)) {
        throw new IllegalArgumentException(
            "parameter " + i + " is " + parameters[i] + ", which is not within ±2048");
      }
      units[i] = Fixed.nearest(parameters[i], Fixed.UNIT, Fixed.LARGEST);
    }
    return new GlobalModel(units, new int[units.length]);
  }

  /** The parameters as the nearest {@code float} each, half to even: exact within ±16. */
  public float[] toFloats() {
    return Fixed.toFloats(parameters);
  }

  /**
   * The model after a round: stochastic gradient descent with Nesterov's momentum, for which the
   * participants' joint change is the negative gradient (DiLoCo, Douillard et al. 2023):
   *
   * <pre>
   * v ← u + μ v        p ← p + η (u + μ v)
   * </pre>
   *
   * Each product is rounded to a unit, half to even; each sum stays within ±{@link Fixed#LARGEST}.
   *
   * @param change u, what the participants' updates came to, in units of {@link Fixed}
   * @throws IllegalArgumentException if there are not as many changes as parameters
   */
  public GlobalModel step(OuterRule rule, int[] change) {
    if (change.length != parameters.length) {
      throw new IllegalArgumentException(
          "the model has " + parameters.length + " parameters, the change " + change.length);
    }
    int[] carried = new int[change.length];
    int[] moved = new int[change.length];
    for (int i = 0; i < change.length; i++) {
      carried[i] = Fixed.saturated(change[i] + Fixed.scaled(momentum[i], rule.momentumPpm()));
      long step = change[i] + Fixed.scaled(carried[i], rule.momentumPpm());
      moved[i] = Fixed.saturated(parameters[i] + Fixed.scaled(step, rule.ratePpm()));
    }
    return new GlobalModel(moved, carried);
  }

  /** Canonical CBOR {@code [2, parameters, momentum]}, each value four bytes, the least first. */
  public Bytes encode() {
    return new CborWriter()
        .beginArray(3)
        .integer(FORM)
        .bytes(Fixed.littleEndian(parameters))
        .bytes(Fixed.littleEndian(momentum))
        .toBytes();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws CodecException if the bytes are anything else
   */
  public static GlobalModel decode(Bytes bytes) {
    CborReader reader = new CborReader(bytes);
    if (reader.beginArray() != 3 || reader.integer() != FORM) {
      throw new CodecException("a model is an array of 3 items that begins with " + FORM, 0);
    }
    int[] parameters = Fixed.read(reader, Fixed.LARGEST);
    int offset = reader.offset();
    int[] momentum = Fixed.read(reader, Fixed.LARGEST);
    if (parameters.length != momentum.length) {
      throw new CodecException(
          parameters.length + " parameters have " + momentum.length + " momenta", offset);
    }
    reader.end();
    return new GlobalModel(parameters, momentum);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GlobalModel model
        && Arrays.equals(parameters, model.parameters)
        && Arrays.equals(momentum, model.momentum);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(parameters) + Arrays.hashCode(momentum);
  }

  @Override
  public String toString() {
    return "GlobalModel[" + parameters.length + " parameters]";
  }
}
