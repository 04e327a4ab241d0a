package polder.app;

import java.util.List;
import java.util.Optional;
import polder.adapters.parquet.ParquetFormat;
import polder.node.readings.CsvFormat;
import polder.node.readings.GeoJsonFormat;
import polder.ports.readings.ReadingFormat;

/** The forms in which readings are handed out: a new one is one line here. */
public final class ReadingFormats {
  /** All of them, the usual one first. */
  public static final List<ReadingFormat> ALL =
      List.of(new CsvFormat(), new GeoJsonFormat(), new ParquetFormat());

  private ReadingFormats() {}

  /** The one of this name. */
  public static Optional<ReadingFormat> named(String name) {
    return ALL.stream().filter(format -> format.name().equals(name)).findFirst();
  }

  /** Their names. */
  public static List<String> names() {
    return ALL.stream().map(ReadingFormat::name).toList();
  }
}
