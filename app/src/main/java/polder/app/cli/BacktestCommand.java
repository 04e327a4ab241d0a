package polder.app.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.app.Kinds;
import polder.backtest.Backtest;
import polder.backtest.BacktestListener;
import polder.backtest.BacktestRequest;
import polder.backtest.Summary;
import polder.backtest.report.ReportPage;
import polder.epoch.RuleBook;
import polder.protocol.manifest.ManifestException;
import polder.world.recorded.RecordedDataException;
import polder.world.recorded.RecordedFiles;

/** Tries rules on recorded data. */
@Command(
    name = "backtest",
    description =
        "Compute what every device would have earned under these rules on recorded data, by the"
            + " very program that judges live messages.",
    footer = {
      "",
      "Example:",
      "  polder backtest --manifest air-temperature.yaml --stations stations.csv \\",
      "    --observations january.csv.gz --map device=id,time=time_utc,temperature=ta_c \\",
      "    --station-map device=id,lat=lat,lon=lon,height=z --out january",
      "Add --compare stricter.yaml to see two sets of rules beside each other."
    })
public final class BacktestCommand implements Action {
  private static final int PERCENT = 100;

  @Mixin private RecordedOptions recorded = new RecordedOptions();

  @Option(
      names = "--deployment",
      paramLabel = "FILE",
      description =
          "Manifest of the deployment (default: as a new one). Its genesis is moved to the first"
              + " reading.")
  private @Nullable Path deployment;

  @Option(
      names = "--observations",
      required = true,
      paramLabel = "FILE",
      arity = "1..*",
      description = "Tables of observations, CSV, perhaps with .gz; rows in any order.")
  private List<Path> observations = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "Where to write rewards.csv, findings.csv, devices.csv, report.html and summary.json;"
              + " files of these names are replaced.")
  private Path out = Path.of("");

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description =
          "Another manifest, run after the first over the same data into DIR/compare; report.html"
              + " then shows both.")
  private @Nullable Path compare;

  @Option(
      names = "--epoch",
      paramLabel = "DURATION",
      description =
          "Length of an epoch (default: the deployment's where one is named, otherwise 1h).")
  private @Nullable String epoch;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that compute (default: one a core). The results are the same for any number.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--all-findings",
      description =
          "Write what every check said of every reading, not only of those that are not simply"
              + " accepted.")
  private boolean allFindings;

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    if (threads < 1) {
      return output.fail(ExitCode.USAGE, "--threads " + threads + " is too few", "name 1 or more");
    }
    RecordedFiles files;
    try {
      files = recorded.files(observations);
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.USAGE,
          String.valueOf(e.getMessage()),
          "write --map device=COLUMN,time=COLUMN,QUANTITY=COLUMN");
    }
    BacktestRequest request =
        new BacktestRequest(
            recorded.manifest(),
            Optional.ofNullable(deployment),
            Optional.ofNullable(epoch),
            files,
            out,
            threads,
            allFindings);
    Backtest backtest = new Backtest(new RuleBook(Kinds.ALL), request);
    try {
      return compare == null ? run(backtest, output) : compare(backtest, compare, output);
    } catch (RecordedDataException | ManifestException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "correct it and try again");
    }
  }

  private ExitCode run(Backtest backtest, Output output) throws IOException, InterruptedException {
    try (Bars bars = new Bars(output)) {
      Summary summary = backtest.run(bars);
      bars.close();
      tell(output, summary);
      output.document(summary);
    }
    tellWhere(output);
    return ExitCode.DONE;
  }

  private ExitCode compare(Backtest backtest, Path other, Output output)
      throws IOException, InterruptedException {
    try (Bars bars = new Bars(output)) {
      Backtest.Compared both = backtest.compare(other, bars);
      bars.close();
      output.line("by " + recorded.manifest());
      tell(output, both.first());
      output.line("by " + other);
      tell(output, both.second());
      output.document(both);
    }
    tellWhere(output);
    return ExitCode.DONE;
  }

  private void tell(Output output, Summary summary) {
    List<List<String>> rows = new ArrayList<>();
    row(rows, "devices", summary.devices(), "");
    row(rows, "readings", summary.readings(), "");
    row(rows, "accepted", summary.accepted(), share(summary.accepted(), summary));
    row(rows, "  corroborated", summary.corroborated(), share(summary.corroborated(), summary));
    row(rows, "unverified", summary.unverified(), share(summary.unverified(), summary));
    row(rows, "rejected", summary.rejected(), share(summary.rejected(), summary));
    summary
        .rejectedBy()
        .forEach((check, count) -> row(rows, "  by " + check, count, share(count, summary)));
    if (summary.refused() > 0) {
      row(rows, "refused", summary.refused(), share(summary.refused(), summary));
    }
    row(rows, "epochs", summary.epochs(), "");
    output.table(List.of("", "count", "per cent"), rows);
    output.line("paid " + summary.paid().toPlainString() + " tokens");
    output.line("  of which still held " + summary.held().toPlainString());
    output.line("  and forfeited " + summary.lost().toPlainString());
    output.line("root " + summary.root());
    output.line(
        summary.seconds() + " s, at most " + (summary.peakMemoryBytes() >> 20) + " MiB of memory");
    summary.warnings().forEach(warning -> output.note("note: " + warning));
  }

  private void tellWhere(Output output) {
    output.line("open " + out.resolve(ReportPage.FILE) + " in a browser;");
    output.line("look at " + out.resolve("devices.csv") + " for what each device came to,");
    output.line("and at " + out.resolve("findings.csv") + " for why readings were not accepted");
  }

  private static void row(List<List<String>> rows, String name, long count, String share) {
    rows.add(List.of(name, Long.toString(count), share));
  }

  private static String share(long count, Summary summary) {
    return BigDecimal.valueOf(count)
        .multiply(BigDecimal.valueOf(PERCENT))
        .divide(BigDecimal.valueOf(Math.max(1, summary.readings())), 2, RoundingMode.HALF_UP)
        .toPlainString();
  }

  /** Two progress bars a run, one after the other. */
  private static final class Bars implements BacktestListener, AutoCloseable {
    private final Output output;
    private Progress progress;
    private boolean computing;

    Bars(Output output) {
      this.output = output;
      this.progress = output.progress("reading", 0);
    }

    @Override
    public void read(long readings) {
      if (computing) {
        computing = false;
        progress.close();
        progress = output.progress("reading", 0);
      }
      progress.advance(readings);
    }

    @Override
    public void computed(long epochs, long total) {
      if (!computing) {
        computing = true;
        progress.close();
        progress = output.progress("computing epochs", total);
      }
      progress.to(epochs);
    }

    @Override
    public void close() {
      progress.close();
    }
  }
}
