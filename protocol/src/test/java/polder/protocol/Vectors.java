package polder.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Test vectors of others in {@code shared/vectors}, kept beside the project and never copied into
 * it. The test that asks for one that is not there is skipped.
 */
public final class Vectors {
  private Vectors() {}

  /** What is in the file {@code name}. */
  public static Bytes bytes(String name) {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve("networks"))) {
      root = root.getParent();
    }
    Path file = root.resolveSibling("shared").resolve("vectors").resolve(name);
    Assumptions.assumeTrue(Files.exists(file), () -> "skipped: there is no shared/vectors/" + name);
    try {
      return Bytes.wrap(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, read as JSON. */
  public static JsonNode json(String name) {
    return JsonMapper.shared().readTree(bytes(name).unsafeArray());
  }
}
