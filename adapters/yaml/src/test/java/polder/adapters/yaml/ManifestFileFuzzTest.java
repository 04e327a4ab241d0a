package polder.adapters.yaml;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.Value;

/**
 * Whatever somebody writes, it is a manifest or the place of what is wrong. Runs over the kept
 * inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class ManifestFileFuzzTest {
  private static final Value.Table DEPLOYMENT =
      ManifestFile.parse(
          """
          name: small
          chain_id: 31337
          genesis_millis: 1700000040000
          epoch: 1m
          emission: {per_day: 1440, halving: 1460d}
          grace: 5s
          clock_tolerance: 5s
          snapshot_every: 3
          messages_per_epoch: 100
          """,
          "deployment");

  @FuzzTest(maxDuration = "1m")
  void aTextIsAManifestOrRefused(byte[] content) {
    String yaml = new String(content, StandardCharsets.UTF_8);
    Value.Table table;
    try {
      table = ManifestFile.parse(yaml, "fuzzed");
    } catch (ManifestException refused) {
      return;
    }
    try {
      DeploymentManifest.of(table);
    } catch (ManifestException refused) {
      networkOf(table);
    }
  }

  private static void networkOf(Value.Table table) {
    try {
      NetworkManifest.of(table);
      Manifests manifests = Manifests.of(DEPLOYMENT, List.of(table));
      if (!Manifests.decode(manifests.encode()).encode().equals(manifests.encode())) {
        throw new AssertionError("written and read again the manifests differ");
      }
    } catch (ManifestException refused) {
      return;
    }
  }
}
