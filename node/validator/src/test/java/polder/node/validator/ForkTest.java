package polder.node.validator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.node.archive.ArchivePaths;
import polder.ports.MemoryArchive;
import polder.protocol.Bytes;

class ForkTest {
  private static final List<String> PATHS =
      List.of(
          ArchivePaths.header(3, 1),
          ArchivePaths.inputs(3, 1),
          ArchivePaths.links(3, 1),
          ArchivePaths.outcome(3, 1),
          ArchivePaths.snapshot(3, 1));

  private static final Bytes LOSER = Bytes.wrap(new byte[] {1});
  private static final Bytes WINNER = Bytes.wrap(new byte[] {2});

  private static SortedMap<String, Bytes> all(Bytes content) {
    SortedMap<String, Bytes> files = new TreeMap<>();
    PATHS.forEach(path -> files.put(path, content));
    return files;
  }

  @Test
  void whatGoesMakesRoomForTheWinnerOfTheSameAttempt() throws Exception {
    MemoryArchive mirror = new MemoryArchive();
    mirror.write(all(LOSER));
    new Fork(mirror, new MemoryArchive()).tidy(Optional.of(2L));
    mirror.write(all(WINNER));
    for (String path : PATHS) {
      assertThat(mirror.reader().read(path)).as(path).contains(WINNER);
    }
  }
}
