package polder.adapters.sdl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import polder.adapters.yaml.YamlNode;
import polder.adapters.yaml.YamlNode.Entry;
import polder.adapters.yaml.YamlNode.Mapping;
import polder.adapters.yaml.YamlNode.Scalar;
import polder.adapters.yaml.YamlNode.Sequence;

/**
 * A field of a file: where it stands and its value, if it has one. What is of another form than
 * asked for is found wrong, once, and then counts as absent.
 */
final class Field {
  private static final int MOST_SHOWN = 60;

  private final Findings findings;
  private final String path;
  private final String name;
  private final Optional<YamlNode> value;
  private final int line;
  private final int column;

  /** Whether it is below something that was found wrong, so that nothing of it can be missed. */
  private final boolean lost;

  private Field(Findings findings, String path, String name, YamlNode value) {
    this(findings, path, name, present(value), value.line(), value.column(), false);
  }

  private Field(
      Findings findings,
      String path,
      String name,
      Optional<YamlNode> value,
      int line,
      int column,
      boolean lost) {
    this.findings = findings;
    this.path = path;
    this.name = name;
    this.value = value;
    this.line = line;
    this.column = column;
    this.lost = lost;
  }

  static Field root(YamlNode node, Findings findings) {
    return new Field(findings, "", "", node);
  }

  private static Optional<YamlNode> present(YamlNode node) {
    return node instanceof Scalar scalar && scalar.isNull() ? Optional.empty() : Optional.of(node);
  }

  String path() {
    return path;
  }

  /** Its key. */
  String name() {
    return name;
  }

  boolean isPresent() {
    return value.isPresent();
  }

  boolean isTable() {
    return value.orElse(null) instanceof Mapping;
  }

  boolean isList() {
    return value.orElse(null) instanceof Sequence;
  }

  boolean isText() {
    return value.orElse(null) instanceof Scalar;
  }

  /** The field {@code key} of this table. */
  Field at(String key) {
    for (Entry entry : pairs()) {
      if (entry.key().text().equals(key)) {
        return child(entry);
      }
    }
    return new Field(
        findings, below(key), key, Optional.empty(), line, column, lost || isOtherThanTable());
  }

  /** All fields of this table; a key without value gives an absent one. */
  List<Field> entries() {
    return pairs().stream().map(this::child).toList();
  }

  private Field child(Entry entry) {
    Scalar key = entry.key();
    return new Field(
        findings,
        below(key.text()),
        key.text(),
        present(entry.value()),
        key.line(),
        key.column(),
        lost);
  }

  private List<Entry> pairs() {
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof Mapping mapping) {
      return mapping.entries();
    }
    wrong("must be a table, not " + form(), "write keys and values below it, indented");
    return List.of();
  }

  private boolean isOtherThanTable() {
    return value.isPresent() && !isTable();
  }

  /** All entries of this list that have a value. */
  List<Field> items() {
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof Sequence sequence)) {
      wrong("must be a list, not " + form(), "begin each entry of it with a dash");
      return List.of();
    }
    List<Field> items = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      Field item = new Field(findings, path + "[" + i + "]", "" + i, sequence.items().get(i));
      if (item.isPresent()) {
        items.add(item);
      } else {
        item.notice("is empty: left out");
      }
    }
    return items;
  }

  /** Its text, whatever it stands for. */
  Optional<String> text() {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Scalar scalar) {
      if (scalar.text().indexOf('\0') >= 0) {
        wrong("holds a zero character", "leave it out");
        return Optional.empty();
      }
      return Optional.of(scalar.text());
    }
    wrong("must be text, not " + form(), "write one value, in quotes if it holds \": \" or \" #\"");
    return Optional.empty();
  }

  /** Its text of at most {@code most} characters. */
  Optional<String> text(int most) {
    Optional<String> text = text();
    if (text.isPresent() && text.get().length() > most) {
      wrong("has " + text.get().length() + " characters", "write at most " + most);
      return Optional.empty();
    }
    return text;
  }

  /** The texts of a list. */
  List<String> texts() {
    return items().stream().flatMap(item -> item.text().stream()).toList();
  }

  /** As YAML has had them: true, yes, on, false, no, off. */
  Optional<Boolean> flag() {
    Optional<String> text = text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return switch (text.get()) {
      case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y" ->
          Optional.of(true);
      case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N" ->
          Optional.of(false);
      default -> {
        wrong("must be true or false, not " + shown(), "write true or false");
        yield Optional.empty();
      }
    };
  }

  /** A whole number from {@code least} to {@code most}. */
  Optional<Long> whole(long least, long most) {
    Optional<String> text = text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().matches("[+-]?[0-9]{1,18}")) {
      long number = Long.parseLong(text.get());
      if (number >= least && number <= most) {
        return Optional.of(number);
      }
    }
    wrong("is " + shown(), "write a whole number from " + least + " to " + most);
    return Optional.empty();
  }

  /** Finds it missing if it is not there. */
  Field required(String remedy) {
    if (value.isEmpty() && !lost) {
      wrong("is missing", remedy);
    }
    return this;
  }

  /** Notes every key of this table that is none of {@code known}. */
  void knows(String... known) {
    knows(Set.of(known));
  }

  private void knows(Set<String> known) {
    if (isTable()) {
      for (Field field : entries()) {
        if (!known.contains(field.name)) {
          field.notice("is not known: it has no effect");
        }
      }
    }
  }

  /** Finds every key of this table wrong that is none of {@code known}. */
  void holdsOnly(String... known) {
    Set<String> keys = Set.of(known);
    if (isTable()) {
      for (Field field : entries()) {
        if (!keys.contains(field.name)) {
          field.wrong("is not known", "leave it out; known here: " + String.join(", ", known));
        }
      }
    }
  }

  void wrong(String wrong, String remedy) {
    findings.add(new Fault(line, column, path, wrong, remedy));
  }

  void notice(String words) {
    findings.add(new Notice(line, column, path, words));
  }

  /** Its text, as errors show it. */
  String shown() {
    return value.orElse(null) instanceof Scalar scalar
        ? "\"" + shortened(scalar.text()) + "\""
        : form();
  }

  /** A text from a file, short enough for an error. */
  static String shortened(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }

  private String form() {
    return switch (value.orElse(null)) {
      case null -> "nothing";
      case Scalar scalar -> "the text \"" + shortened(scalar.text()) + "\"";
      case Sequence sequence -> "a list";
      case Mapping mapping -> "a table";
    };
  }

  private String below(String key) {
    return path.isEmpty() ? shortened(key) : path + "." + shortened(key);
  }
}
