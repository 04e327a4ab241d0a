package polder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.node.archive.Keep;
import polder.node.archive.Pruner;

/** {@code retention.yaml}: what it may say, and what is refused before anything is deleted. */
class RetentionTest {
  private static final long DAY = 86_400_000;

  @TempDir Path directory;

  @BeforeEach
  void aDeploymentOfHoursWithASnapshotEveryHundred() throws IOException {
    ManifestFolder folder = new ManifestFolder(new DataDirectory(directory).manifests());
    folder.createDeployment("kept", "1h", 0);
    folder.createNetwork("air-temperature", "air-temperature");
  }

  private Retention read(String yaml) throws IOException {
    DataDirectory data = new DataDirectory(directory);
    Files.writeString(data.retentionFile(), yaml);
    return Retention.read(data, new ManifestFolder(data.manifests()).load());
  }

  @Test
  void withoutTheFileAllEvidenceIsKept() throws IOException {
    DataDirectory data = new DataDirectory(directory);
    Retention usual = Retention.read(data, new ManifestFolder(data.manifests()).load());
    assertThat(usual).isEqualTo(Retention.USUAL);
    assertThat(usual.journal()).isEqualTo(new Keep.Epochs(1_000));
    assertThat(usual.archive()).isEqualTo(Pruner.Rules.ALL);
    assertThat(read("journal: 7d").archive()).isEqualTo(Pruner.Rules.ALL);
  }

  @Test
  void readsWhatAnOperatorWrites() throws IOException {
    assertThat(
            read(
                """
                journal: 48
                evidence: 365d
                snapshots: 100
                readings: 400d
                """))
        .isEqualTo(
            new Retention(
                new Keep.Epochs(48),
                new Pruner.Rules(new Keep.Duration(365 * DAY), 100),
                400 * DAY));
    assertThat(read("{journal: forever, evidence: forever, snapshots: forever, readings: forever}"))
        .isEqualTo(new Retention(new Keep.Forever(), Pruner.Rules.ALL, Long.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "journal: 0 | journal must be",
        "journal: soon | journal must be a number of epochs, a duration such as 30d, or forever",
        "journal: 10m | less than an epoch, which takes 3600s",
        "evidence: 1m | less than an epoch",
        "evidence: [1] | evidence must be",
        "snapshots: 0 | snapshots must be",
        "snapshots: 3d | snapshots must be",
        "readings: 100 | readings must be a duration such as 400d, or forever",
        "readings: 1s | less than an epoch",
        "jurnal: 10 | jurnal",
        "{evidence: 1000, snapshots: 10} | snapshots must be 11 or more",
        "{evidence: 30d, snapshots: 8} | snapshots must be 9 or more",
      })
  void saysWhatIsWrong(String yaml, String problem) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory.resolve("retention.yaml") + ": ")
        .hasMessageContaining(problem)
        .hasMessageNotContaining("\n");
  }

  @Test
  void whatIsPublishedLateIsNotDeletedBefore() throws IOException {
    Path file = new DataDirectory(directory).manifests().resolve("air-temperature.yaml");
    String manifest = Files.readString(file);
    Files.writeString(
        file, manifest.replaceFirst("access: public[^\n]*", "access: delayed\n  delay: 30d"));
    for (String key : new String[] {"evidence", "readings"}) {
      assertThatThrownBy(() -> read(key + ": 30d"))
          .hasMessageContaining(
              key + " must be kept for longer than data.delay of the network air-temperature");
      assertThat(read(key + ": 31d")).isNotEqualTo(Retention.USUAL);
    }
  }
}
