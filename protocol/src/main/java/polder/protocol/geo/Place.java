package polder.protocol.geo;

/**
 * A position on the Earth in integer micro-degrees (about 11 cm of latitude each), ordered by
 * latitude, then longitude.
 *
 * <p>The meridian of 180 degrees has one name: a longitude of 180,000,000 becomes -180,000,000. A
 * pole keeps the longitude it was given.
 *
 * @param latMicro latitude, north positive, from -90,000,000 to 90,000,000
 * @param lonMicro longitude, east positive, from -180,000,000 to 179,999,999
 */
public record Place(int latMicro, int lonMicro) implements Comparable<Place> {
  /** Micro-degrees in a degree. */
  public static final int MICROS = 1_000_000;

  private static final int MAX_LAT = 90 * MICROS;
  private static final int MAX_LON = 180 * MICROS;

  /**
   * Checks the ranges and gives the 180th meridian its one name.
   *
   * @throws IllegalArgumentException if the latitude is beyond 90 degrees or the longitude beyond
   *     180
   */
  public Place {
    if (latMicro < -MAX_LAT || latMicro > MAX_LAT) {
      throw new IllegalArgumentException("latitude beyond 90 degrees: " + latMicro);
    }
    if (lonMicro < -MAX_LON || lonMicro > MAX_LON) {
      throw new IllegalArgumentException("longitude beyond 180 degrees: " + lonMicro);
    }
    lonMicro = lonMicro == MAX_LON ? -MAX_LON : lonMicro;
  }

  @Override
  public int compareTo(Place other) {
    int order = Integer.compare(latMicro, other.latMicro);
    return order == 0 ? Integer.compare(lonMicro, other.lonMicro) : order;
  }

  /** Latitude and longitude in degrees with six decimals, such as {@code 52.520008,13.404954}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(24);
    appendDegrees(text, latMicro);
    text.append(',');
    appendDegrees(text, lonMicro);
    return text.toString();
  }

  private static void appendDegrees(StringBuilder text, int micro) {
    int size = Math.abs(micro);
    if (micro < 0) {
      text.append('-');
    }
    text.append(size / MICROS).append('.');
    // Counting from 1,000,000 keeps the leading zeros of the fraction.
    text.append(MICROS + size % MICROS).deleteCharAt(text.length() - 7);
  }
}
