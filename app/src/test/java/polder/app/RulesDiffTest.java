package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.chain.Governance.Schedule;
import polder.protocol.manifest.Manifests;

class RulesDiffTest {
  @TempDir Path folder;

  private ManifestFolder manifests() {
    return new ManifestFolder(folder);
  }

  private Manifests begin() throws IOException {
    manifests().createNetwork("demo", "demo");
    manifests().createDeployment("polder", "10s", 1_700_000_000_000L);
    return manifests().load();
  }

  private Manifests edited(String file, String from, String to) throws IOException {
    Path path = folder.resolve(file);
    String text = Files.readString(path, StandardCharsets.UTF_8);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to), StandardCharsets.UTF_8);
    return manifests().load();
  }

  private static Schedule schedule(Manifests before) {
    return new Schedule(
        before.deployment().emission().perDayNano(),
        before.deployment().emission().halvingMillis(),
        before.deployment().epochMillis());
  }

  @Test
  void everyChangedValueIsNamedWithWhatItWasAndIs() throws IOException {
    Manifests before = begin();
    assertThat(RulesDiff.between(before, before)).isEmpty();
    Manifests after = edited("demo.yaml", "share: 0.01 ", "share: 0.02 ");
    assertThat(RulesDiff.between(before, after))
        .containsExactly(new RulesDiff.Change("demo.pay.share", "0.01", "0.02"));
    assertThat(RulesDiff.impossible(before, after, schedule(before))).isEmpty();
  }

  @Test
  void aNetworkThatComesOrGoesIsNamed() throws IOException {
    Manifests before = begin();
    manifests().createNetwork("air-temperature", "air-temperature");
    List<RulesDiff.Change> changes = RulesDiff.between(before, manifests().load());
    assertThat(changes)
        .contains(new RulesDiff.Change("air-temperature.kind", "(nothing)", "sensors"))
        .allMatch(change -> change.path().startsWith("air-temperature."));
  }

  @Test
  void whatNoVoteCanChangeIsRefused() throws IOException {
    Manifests before = begin();
    Manifests more = edited("deployment.yaml", "per_day: 100000 ", "per_day: 100001 ");
    assertThat(RulesDiff.impossible(before, more, schedule(before)).toString())
        .contains("emission is above");
    Manifests longer = edited("deployment.yaml", "epoch: 10s", "epoch: 20s");
    assertThat(RulesDiff.impossible(before, longer, schedule(before)).toString())
        .contains("an epoch is at most as long");
    Manifests renamed = edited("deployment.yaml", "name: polder", "name: another");
    assertThat(RulesDiff.impossible(before, renamed, schedule(before)).toString())
        .contains("identity");
  }
}
