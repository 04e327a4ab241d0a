package polder.adapters.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What the contracts' build has committed is what the node can read. */
class ArtifactsTest {
  /** EIP-3860. */
  private static final int MOST_CREATION_BYTES = 49_152;

  @Test
  void everyContractIsRead() throws IOException {
    Path folder = LocalChain.project().resolve("contracts/artifacts");
    Assumptions.assumeTrue(Files.isDirectory(folder), "no contracts/artifacts");
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".json")).toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      Artifact artifact = Artifact.parse(Files.readString(file, StandardCharsets.UTF_8));
      assertThat(artifact.bytecode().size()).as("%s", file).isBetween(1, MOST_CREATION_BYTES);
      assertThat(new RevertReasons(List.of(artifact.abi().json())).explain(artifact.bytecode()))
          .as("%s", file)
          .isNotEmpty();
    }
  }
}
