package polder.adapters.yaml;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Value;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads a manifest that somebody wrote in YAML. */
public final class ManifestFile {
  private static final long MOST_BYTES = 1_048_576;

  /** Written out, a number with a larger exponent would fill the memory. */
  private static final int MOST_EXPONENT = 100;

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private ManifestFile() {}

  /**
   * Reads a file.
   *
   * @throws ManifestException if it is no YAML table, naming file, line and column
   * @throws IOException if it cannot be read
   */
  public static Value.Table read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new ManifestException(file + " is larger than a manifest may be (1 MiB)");
    }
    return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
  }

  /**
   * Reads a text.
   *
   * @param name what to call it in errors
   * @throws ManifestException if it is no YAML table, naming line and column
   */
  public static Value.Table parse(String yaml, String name) {
    JsonNode node;
    try {
      node = YAML.readTree(new WholeCharacters(yaml));
    } catch (JacksonException e) {
      throw new ManifestException(name + ": " + e.getOriginalMessage() + where(e), e);
    }
    if (value(name, node) instanceof Value.Table table) {
      return table;
    }
    throw new ManifestException(name + " must be a table of keys and values");
  }

  private static String where(JacksonException e) {
    return e.getLocation() == null
        ? ""
        : " (line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ")";
  }

  private static Value value(String path, JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> new Value.Text(node.stringValue());
      case BOOLEAN -> new Value.Flag(node.booleanValue());
      case NUMBER -> number(path, node);
      case ARRAY -> {
        List<Value> values = new ArrayList<>();
        node.values().forEach(item -> values.add(value(path, item)));
        yield new Value.Sequence(values);
      }
      case OBJECT -> {
        SortedMap<String, Value> entries = new TreeMap<>();
        node.properties()
            .forEach(entry ->
                entries.put(entry.getKey(), value(path + ": " + entry.getKey(), entry.getValue())));
        yield new Value.Table(entries);
      }
      default -> throw new ManifestException(path + " has no value");
    };
  }

  private static Value number(String path, JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return new Value.Whole(node.longValue());
    }
    if (node instanceof NumericNode numeric && numeric.isNaN()) {
      throw new ManifestException(path + " must be a finite number");
    }
    BigDecimal number = node.decimalValue();
    if (Math.abs((long) number.scale()) > MOST_EXPONENT) {
      throw new ManifestException(path + " has an exponent beyond " + MOST_EXPONENT);
    }
    return new Value.Text(number.toPlainString());
  }
}
