package polder.backtest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.adapters.yaml.ManifestFile;
import polder.backtest.report.RuleLines;
import polder.backtest.report.RunFacts;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.Value;

/** The manifests of a backtest. */
record BacktestRules(Value.Table deployment, Value.Table networkDocument, NetworkManifest network) {
  private static final String DEFAULTS = "deployment.yaml";
  // Recorded networks mostly report hourly; a new deployment's 10 seconds are for live ones.
  private static final String DEFAULT_EPOCH = "1h";

  /**
   * Reads the manifests that {@code request} names.
   *
   * @throws polder.protocol.manifest.ManifestException naming the key that is wrong
   */
  static BacktestRules read(BacktestRequest request) throws IOException {
    Optional<Path> file = request.deployment();
    SortedMap<String, Value> deployment =
        new TreeMap<>((file.isPresent() ? ManifestFile.read(file.get()) : defaults()).entries());
    Optional<String> epoch =
        request.epoch().or(() -> file.isPresent() ? Optional.empty() : Optional.of(DEFAULT_EPOCH));
    epoch.ifPresent(length -> deployment.put("epoch", new Value.Text(length)));
    Value.Table document = ManifestFile.read(request.manifest());
    return new BacktestRules(new Value.Table(deployment), document, NetworkManifest.of(document));
  }

  /** The network's rules as a page shows them. */
  RunFacts.RuleSet ruleSet(Path manifest) {
    return new RunFacts.RuleSet(
        String.valueOf(manifest.getFileName()), RuleLines.of(networkDocument));
  }

  private static Value.Table defaults() throws IOException {
    try (InputStream in = BacktestRules.class.getResourceAsStream(DEFAULTS)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + DEFAULTS);
      }
      return ManifestFile.parse(
          new String(in.readAllBytes(), StandardCharsets.UTF_8), "the default deployment");
    }
  }

  /** These rules with a genesis at the start of the epoch that holds {@code firstMillis}. */
  Manifests from(long firstMillis) {
    long epochMillis = DeploymentManifest.of(deployment).epochMillis();
    SortedMap<String, Value> moved = new TreeMap<>(deployment.entries());
    moved.put("genesis_millis", new Value.Whole(firstMillis - firstMillis % epochMillis));
    return Manifests.of(new Value.Table(moved), List.of(networkDocument));
  }
}
