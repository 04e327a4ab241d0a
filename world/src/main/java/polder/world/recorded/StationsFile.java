package polder.world.recorded;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.geo.Place;
import polder.protocol.message.Site;

/**
 * Reads a table of stations with the roles {@code device}, {@code lat}, {@code lon} (degrees) and,
 * where there are such columns, {@code height} (metres) and {@code owner}.
 */
final class StationsFile {
  private static final String DEVICE = "device";
  private static final String LAT = "lat";
  private static final String LON = "lon";
  private static final String HEIGHT = "height";
  private static final String OWNER = "owner";
  private static final int MOST_STATIONS = 1_000_000;
  private static final int MICRO_DECIMALS = 6;

  private final CsvReader rows;
  private final long gridMicroDegrees;
  private final int device;
  private final int lat;
  private final int lon;
  private final Optional<Integer> height;
  private final Optional<Integer> owner;

  private StationsFile(CsvReader rows, ColumnMap map, long gridMicroDegrees) throws IOException {
    this.rows = rows;
    this.gridMicroDegrees = gridMicroDegrees;
    List<String> unknown = map.others(List.of(DEVICE, LAT, LON, HEIGHT, OWNER));
    if (!unknown.isEmpty()) {
      throw new RecordedDataException(
          "a station has no '" + unknown.getFirst() + "': map device, lat, lon, height, owner");
    }
    this.device = rows.column(map.need(DEVICE));
    this.lat = rows.column(map.need(LAT));
    this.lon = rows.column(map.need(LON));
    this.height = column(rows, map, HEIGHT);
    this.owner = column(rows, map, OWNER);
  }

  private static Optional<Integer> column(CsvReader rows, ColumnMap map, String role)
      throws IOException {
    Optional<String> name = map.find(role);
    return name.isEmpty() ? Optional.empty() : Optional.of(rows.column(name.get()));
  }

  /**
   * The stations of {@code file}, by name.
   *
   * @param gridMicroDegrees places are rounded to multiples of this
   * @throws RecordedDataException if it is no such table or names a station twice
   */
  static SortedMap<String, RecordedStation> read(Path file, ColumnMap map, long gridMicroDegrees)
      throws IOException {
    SortedMap<String, RecordedStation> stations = new TreeMap<>();
    try (CsvReader rows = CsvReader.open(file)) {
      StationsFile table = new StationsFile(rows, map, gridMicroDegrees);
      while (rows.next()) {
        RecordedStation station = table.station();
        if (stations.put(station.name(), station) != null) {
          throw rows.wrong("station '" + station.name() + "' is there twice");
        }
        if (stations.size() > MOST_STATIONS) {
          throw rows.wrong("more than " + MOST_STATIONS + " stations");
        }
      }
    }
    return stations;
  }

  private RecordedStation station() throws RecordedDataException {
    String name = rows.text(device);
    if (name.isEmpty()) {
      throw rows.wrong(device, "is no name of a station");
    }
    Optional<BigDecimal> meters = height.isPresent() ? number(height.get()) : Optional.empty();
    String ownerName = owner.isPresent() ? rows.text(owner.get()) : "";
    return new RecordedStation(
        name, ownerName.isEmpty() ? name : ownerName, site(meters), meters.isPresent());
  }

  private Optional<Site> site(Optional<BigDecimal> meters) throws RecordedDataException {
    Optional<BigDecimal> latitude = number(lat);
    Optional<BigDecimal> longitude = number(lon);
    if (latitude.isEmpty() || longitude.isEmpty()) {
      return Optional.empty();
    }
    Place place = new Place(micro(lat, latitude.get(), 90), micro(lon, longitude.get(), 180));
    BigDecimal decimeters =
        meters.orElse(BigDecimal.ZERO).movePointRight(1).setScale(0, RoundingMode.HALF_EVEN);
    try {
      return Optional.of(new Site(place, decimeters.intValueExact()));
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw rows.wrong(height.orElseThrow(), "is no height from -500 m to 10000 m");
    }
  }

  /** Rounded to the grid; where that leaves the Earth, to the last line of the grid before. */
  private int micro(int column, BigDecimal degrees, int most) throws RecordedDataException {
    if (degrees.abs().compareTo(BigDecimal.valueOf(most)) > 0) {
      throw rows.wrong(column, "is beyond " + most + " degrees");
    }
    BigDecimal grid = BigDecimal.valueOf(gridMicroDegrees);
    BigDecimal micro = degrees.movePointRight(MICRO_DECIMALS);
    long lines = micro.divide(grid, 0, RoundingMode.HALF_EVEN).longValueExact();
    if (Math.abs(lines * gridMicroDegrees) > most * (long) Place.MICROS) {
      lines = micro.divide(grid, 0, RoundingMode.DOWN).longValueExact();
    }
    return Math.toIntExact(lines * gridMicroDegrees);
  }

  private Optional<BigDecimal> number(int column) throws RecordedDataException {
    if (MissingValue.is(rows.bytes(), rows.start(column), rows.end(column))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          PackedDecimal.unpack(
              PackedDecimal.parse(rows.bytes(), rows.start(column), rows.end(column))));
    } catch (IllegalArgumentException e) {
      throw rows.wrong(column, String.valueOf(e.getMessage()));
    }
  }
}
