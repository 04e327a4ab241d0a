package polder.agent.learning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import polder.networks.learning.Briefing;
import polder.networks.learning.message.Origin;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.DataSet;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;

/**
 * What a person holds: a folder of CSV files. Of series, a file a device with a header that names
 * {@code time} (ISO 8601) and {@code value}, or readings as {@code polder export} writes them; of
 * classes, files whose last column is {@code class}.
 */
public final class LocalData {
  private static final int MOST_FILES = 10_000;

  private final Path folder;

  /** What lies in {@code folder}. */
  public LocalData(Path folder) {
    this.folder = folder;
  }

  /** Whether there is any file. */
  boolean isThere() throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.anyMatch(file -> file.toString().endsWith(".csv"));
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files =
          all.filter(file -> file.toString().endsWith(".csv"))
              .sorted()
              .limit(MOST_FILES + 1L)
              .toList();
      if (files.isEmpty()) {
        throw new IOException(folder + " holds no .csv files");
      }
      if (files.size() > MOST_FILES) {
        throw new IOException(folder + " holds more than " + MOST_FILES + " .csv files");
      }
      return files;
    }
  }

  /** Commits to all files, whatever they are called: whoever holds the same commits to the same. */
  public Hash commitment() throws IOException {
    List<Hash> hashes = new ArrayList<>();
    for (Path file : files()) {
      hashes.add(Hash.sha256(Files.readAllBytes(file)));
    }
    hashes.sort(null);
    byte[][] parts = hashes.stream().map(Hash::toArray).toArray(byte[][]::new);
    return Hash.sha256(parts);
  }

  /**
   * The examples that a model of {@code architecture} reads.
   *
   * @throws IOException if a file cannot be read, naming it and its line, or there are no examples
   */
  public DataSet examples(Briefing.Source source, Architecture architecture) throws IOException {
    Rows rows = new Rows(architecture.inputs());
    switch (source) {
      case Briefing.Source.Series series -> {
        Windows windows = new Windows(series, architecture);
        for (Held held : series(series)) {
          windows.addAll(held.values(), rows);
        }
      }
      case Briefing.Source.Classes classes -> {
        for (Path file : files()) {
          classes(classes, CsvTable.read(file), rows);
        }
      }
    }
    if (rows.size() == 0) {
      throw new IOException(
          folder + " holds no example for this task: too few values, or too far apart");
    }
    return switch (source) {
      case Briefing.Source.Series series -> rows.numbers();
      case Briefing.Source.Classes classes -> rows.classes(classes.classes().size());
    };
  }

  /** All that is held of a series, in the order of files and devices. */
  List<Held> series(Briefing.Source.Series series) throws IOException {
    List<Held> held = new ArrayList<>();
    for (Path file : files()) {
      held.addAll(SeriesFile.read(series, file));
    }
    return held;
  }

  /**
   * Whose readings these are, where all of them were exported from a network.
   *
   * @throws IOException if they are of several networks, or of too many devices
   */
  Optional<Origin> origin(Briefing.Source source) throws IOException {
    if (!(source instanceof Briefing.Source.Series series)) {
      return Optional.empty();
    }
    List<Held> held = series(series);
    if (held.isEmpty() || held.stream().anyMatch(its -> its.whence().isEmpty())) {
      return Optional.empty();
    }
    List<Held.Whence> all = held.stream().flatMap(its -> its.whence().stream()).toList();
    SortedSet<DeviceId> devices =
        new TreeSet<>(all.stream().map(its -> its.source().device()).toList());
    List<String> networks = all.stream().map(its -> its.source().network()).distinct().toList();
    if (networks.size() > 1 || devices.size() > Origin.MOST_DEVICES) {
      throw new IOException(
          folder
              + " holds readings of "
              + devices.size()
              + " devices of "
              + String.join(", ", networks)
              + "; a participant trains on those of one network, of at most "
              + Origin.MOST_DEVICES
              + " devices");
    }
    return Optional.of(
        new Origin(
            networks.getFirst(),
            List.copyOf(devices),
            all.stream().mapToLong(Held.Whence::firstEpoch).min().orElseThrow(),
            all.stream().mapToLong(Held.Whence::lastEpoch).max().orElseThrow()));
  }

  private static void classes(Briefing.Source.Classes source, CsvTable table, Rows rows)
      throws IOException {
    int label = table.column("class");
    if (label != source.columns() || table.columns() != source.columns() + 1) {
      throw table.error(
          -1, "the task reads " + source.columns() + " columns, and then the one called class");
    }
    for (int row = 0; row < table.rows(); row++) {
      int its = source.classes().indexOf(table.cell(row, label));
      if (its < 0) {
        throw table.error(row, "its class is none of " + source.classes());
      }
      rows.add(numbers(table, row, source.columns()), its);
    }
  }

  /** A row of which the class is asked. */
  record Row(String name, float[] values) {}

  /** Rows whose first columns are what the task reads. */
  List<Row> rows(Briefing.Source.Classes source) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (Path file : files()) {
      CsvTable table = CsvTable.read(file);
      for (int row = 0; row < table.rows(); row++) {
        rows.add(
            new Row(file.getFileName() + ":" + (row + 2), numbers(table, row, source.columns())));
      }
    }
    return rows;
  }

  private static float[] numbers(CsvTable table, int row, int columns) throws IOException {
    float[] numbers = new float[columns];
    try {
      for (int i = 0; i < columns; i++) {
        numbers[i] = Float.parseFloat(table.cell(row, i));
      }
    } catch (NumberFormatException e) {
      throw table.error(row, "what is no number", e);
    }
    return numbers;
  }
}
