package polder.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Test vectors of others, kept beside the project and never copied into it. */
public final class Vectors {
  private Vectors() {}

  /** Reads {@code shared/vectors/<name>}; the test that asks is skipped where there is none. */
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
}
