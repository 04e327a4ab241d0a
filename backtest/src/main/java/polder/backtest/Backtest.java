package polder.backtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import polder.adapters.engine.InProcessEngine;
import polder.epoch.EpochHeader;
import polder.epoch.EpochRun;
import polder.epoch.RuleBook;
import polder.epoch.SignatureRule;
import polder.protocol.manifest.Manifests;
import polder.world.recorded.EpochFeed;
import polder.world.recorded.RecordedNetwork;

/**
 * A backtest: recorded data through the very epoch program that judges live messages. Writes {@code
 * rewards.csv}, {@code findings.csv}, {@code devices.csv} and, at last, {@code summary.json}.
 */
public final class Backtest {
  private final RuleBook rules;
  private final BacktestRequest request;

  /** With the kinds of network that the manifest may name. */
  public Backtest(RuleBook rules, BacktestRequest request) {
    this.rules = rules;
    this.request = request;
  }

  /**
   * Runs all epochs.
   *
   * @throws polder.protocol.manifest.ManifestException if a manifest is wrong
   * @throws polder.world.recorded.RecordedDataException if a recorded file is wrong
   * @throws IOException if a file cannot be read or written
   * @throws InterruptedException if the thread is interrupted; what was written so far stays, but
   *     no summary
   */
  public Summary run(BacktestListener listener) throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    BacktestRules manifests = BacktestRules.read(request);
    // Before anything large is read: a wrong manifest should be told at once.
    rules.of(manifests.from(0));
    RecordedNetwork recorded =
        RecordedNetwork.load(manifests.network(), request.files(), listener::read);
    Manifests inForce = manifests.from(recorded.firstMillis());
    EpochFeed feed = recorded.feed(inForce.deployment());

    Path out = Files.createDirectories(request.out());
    Files.deleteIfExists(out.resolve(Summary.FILE));
    Summary summary;
    try (InProcessEngine engine = new InProcessEngine(request.threads());
        Results results = Results.open(out, recorded, request.allFindings())) {
      EpochRun program = new EpochRun(rules, engine, SignatureRule.RECORDED_DATA);
      EpochPipeline pipeline = new EpochPipeline(program, inForce, feed, results);
      EpochHeader last = pipeline.run(listener);
      results.finish();
      summary =
          Summary.of(
              inForce,
              recorded.counts(),
              feed,
              results.tally(),
              last,
              request.threads(),
              startNanos);
    }
    summary.write(out.resolve(Summary.FILE));
    return summary;
  }
}
