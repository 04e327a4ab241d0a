package polder.node.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Test vectors of others, kept beside the project and never copied into it. */
final class SharedVectors {
  private SharedVectors() {}

  /**
   * The cases of {@code shared/vectors/siwe/<name>}; the test that asks is skipped where there are
   * none.
   */
  static Map<String, JsonNode> cases(String name) {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve("networks"))) {
      root = root.getParent();
    }
    Path file = root.resolveSibling("shared").resolve("vectors/siwe").resolve(name);
    Assumptions.assumeTrue(Files.exists(file), () -> "skipped: there is no shared/vectors/siwe");
    Map<String, JsonNode> cases = new TreeMap<>();
    try {
      JsonMapper.shared()
          .readTree(Files.readString(file))
          .properties()
          .forEach(entry -> cases.put(entry.getKey(), entry.getValue()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases;
  }
}
