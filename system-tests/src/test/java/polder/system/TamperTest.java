package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.KeyFile;
import polder.app.DataDirectory;
import polder.app.cli.AuditCommand;
import polder.app.cli.ExitCode;
import polder.app.cli.PolderCommand;
import polder.epoch.OutcomeLeaf;

/** Nobody changes the archive of a node unnoticed, the node itself included. */
class TamperTest {
  private static final long SEED = 4;
  private static final int FLIPS = 4;
  private static final int HOURS = 16;

  @TempDir static Path shared;
  @TempDir Path folder;

  @BeforeAll
  static void run() throws IOException, InterruptedException {
    Recorded.simulated(shared, 30, HOURS).replay(node());
  }

  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> files = Files.walk(node().archive())) {
      for (Path file : files.toList()) {
        Files.copy(file, target(node().archive().relativize(file).toString()));
      }
    }
  }

  private static DataDirectory node() {
    return new DataDirectory(shared.resolve("node"));
  }

  private Path target(String path) {
    return folder.resolve("archive").resolve(path);
  }

  @Test
  void anHonestArchiveHasTheSameRoots() {
    Said said = audit("0.." + (HOURS - 1), "--from-genesis");

    assertThat(said.text).contains("same roots");
    assertThat(said.code).isEqualTo(ExitCode.DONE);
  }

  @Test
  void everyFlippedBitIsNoticedAndTheFileNamed() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    for (String kind : List.of("header.cose", "inputs.cbor", "outcome.cbor", "manifests/")) {
      List<String> files = files(kind);
      for (int flip = 0; flip < FLIPS; flip++) {
        String file = files.get(random.nextInt(files.size()));
        flippedIsNoticed(file, random, "0.." + (HOURS - 1), "--from-genesis");
      }
    }
  }

  @Test
  void aFlippedBitInAStateIsNoticedByWhoeverStartsFromIt() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    for (String file : files("snapshots/")) {
      long epoch = Long.parseLong(file.replaceAll(".*/0*(\\d+)-0\\.cbor", "$1"));
      if (epoch + 1 < HOURS) {
        flippedIsNoticed(file, random, Long.toString(epoch + 1));
      }
    }
  }

  private void flippedIsNoticed(String file, SplittableRandom random, String... audit)
      throws IOException {
    Path path = target(file);
    byte[] good = Files.readAllBytes(path);
    byte[] bad = good.clone();
    int at = random.nextInt(bad.length);
    int bit = random.nextInt(8);
    bad[at] ^= (byte) (1 << bit);
    Files.write(path, bad);

    Said said = audit(audit);

    String where = file + ", byte " + at + ", bit " + bit + ", seed " + SEED;
    assertThat(said.code).as(where + "\n" + said.text).isIn(ExitCode.NO, ExitCode.BAD_INPUT);
    assertThat(said.text).as(where).contains(file).doesNotContain("same roots");
    Files.write(path, good);
  }

  @Test
  void aWeightThatTheNodeChangedAndSignedAnewIsNoticedAndTheGroupNamed() throws IOException {
    OutcomeLeaf.Reward victim =
        Forgery.lowerAWeight(folder.resolve("archive"), KeyFile.device(node().nodeKey()));

    Said said = audit("latest", "--signer", KeyFile.device(node().nodeKey()).id().did());

    assertThat(said.code).as(said.text).isEqualTo(ExitCode.NO);
    assertThat(said.text)
        .contains("roots differ", victim.network(), "group", victim.device().did())
        .doesNotContain("evidence was changed");
  }

  /** The archive's files of a kind, in order of their names. */
  private List<String> files(String kind) throws IOException {
    Path archive = folder.resolve("archive");
    try (Stream<Path> files = Files.walk(archive)) {
      List<String> found =
          files
              .filter(Files::isRegularFile)
              .map(file -> archive.relativize(file).toString())
              .filter(file -> file.contains(kind))
              .sorted()
              .toList();
      assertThat(found).as(kind).isNotEmpty();
      return found;
    }
  }

  private record Said(ExitCode code, String text) {}

  private Said audit(String... words) {
    List<String> arguments = new ArrayList<>(List.of("audit"));
    arguments.addAll(List.of("--archive", folder.resolve("archive").toString()));
    arguments.addAll(List.of(words));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(all, true, StandardCharsets.UTF_8);
    ExitCode code =
        PolderCommand.run(arguments, List.of(new AuditCommand()), stream, stream, false);
    return new Said(code, all.toString(StandardCharsets.UTF_8));
  }
}
