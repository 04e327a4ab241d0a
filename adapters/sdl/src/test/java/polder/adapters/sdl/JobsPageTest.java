package polder.adapters.sdl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import polder.networks.compute.job.Proof;

/** What {@code docs/jobs.md} shows is read as it stands. */
class JobsPageTest {
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");

  private static String page() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.exists(root.resolve("docs/jobs.md"))) {
      root = root.getParent();
    }
    return Files.readString(root.resolve("docs/jobs.md"));
  }

  @Test
  void theExamplesAreReadWithoutANotice() throws IOException {
    List<Proof> proofs = new ArrayList<>();
    Matcher examples = EXAMPLE.matcher(page());
    while (examples.find()) {
      assertThat(Read.notices(examples.group(1))).isEmpty();
      proofs.add(Read.job(examples.group(1)).work().proof());
    }
    assertThat(proofs).containsExactly(Proof.METERED, Proof.HASH, Proof.PIXELS, Proof.QUORUM);
  }

  @Test
  void theErrorIsTheOneThatIsTold() throws IOException {
    assertThat(page())
        .contains(Read.faults(Samples.SMALL.replace("units: 0.5", "units: half")).getFirst());
  }
}
