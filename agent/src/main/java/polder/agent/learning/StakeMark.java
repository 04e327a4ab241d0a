package polder.agent.learning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import polder.networks.GroupKey;
import polder.protocol.money.Amounts;

/** That a stake was put aside for a task: who starts again does not put it aside again. */
final class StakeMark {
  private final Path file;

  /** That of {@code task} in a judge's notes. */
  StakeMark(Path notes, GroupKey task) {
    this.file = notes.resolve(task.text()).resolve("staked");
  }

  boolean isThere() {
    return Files.exists(file);
  }

  void put(long nano) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, Amounts.format(nano));
  }

  void remove() throws IOException {
    Files.deleteIfExists(file);
  }
}
