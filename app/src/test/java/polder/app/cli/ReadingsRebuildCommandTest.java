package polder.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.sqlite.SqliteReadings;
import polder.app.DataDirectory;
import polder.app.ManifestFolder;
import polder.node.archive.Keep;
import polder.node.archive.Pruner;
import polder.node.witness.SmallWorld;
import polder.ports.readings.ReadingStore.Projected;
import polder.protocol.Bytes;

/** What is thrown away with a store of readings is there again, or the person was asked before. */
class ReadingsRebuildCommandTest {
  private static final SmallWorld WORLD = SmallWorld.sealed();
  private static final long LATEST = WORLD.sealed.getLast().header().epoch();

  @TempDir Path folder;
  private DataDirectory data = new DataDirectory(Path.of(""));

  @BeforeEach
  void write() throws IOException {
    data = new DataDirectory(folder);
    for (Map.Entry<String, Bytes> file : WORLD.archive().files().entrySet()) {
      Path path = data.archive().resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue().toArray());
    }
    ManifestFolder manifests = new ManifestFolder(data.manifests());
    manifests.createDeployment("small", "1h", 0);
    manifests.createNetwork("demo", "demo");
  }

  @Test
  void ofAPrunedArchiveOnlyWhenToldSo() throws IOException {
    assertThat(rebuild().code).isEqualTo(ExitCode.DONE);
    Projected all = projected();
    assertThat(all.epoch()).isEqualTo(LATEST);
    new Pruner(
            new DirectoryArchive(data.archive()),
            new Pruner.Rules(new Keep.Epochs(3), 9),
            () -> Long.MAX_VALUE)
        .sealed(WORLD.sealed.getLast().header());
    long before = bytes();

    Said refused = rebuild();
    assertThat(refused.code).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err)
        .hasLineCount(1)
        .contains("pruned: kept from epoch 3 on", "--lose-pruned");
    assertThat(bytes()).as("nothing is thrown away").isEqualTo(before);

    Said told = rebuild("--lose-pruned");
    assertThat(told.code).as(told.err).isEqualTo(ExitCode.DONE);
    assertThat(told.out)
        .contains("readings of " + (LATEST - 2) + " epochs", "pruned: kept from epoch 3 on");
    assertThat(projected()).isEqualTo(all);
  }

  @Test
  void aWrongRetentionIsSaidBeforeAnythingIsThrownAway() throws IOException {
    assertThat(rebuild().code).isEqualTo(ExitCode.DONE);
    Projected all = projected();
    Files.writeString(data.retentionFile(), "readings: 3", StandardCharsets.UTF_8);
    Said said = rebuild();
    assertThat(said.code).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(said.err).hasLineCount(1).contains("retention.yaml", "readings must be a duration");
    assertThat(projected()).isEqualTo(all);
  }

  private Projected projected() throws IOException {
    try (SqliteReadings store = SqliteReadings.open(data.readings())) {
      return store.projected().orElseThrow();
    }
  }

  private long bytes() throws IOException {
    try (SqliteReadings store = SqliteReadings.open(data.readings())) {
      return store.bytes();
    }
  }

  private record Said(ExitCode code, String out, String err) {}

  private Said rebuild(String... more) {
    List<String> words = new ArrayList<>(List.of("readings", "rebuild", "--data"));
    words.add(folder.toString());
    words.addAll(List.of(more));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        PolderCommand.run(
            words,
            List.of(new ReadingsCommand()),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    return new Said(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
