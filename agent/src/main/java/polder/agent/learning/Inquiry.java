package polder.agent.learning;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import polder.agent.format.Json;
import polder.networks.learning.Briefing;
import polder.networks.learning.train.Architecture;
import polder.protocol.Bytes;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What somebody wants predicted of what it holds, and what the model's outputs say of it.
 *
 * @param subjects by row, what it is of
 * @param body what a node is asked: {@code {"rows": [[…], …]}}
 */
public record Inquiry(List<Subject> subjects, Bytes body) {
  private static final double MILLI = 1_000;

  /** What one row is of. */
  sealed interface Subject {
    /** A series' latest window; its last value, scaled. */
    record Window(String name, Briefing.Source.Series series, long lastSlot, float last)
        implements Subject {}

    /** A row of a file. */
    record Row(String name, List<String> classes) implements Subject {}
  }

  /**
   * What a model predicts.
   *
   * @param name of what
   * @param at for when, of a series
   * @param text a value in the series' own unit, or a class with its probability
   */
  public record Prediction(String name, Optional<Instant> at, String text) {}

  public Inquiry {
    subjects = List.copyOf(subjects);
  }

  /** How many predictions it asks for. */
  public int count() {
    return subjects.size();
  }

  /**
   * Asks for what comes after the latest whole window of each series, or for the class of each row.
   *
   * @throws IOException if nothing is held that the model could predict from
   */
  static Inquiry of(LocalData data, Briefing.Source source, Architecture architecture)
      throws IOException {
    List<Subject> subjects = new ArrayList<>();
    List<float[]> rows = new ArrayList<>();
    switch (source) {
      case Briefing.Source.Series series -> {
        Windows windows = new Windows(series, architecture);
        for (Held held : data.series(series)) {
          latest(held, series, windows, subjects, rows);
        }
      }
      case Briefing.Source.Classes classes -> {
        for (LocalData.Row row : data.rows(classes)) {
          subjects.add(new Subject.Row(row.name(), classes.classes()));
          rows.add(row.values());
        }
      }
    }
    if (rows.isEmpty()) {
      throw new IOException("nothing here that the model could predict from: too few values");
    }
    return new Inquiry(subjects, body(rows));
  }

  private static void latest(
      Held held,
      Briefing.Source.Series series,
      Windows windows,
      List<Subject> subjects,
      List<float[]> rows) {
    NavigableMap<Long, Float> values = held.values();
    for (Map.Entry<Long, Float> each : values.descendingMap().entrySet()) {
      Optional<float[]> row = windows.row(values, each.getKey());
      if (row.isPresent()) {
        subjects.add(new Subject.Window(held.name(), series, each.getKey(), each.getValue()));
        rows.add(row.get());
        return;
      }
    }
  }

  private static Bytes body(List<float[]> rows) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    ArrayNode all = node.putArray("rows");
    for (float[] row : rows) {
      ArrayNode cells = all.addArray();
      for (float value : row) {
        cells.add(value);
      }
    }
    return Bytes.wrap(Json.MAPPER.writeValueAsBytes(node));
  }

  /**
   * What the model's outputs mean, row by row.
   *
   * @throws IOException if there is not a row of them for each subject
   */
  List<Prediction> read(List<float[]> outputs) throws IOException {
    if (outputs.size() != subjects.size()) {
      throw new IOException(
          "the node answered " + outputs.size() + " of " + subjects.size() + " predictions");
    }
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      predictions.add(
          switch (subjects.get(i)) {
            case Subject.Window its -> forecast(its, outputs.get(i));
            case Subject.Row its -> classified(its, outputs.get(i));
          });
    }
    return predictions;
  }

  private static Prediction forecast(Subject.Window its, float[] outputs) throws IOException {
    require(outputs, 1);
    Briefing.Source.Series series = its.series();
    double value =
        (its.last() + outputs[0]) * (series.scaleMilli() / MILLI) + series.offsetMilli() / MILLI;
    Instant at = Instant.ofEpochMilli((its.lastSlot() + series.horizon()) * series.stepMillis());
    return new Prediction(its.name(), Optional.of(at), String.format(Locale.ROOT, "%.2f", value));
  }

  private static Prediction classified(Subject.Row its, float[] outputs) throws IOException {
    require(outputs, its.classes().size());
    int best = 0;
    for (int i = 1; i < outputs.length; i++) {
      best = outputs[i] > outputs[best] ? i : best;
    }
    double sum = 0;
    for (float output : outputs) {
      sum += Math.exp(output - outputs[best]);
    }
    return new Prediction(
        its.name(),
        Optional.empty(),
        its.classes().get(best) + String.format(Locale.ROOT, " (%.0f %%)", 100 / sum));
  }

  private static void require(float[] outputs, int count) throws IOException {
    if (outputs.length != count) {
      throw new IOException("the node answered " + outputs.length + " outputs, not " + count);
    }
  }
}
