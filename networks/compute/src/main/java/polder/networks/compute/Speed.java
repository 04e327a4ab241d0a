package polder.networks.compute;

import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * How fast a core of a machine is, as strangers timed it.
 *
 * @param fuel what it gets through in a second, in units of a program's fuel; 0 while it is unknown
 * @param strangers how many timed it, each of another owner; 0 while it is unknown
 */
public record Speed(long fuel, int strangers) {
  /** Of a machine that was not timed, or whose answers were wrong. */
  public static final Speed UNKNOWN = new Speed(0, 0);

  private static final int FIELDS = 2;

  /** Whether it is known. */
  public boolean isKnown() {
    return fuel > 0;
  }

  void write(CborWriter writer) {
    writer.beginArray(FIELDS).integer(fuel).integer(strangers);
  }

  static Speed read(CborReader reader) {
    reader.beginArray();
    return new Speed(reader.integer(), Math.toIntExact(reader.integer()));
  }
}
