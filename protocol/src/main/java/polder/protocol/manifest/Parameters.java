package polder.protocol.manifest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Typed access to one table of a manifest. Every key that is asked for counts as known; {@link
 * #finish()} refuses the rest, so that a misspelt key is an error and not a silent default. Errors
 * name the key by its whole path.
 */
public final class Parameters {
  /** Longest duration of a manifest: times of any epoch plus or less it still fit a long. */
  public static final long MOST_MILLIS = 36_500 * 86_400_000L;

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,15})(ms|s|m|h|d)");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,18})?");

  private final String path;
  private final SortedMap<String, Value> entries;
  private final SortedSet<String> known = new TreeSet<>();
  private final List<Parameters> children = new ArrayList<>();

  /**
   * Access to {@code table}, which stands at {@code path} of the manifest.
   *
   * @param path for errors; empty at the top
   */
  public Parameters(String path, Value.Table table) {
    this.path = path;
    this.entries = new TreeMap<>(table.entries());
  }

  /** The whole path of {@code key}. */
  public String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** The value at {@code key}, if there is one. */
  public Optional<Value> find(String key) {
    known.add(key);
    return Optional.ofNullable(entries.get(key));
  }

  /** Whether something stands at {@code key}. */
  public boolean has(String key) {
    return find(key).isPresent();
  }

  private Value need(String key) {
    return find(key).orElseThrow(() -> new ManifestException(pathOf(key) + " is missing"));
  }

  private ManifestException wrong(String key, String expected) {
    return new ManifestException(
        pathOf(key) + " must be " + expected + ", not " + Value.describe(need(key)));
  }

  /** Text. */
  public String text(String key) {
    if (need(key) instanceof Value.Text(String text)) {
      return text;
    }
    throw wrong(key, "text");
  }

  /** Text, if there is any. */
  public Optional<String> findText(String key) {
    return find(key).map(value -> text(key));
  }

  /** A switch. */
  public boolean flag(String key) {
    if (need(key) instanceof Value.Flag(boolean on)) {
      return on;
    }
    throw wrong(key, "true or false");
  }

  /** A whole number from {@code least} to {@code most}. */
  public long whole(String key, long least, long most) {
    if (need(key) instanceof Value.Whole(long number) && number >= least && number <= most) {
      return number;
    }
    throw wrong(key, "a whole number from " + least + " to " + most);
  }

  /**
   * A decimal number times 10^{@code decimals}; more decimals than that are refused, so nothing is
   * rounded away silently.
   */
  public long decimal(String key, int decimals, long least, long most) {
    long scaled = scale(key, need(key), decimals);
    if (scaled < least || scaled > most) {
      throw wrong(
          key,
          "from "
              + BigDecimal.valueOf(least, decimals).toPlainString()
              + " to "
              + BigDecimal.valueOf(most, decimals).toPlainString());
    }
    return scaled;
  }

  private long scale(String key, Value value, int decimals) {
    BigDecimal number =
        switch (value) {
          case Value.Whole(long whole) -> BigDecimal.valueOf(whole);
          case Value.Text(String text) when DECIMAL.matcher(text).matches() -> new BigDecimal(text);
          default -> throw wrong(key, "a number");
        };
    try {
      return number.setScale(decimals, RoundingMode.UNNECESSARY).unscaledValue().longValueExact();
    } catch (ArithmeticException e) {
      throw new ManifestException(
          pathOf(key) + " has more than " + decimals + " decimals or is too large", e);
    }
  }

  /** A share from 0 to 1, as parts per million. */
  public long share(String key) {
    return decimal(key, 6, 0, 1_000_000);
  }

  /**
   * A duration such as {@code 500ms}, {@code 150s}, {@code 5m}, {@code 1h}, {@code 30d}, at most
   * {@link #MOST_MILLIS}.
   */
  public long durationMillis(String key) {
    if (need(key) instanceof Value.Text(String text)) {
      Optional<Long> millis = parseDurationMillis(text);
      if (millis.isPresent()) {
        return millis.get();
      }
    }
    throw wrong(key, "a duration such as 150s, 5m, 1h or 30d, at most 36500d");
  }

  /** Reads a duration such as {@code 150s}; empty if {@code text} is none or is too long. */
  public static Optional<Long> parseDurationMillis(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long unit =
        switch (matcher.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> 86_400_000;
        };
    long number = Long.parseLong(matcher.group(1));
    return number > MOST_MILLIS / unit ? Optional.empty() : Optional.of(number * unit);
  }

  /** The table at {@code key}. */
  public Parameters table(String key) {
    return child(key, need(key));
  }

  /** The table at {@code key}, if there is one. */
  public Optional<Parameters> findTable(String key) {
    return find(key).map(value -> child(key, value));
  }

  /** The tables in the sequence at {@code key}. */
  public List<Parameters> tables(String key) {
    if (!(need(key) instanceof Value.Sequence(List<Value> values))) {
      throw wrong(key, "a list");
    }
    List<Parameters> tables = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      tables.add(child(key + "[" + i + "]", values.get(i)));
    }
    return tables;
  }

  /** The texts in the sequence at {@code key}. */
  public List<String> texts(String key) {
    if (!(need(key) instanceof Value.Sequence(List<Value> values))) {
      throw wrong(key, "a list");
    }
    List<String> texts = new ArrayList<>();
    for (Value value : values) {
      if (!(value instanceof Value.Text(String text))) {
        throw wrong(key, "a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  /** The names in this table, in order; each still has to be asked for to count as known. */
  public SortedSet<String> names() {
    return new TreeSet<>(entries.keySet());
  }

  /** The table at {@code key} as it stands, for a reader elsewhere. */
  public Value.Table rawTable(String key) {
    if (need(key) instanceof Value.Table table) {
      return table;
    }
    throw wrong(key, "a table");
  }

  private Parameters child(String key, Value value) {
    if (!(value instanceof Value.Table table)) {
      throw new ManifestException(pathOf(key) + " must be a table of keys and values");
    }
    Parameters parameters = new Parameters(pathOf(key), table);
    children.add(parameters);
    return parameters;
  }

  /**
   * Refuses whatever was never asked for, here and in the tables below.
   *
   * @throws ManifestException naming the first unknown key and the keys that are known beside it
   */
  public void finish() {
    for (String name : entries.keySet()) {
      if (!known.contains(name)) {
        throw new ManifestException(
            pathOf(name) + " is not a known key; known here: " + String.join(", ", known));
      }
    }
    children.forEach(Parameters::finish);
  }
}
