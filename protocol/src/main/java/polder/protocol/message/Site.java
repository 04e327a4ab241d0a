package polder.protocol.message;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.geo.Place;

/**
 * Where a fixed device stands, stated once at enrolment.
 *
 * @param place latitude and longitude
 * @param heightDecimeters height above sea level, from −5,000 to 100,000
 */
public record Site(Place place, int heightDecimeters) {
  private static final int MICRO_DECIMALS = 6;

  public Site {
    if (heightDecimeters < -5_000 || heightDecimeters > 100_000) {
      throw new IllegalArgumentException(
          "height must be from -500 m to 10000 m, not " + heightDecimeters / 10 + " m");
    }
  }

  /**
   * The site whose place is the point of a network's grid nearest to this, halves to the even.
   *
   * @param latitude degrees, north positive
   * @param longitude degrees, east positive
   * @param height metres above sea level
   * @param gridMicroDegrees distance of the grid's lines in micro-degrees, above 0
   * @throws IllegalArgumentException if this is no place on Earth
   */
  public static Site nearest(
      BigDecimal latitude, BigDecimal longitude, BigDecimal height, long gridMicroDegrees) {
    try {
      return new Site(
          new Place(onGrid(latitude, gridMicroDegrees), onGrid(longitude, gridMicroDegrees)),
          height.movePointRight(1).setScale(0, RoundingMode.HALF_EVEN).intValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("no coordinate is that large", e);
    }
  }

  private static int onGrid(BigDecimal degrees, long grid) {
    return degrees
        .movePointRight(MICRO_DECIMALS)
        .divide(BigDecimal.valueOf(grid), 0, RoundingMode.HALF_EVEN)
        .multiply(BigDecimal.valueOf(grid))
        .intValueExact();
  }

  /** Writes a site as an array of latitude, longitude and height; nil where there is none. */
  public static void write(Optional<Site> site, CborWriter writer) {
    site.ifPresentOrElse(
        its ->
            writer
                .beginArray(3)
                .integer(its.place().latMicro())
                .integer(its.place().lonMicro())
                .integer(its.heightDecimeters()),
        writer::nil);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws CodecException if it is neither nil nor three coordinates
   * @throws IllegalArgumentException if they are of no place on Earth
   */
  public static Optional<Site> read(CborReader reader) {
    if (reader.tryNil()) {
      return Optional.empty();
    }
    if (reader.beginArray() != 3) {
      throw new CodecException("a site is latitude, longitude and height", reader.offset());
    }
    Place place = new Place(coordinate(reader), coordinate(reader));
    return Optional.of(new Site(place, coordinate(reader)));
  }

  private static int coordinate(CborReader reader) {
    long number = reader.integer();
    if (number != (int) number) {
      throw new CodecException("no coordinate is as large as " + number, reader.offset());
    }
    return (int) number;
  }
}
