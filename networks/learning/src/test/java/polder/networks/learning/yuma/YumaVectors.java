package polder.networks.learning.yuma;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Numbers of the original's own tests in {@code shared/vectors/yuma.json}, kept beside the project
 * and never copied into it. The test that asks for them where there are none is skipped.
 */
final class YumaVectors {
  private static final BigDecimal ONE = BigDecimal.valueOf(1L << 32);

  private YumaVectors() {}

  private static JsonNode file() {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve("networks"))) {
      root = root.getParent();
    }
    Path file = root.resolveSibling("shared").resolve("vectors/yuma.json");
    Assumptions.assumeTrue(Files.exists(file), "skipped: there is no shared/vectors/yuma.json");
    try {
      return JsonMapper.shared().readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each vector of one function. */
  static List<JsonNode> functions() {
    return list(file().get("functions"));
  }

  /** The epochs' vector of that name. */
  static JsonNode epoch(String id) {
    return list(file().get("epochs")).stream()
        .filter(its -> its.get("id").asString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** The names of all epochs. */
  static List<String> epochs() {
    return list(file().get("epochs")).stream().map(its -> its.get("id").asString()).toList();
  }

  static List<JsonNode> list(JsonNode array) {
    List<JsonNode> items = new ArrayList<>();
    for (Iterator<JsonNode> all = array.iterator(); all.hasNext(); ) {
      items.add(all.next());
    }
    return items;
  }

  /** How a vector's numbers become I32F32. */
  enum Literal {
    /** By way of the nearest 32-bit real number. */
    BINARY32,
    /** Directly. */
    DECIMAL;

    static Literal of(JsonNode input) {
      JsonNode literal = input.get("literal");
      return literal != null && literal.asString().equals("f32") ? BINARY32 : DECIMAL;
    }

    long fixed(JsonNode number) {
      if (number.isString()) {
        return switch (number.asString()) {
          case "MAX", "I32F32::MAX" -> Long.MAX_VALUE;
          case "MIN", "I32F32::MIN" -> Long.MIN_VALUE;
          default -> fixed(new BigDecimal(number.asString()));
        };
      }
      return fixed(number.decimalValue());
    }

    private long fixed(BigDecimal value) {
      BigDecimal exact = this == BINARY32 ? new BigDecimal(value.floatValue()) : value;
      return exact.multiply(ONE).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
    }

    long[] vector(JsonNode numbers) {
      return list(numbers).stream().mapToLong(this::fixed).toArray();
    }

    Matrix matrix(JsonNode rows) {
      return new Matrix(list(rows).stream().map(this::vector).toArray(long[][]::new));
    }
  }

  static int[] wholes(JsonNode numbers) {
    return list(numbers).stream().mapToInt(JsonNode::asInt).toArray();
  }

  static Stream<Boolean> flags(JsonNode flags) {
    return list(flags).stream().map(JsonNode::asBoolean);
  }
}
