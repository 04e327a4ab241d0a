package polder.backtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import polder.adapters.engine.InProcessEngine;
import polder.backtest.report.Collector;
import polder.backtest.report.Panel;
import polder.backtest.report.ReportPage;
import polder.backtest.report.RunFacts;
import polder.backtest.report.TimeBins;
import polder.epoch.EpochHeader;
import polder.epoch.EpochRun;
import polder.epoch.RuleBook;
import polder.epoch.SignatureRule;
import polder.protocol.manifest.Manifests;
import polder.world.recorded.EpochFeed;
import polder.world.recorded.RecordedNetwork;

/**
 * A backtest: recorded data through the very epoch program that judges live messages. Writes {@code
 * rewards.csv}, {@code findings.csv}, {@code devices.csv}, {@code report.html} and, at last, {@code
 * summary.json}.
 */
public final class Backtest {
  private final RuleBook rules;
  private final BacktestRequest request;

  /** With the kinds of network that the manifest may name. */
  public Backtest(RuleBook rules, BacktestRequest request) {
    this.rules = rules;
    this.request = request;
  }

  /** Two runs over the same data: by the rules of the request, and by others. */
  public record Compared(Summary first, Summary second) {}

  private record Ran(Summary summary, RunFacts facts) {}

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
    Ran ran = run(request, List.of(), listener);
    finish(request, ran, List.of(ran.facts()));
    return ran.summary();
  }

  /**
   * Runs all epochs, and then once more by the rules of the manifest {@code other} into the folder
   * {@code compare} of the request's. The request's {@code report.html} shows both.
   *
   * @throws IOException and the others as {@link #run} does
   */
  public Compared compare(Path other, BacktestListener listener)
      throws IOException, InterruptedException {
    BacktestRequest otherRequest = request.comparedWith(other);
    // Before the first run, which may take minutes.
    rules.of(BacktestRules.read(otherRequest).from(0));
    Ran one = run(request, List.of(), listener);
    List<String> drawn = one.facts().panels().stream().map(Panel::device).toList();
    Ran two = run(otherRequest, drawn, listener);
    finish(otherRequest, two, List.of(two.facts()));
    finish(request, one, List.of(one.facts(), two.facts()));
    return new Compared(one.summary(), two.summary());
  }

  /** The summary comes last: where it is, all is. */
  private static void finish(BacktestRequest request, Ran ran, List<RunFacts> shown)
      throws IOException {
    ReportPage.write(request.out(), shown);
    ran.summary().write(request.out().resolve(Summary.FILE));
  }

  private Ran run(BacktestRequest request, List<String> drawn, BacktestListener listener)
      throws IOException, InterruptedException {
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
    Files.deleteIfExists(out.resolve(ReportPage.FILE));
    Collector collector = collector(inForce, feed, recorded);
    try (InProcessEngine engine = new InProcessEngine(request.threads());
        Results results = Results.open(out, recorded, request.allFindings(), collector)) {
      EpochRun program = new EpochRun(rules, engine, SignatureRule.RECORDED_DATA);
      EpochPipeline pipeline = new EpochPipeline(program, inForce, feed, results);
      EpochHeader last = pipeline.run(listener);
      results.finish();
      Summary summary =
          Summary.of(
              inForce,
              recorded.counts(),
              feed,
              results.tally(),
              last,
              request.threads(),
              startNanos);
      RunFacts facts =
          RunFacts.of(
              manifests.ruleSet(request.manifest()),
              summary.document(),
              recorded,
              results.totals(),
              collector,
              drawn);
      return new Ran(summary, facts);
    }
  }

  private static Collector collector(
      Manifests manifests, EpochFeed feed, RecordedNetwork recorded) {
    TimeBins bins =
        TimeBins.of(
            manifests.deployment().genesisMillis(),
            manifests.deployment().epochMillis(),
            feed.epochs());
    return new Collector(bins, recorded.devices().size());
  }
}
