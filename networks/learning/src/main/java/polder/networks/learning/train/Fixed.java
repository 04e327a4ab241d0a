package polder.networks.learning.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CodecException;

/**
 * Parameters and their changes as integers, of which one is 2⁻²⁰. An {@code int} reaches from −2048
 * to 2048; what would be beyond stays at the end.
 */
public final class Fixed {
  /** What one is, as a real number. */
  public static final double UNIT = 0x1p-20;

  /** The largest value; the smallest is its negative. */
  public static final int LARGEST = Integer.MAX_VALUE;

  private static final long PPM = 1_000_000;

  private Fixed() {}

  /** {@code value}, or what of ±{@link #LARGEST} is nearest. */
  public static int saturated(long value) {
    return Math.clamp(value, -LARGEST, LARGEST);
  }

  /**
   * {@code value} times so many millionths, half to even.
   *
   * @param value within ±2³³
   * @param ppm 0 to 10,000,000
   */
  public static long scaled(long value, long ppm) {
    long product = Math.multiplyExact(value, ppm);
    long below = Math.floorDiv(product, PPM);
    long twice = 2 * Math.floorMod(product, PPM);
    boolean up = twice > PPM || (twice == PPM && (below & 1) == 1);
    return up ? below + 1 : below;
  }

  /** The nearest {@code float} of each, half to even: exact within ±16. */
  public static float[] toFloats(int[] values) {
    float[] reals = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      reals[i] = (float) (values[i] * UNIT);
    }
    return reals;
  }

  /** {@code real} in units of {@code unit}, half to even, within ±{@code limit}. */
  static int nearest(double real, double unit, int limit) {
    return (int) Math.clamp(StrictMath.rint(real / unit), -limit, limit);
  }

  /** Each as four bytes, the least significant first. */
  static byte[] littleEndian(int[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Integer.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return bytes.array();
  }

  /**
   * Reads what {@link #littleEndian} wrote.
   *
   * @throws CodecException if there are none, too many, or one is beyond ±{@code limit}
   */
  static int[] read(CborReader reader, int limit) {
    int offset = reader.offset();
    Bytes bytes = reader.bytes();
    int count = bytes.size() / Integer.BYTES;
    if (count == 0 || count > Architecture.LARGEST || bytes.size() % Integer.BYTES != 0) {
      throw new CodecException(
          bytes.size() + " bytes are not 1 to " + Architecture.LARGEST + " parameters of 4 bytes",
          offset);
    }
    int[] values = new int[count];
    ByteBuffer.wrap(bytes.unsafeArray()).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
    for (int i = 0; i < values.length; i++) {
      if (values[i] < -limit || values[i] > limit) {
        throw new CodecException(
            "parameter " + i + " is " + values[i] + ", beyond " + limit, offset);
      }
    }
    return values;
  }

  /** Refuses none, too many, and what is beyond ±{@code limit}. */
  static void check(int[] values, int limit) {
    if (values.length == 0 || values.length > Architecture.LARGEST) {
      throw new IllegalArgumentException(
          "there are 1 to " + Architecture.LARGEST + " parameters, not " + values.length);
    }
    if (Arrays.stream(values).anyMatch(value -> value < -limit || value > limit)) {
      throw new IllegalArgumentException("a parameter is beyond ±" + limit);
    }
  }
}
