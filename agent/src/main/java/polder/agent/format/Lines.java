package polder.agent.format;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines of text, one sample each: JSON, SenML, {@code name=value name=value}, CSV rows after a
 * header, or a single number. Remembers the header, so each stream of lines has one of its own.
 */
public final class Lines {
  /** A line longer than this, in characters, is no sample. */
  public static final int MAX_LINE = 65_536;

  /** What a lone number is called. */
  static final String SINGLE = "value";

  private static final Pattern PAIR = Pattern.compile("([^\\s,;=]+)\\s*=\\s*([^\\s,;=]*)");
  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)\\s*([^0-9\\s].*)?");

  private List<String> header = List.of();
  private char separator = ',';

  /** The values in one line; none if it has none, is a header, or is not understood. */
  public List<Measured> parse(String line) {
    String text = line.strip();
    if (text.isEmpty() || text.length() > MAX_LINE || text.startsWith("#")) {
      return List.of();
    }
    if (text.startsWith("{") || text.startsWith("[")) {
      return JsonText.read(text).map(root -> JsonText.measured(root, false)).orElse(List.of());
    }
    if (text.indexOf('=') >= 0) {
      return pairs(text);
    }
    Optional<BigDecimal> number = Numbers.parse(text);
    if (number.isPresent() && header.size() <= 1) {
      String name = header.isEmpty() ? SINGLE : header.getFirst();
      return List.of(new Measured(name, name, "", number.get(), OptionalLong.empty()));
    }
    return row(text);
  }

  /**
   * The samples in a whole text: one if it is a JSON document, over however many lines, else one
   * for each line that has values.
   */
  public static List<List<Measured>> parseAll(String text) {
    Lines lines = new Lines();
    if (text.strip().startsWith("{") || text.strip().startsWith("[")) {
      Optional<List<Measured>> document =
          JsonText.read(text).map(root -> JsonText.measured(root, false));
      if (document.isPresent()) {
        return List.of(document.get());
      }
    }
    return text.lines().map(lines::parse).filter(sample -> !sample.isEmpty()).toList();
  }

  /** Reads {@code line} for a header only, as when going on in the middle of a file. */
  public void header(String line) {
    String text = line.strip();
    if (!text.isEmpty() && "{[#".indexOf(text.charAt(0)) < 0 && text.indexOf('=') < 0) {
      rememberIfHeader(text);
    }
  }

  private boolean rememberIfHeader(String text) {
    char found = text.indexOf(';') >= 0 ? ';' : text.indexOf('\t') >= 0 ? '\t' : ',';
    List<String> names = split(text, found);
    boolean named =
        names.stream().noneMatch(name -> name.isEmpty() || Numbers.parse(name).isPresent());
    if (named && (names.size() > 1 || names.getFirst().matches("[A-Za-z_]\\w*"))) {
      header = names;
      separator = found;
      return true;
    }
    return false;
  }

  private List<Measured> row(String text) {
    List<String> fields = split(text, separator);
    boolean numeric = fields.stream().anyMatch(field -> Numbers.parse(field).isPresent());
    if (!numeric) {
      rememberIfHeader(text);
      return List.of();
    }
    if (fields.size() != header.size()) {
      return List.of();
    }
    List<Measured> measured = new ArrayList<>();
    OptionalLong time = OptionalLong.empty();
    for (int i = 0; i < fields.size(); i++) {
      if (Times.isTime(header.get(i))) {
        time = Times.parse(fields.get(i));
      }
    }
    for (int i = 0; i < fields.size(); i++) {
      Optional<BigDecimal> value = Numbers.parse(fields.get(i));
      if (value.isPresent() && !Times.isTime(header.get(i))) {
        String name = header.get(i);
        measured.add(new Measured(name, name, "", value.get(), time));
      }
    }
    return measured;
  }

  private static List<Measured> pairs(String text) {
    List<Measured> measured = new ArrayList<>();
    OptionalLong time = OptionalLong.empty();
    Matcher pair = PAIR.matcher(text);
    while (pair.find()) {
      if (Times.isTime(pair.group(1))) {
        time = Times.parse(pair.group(2));
      }
    }
    pair.reset();
    while (pair.find()) {
      String name = pair.group(1);
      Matcher value = NUMBER_AND_UNIT.matcher(pair.group(2));
      if (!Times.isTime(name) && value.matches()) {
        String unit = value.group(2) == null ? "" : value.group(2);
        OptionalLong at = time;
        Numbers.parse(value.group(1))
            .ifPresent(number -> measured.add(new Measured(name, name, unit, number, at)));
      }
    }
    return measured;
  }

  private static List<String> split(String text, char separator) {
    return Arrays.stream(text.split(Pattern.quote(String.valueOf(separator)), -1))
        .map(field -> field.strip().replaceAll("^\"(.*)\"$", "$1"))
        .toList();
  }
}
