package polder.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import polder.protocol.Bytes;

/** What a node said of its deployment, kept so that an agent can start while the node is away. */
public final class KnownDeployment {
  private final Path file;

  /** In {@code file}. */
  public KnownDeployment(Path file) {
    this.file = file;
  }

  /** What was kept last; empty if nothing was, or it cannot be read any more. */
  Optional<Deployment> load() throws IOException {
    try {
      return Optional.of(Deployment.parse(Bytes.wrap(Files.readAllBytes(file))));
    } catch (NoSuchFileException | NodeException e) {
      return Optional.empty();
    }
  }

  /** Keeps a node's answer. */
  void keep(Bytes answer) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, answer.unsafeArray());
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
