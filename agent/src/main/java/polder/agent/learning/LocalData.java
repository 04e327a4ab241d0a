package polder.agent.learning;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import polder.networks.learning.Briefing;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Targets;
import polder.protocol.Hash;

/**
 * What a person holds: a folder of CSV files. Of series, a file a device with a header that names
 * {@code time} (ISO 8601) and {@code value}; of classes, files whose last column is {@code class}.
 */
public final class LocalData {
  private static final long DAY_MILLIS = 86_400_000;
  private static final int MOST_FILES = 10_000;
  private static final double MILLI = 1_000;

  private final Path folder;

  /** What lies in {@code folder}. */
  public LocalData(Path folder) {
    this.folder = folder;
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
    for (Path file : files()) {
      switch (source) {
        case Briefing.Source.Series series -> series(series, architecture, file, rows);
        case Briefing.Source.Classes classes -> classes(classes, file, rows);
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

  private static void series(
      Briefing.Source.Series series, Architecture architecture, Path file, Rows rows)
      throws IOException {
    NavigableMap<Long, Float> values = values(series, file);
    boolean isStepwise = architecture instanceof Architecture.Gru;
    int wanted = isStepwise ? 3 * series.window() : series.window() + 2;
    if (architecture.inputs() != wanted) {
      throw new IOException(
          "the task's model reads rows of "
              + architecture.inputs()
              + " inputs, and its series makes rows of "
              + wanted);
    }
    for (Map.Entry<Long, Float> each : values.entrySet()) {
      long last = each.getKey();
      Float target = values.get(last + series.horizon());
      Optional<float[]> row =
          target == null ? Optional.empty() : row(series, values, last, isStepwise, wanted);
      if (target != null && row.isPresent()) {
        rows.add(row.get(), target - each.getValue());
      }
    }
  }

  /** What is known at {@code last}; empty where a value is missing. */
  private static Optional<float[]> row(
      Briefing.Source.Series series,
      NavigableMap<Long, Float> values,
      long last,
      boolean isStepwise,
      int size) {
    float[] row = new float[size];
    for (int i = 0; i < series.window(); i++) {
      long slot = last - series.window() + 1 + i;
      Float value = values.get(slot);
      if (value == null) {
        return Optional.empty();
      }
      row[isStepwise ? 3 * i : i] = value;
      if (isStepwise) {
        hour(series, slot, row, 3 * i + 1);
      }
    }
    if (!isStepwise) {
      hour(series, last + series.horizon(), row, series.window());
    }
    return Optional.of(row);
  }

  /** The time of day as a point of a circle. */
  private static void hour(Briefing.Source.Series series, long slot, float[] row, int at) {
    double part = Math.floorMod(slot * series.stepMillis(), DAY_MILLIS) / (double) DAY_MILLIS;
    row[at] = (float) StrictMath.sin(2 * StrictMath.PI * part);
    row[at + 1] = (float) StrictMath.cos(2 * StrictMath.PI * part);
  }

  private static NavigableMap<Long, Float> values(Briefing.Source.Series series, Path file)
      throws IOException {
    NavigableMap<Long, Float> values = new TreeMap<>();
    List<String[]> lines = lines(file);
    int time = column(file, lines.getFirst(), "time");
    int value = column(file, lines.getFirst(), "value");
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i);
      try {
        long slot =
            Math.floorDiv(
                OffsetDateTime.parse(cells[time]).toInstant().toEpochMilli(), series.stepMillis());
        double scaled =
            (Double.parseDouble(cells[value]) - series.offsetMilli() / MILLI)
                / (series.scaleMilli() / MILLI);
        if (!Double.isFinite(scaled)) {
          throw new NumberFormatException(cells[value]);
        }
        values.put(slot, (float) scaled);
      } catch (DateTimeParseException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new IOException(
            file + ", line " + (i + 1) + ": no time such as 2025-01-01T12:00:00Z and number", e);
      }
    }
    return values;
  }

  private static void classes(Briefing.Source.Classes source, Path file, Rows rows)
      throws IOException {
    List<String[]> lines = lines(file);
    int label = column(file, lines.getFirst(), "class");
    if (label != source.columns() || lines.getFirst().length != source.columns() + 1) {
      throw new IOException(
          file
              + ": the task reads "
              + source.columns()
              + " columns, and then the one called class");
    }
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i);
      int its = cells.length > label ? source.classes().indexOf(cells[label]) : -1;
      if (its < 0) {
        throw new IOException(
            file + ", line " + (i + 1) + ": its class is none of " + source.classes());
      }
      float[] row = new float[source.columns()];
      try {
        for (int j = 0; j < row.length; j++) {
          row[j] = Float.parseFloat(cells[j]);
        }
      } catch (NumberFormatException e) {
        throw new IOException(file + ", line " + (i + 1) + ": what is no number", e);
      }
      rows.add(row, its);
    }
  }

  private static List<String[]> lines(Path file) throws IOException {
    List<String[]> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      if (!line.isBlank()) {
        String[] cells = line.split(",", -1);
        for (int i = 0; i < cells.length; i++) {
          cells[i] = cells[i].strip();
        }
        lines.add(cells);
      }
    }
    if (lines.isEmpty()) {
      throw new IOException(file + " is empty");
    }
    return lines;
  }

  private static int column(Path file, String[] header, String name) throws IOException {
    for (int i = 0; i < header.length; i++) {
      if (header[i].equals(name)) {
        return i;
      }
    }
    throw new IOException(file + ", line 1: no column is called " + name);
  }

  /** Rows while they are collected. */
  private static final class Rows {
    private final int columns;
    private final List<float[]> inputs = new ArrayList<>();
    private final List<Float> targets = new ArrayList<>();

    Rows(int columns) {
      this.columns = columns;
    }

    void add(float[] row, float target) {
      inputs.add(row);
      targets.add(target);
    }

    int size() {
      return inputs.size();
    }

    private float[] all() {
      float[] all = new float[Math.multiplyExact(columns, inputs.size())];
      for (int i = 0; i < inputs.size(); i++) {
        System.arraycopy(inputs.get(i), 0, all, i * columns, columns);
      }
      return all;
    }

    DataSet numbers() {
      float[] values = new float[targets.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = targets.get(i);
      }
      return new DataSet(columns, all(), new Targets.Numbers(1, values));
    }

    DataSet classes(int count) {
      int[] labels = targets.stream().mapToInt(Float::intValue).toArray();
      return new DataSet(columns, all(), new Targets.Classes(count, labels));
    }
  }
}
