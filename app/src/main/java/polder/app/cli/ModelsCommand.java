package polder.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.adapters.onnx.OnnxExport;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.OfferException;
import polder.agent.learning.LearningAgent;
import polder.agent.learning.TaskBoard;
import polder.agent.learning.TaskClient;
import polder.networks.learning.Round;
import polder.networks.learning.TaskState;
import polder.networks.learning.judge.Judge;
import polder.networks.learning.sale.DataSource;
import polder.networks.learning.sale.DataUse;
import polder.protocol.money.Amounts;

/** Shows what a learning network trains. */
@Command(
    name = "models",
    description =
        "Show the tasks of a learning network; of one task its rounds, its judges, and what who"
            + " earned by it.")
public final class ModelsCommand implements Action {
  private static final double NANO = 1e9;

  /** A millionth is a ten-thousandth of a percent, of which money is written in billionths. */
  private static final long PERCENT_OF_PPM = 100_000;

  @Parameters(arity = "0..1", paramLabel = "TASK", description = "Show this task.")
  private @Nullable String task;

  @Option(
      names = "--onnx",
      paramLabel = "FILE",
      description = "Write the task's model as it stands into this ONNX file.")
  private @Nullable Path onnx;

  @Mixin private final LearningNetworkOption network = new LearningNetworkOption();

  @Mixin private final NodeOption node = new NodeOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    try (NodeClient speaker = node.client()) {
      Deployment deployment = speaker.deployment();
      String name = deployment.only(LearningAgent.KIND, "learning network", network.name()).name();
      TaskClient client = new TaskClient(() -> speaker, name);
      if (task == null) {
        list(output, client.board());
      } else {
        show(output, client.state(task));
      }
      return ExitCode.DONE;
    } catch (OfferException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "see polder models --help");
    }
  }

  private static void list(Output output, TaskBoard board) {
    List<List<String>> rows = new ArrayList<>();
    List<Map<String, Object>> documents = new ArrayList<>();
    for (TaskBoard.Listed its : board.tasks()) {
      rows.add(
          List.of(
              its.task(),
              its.reason().isEmpty() ? its.phase() : its.phase() + ": " + its.reason(),
              its.round() + " of " + its.rounds(),
              its.sponsor()));
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("task", its.task());
      document.put("phase", its.phase());
      document.put("reason", its.reason());
      document.put("round", its.round());
      document.put("rounds", its.rounds());
      document.put("sponsor", its.sponsor());
      documents.add(document);
    }
    if (rows.isEmpty()) {
      output.line("nobody has set a task yet");
    } else {
      output.table(List.of("TASK", "PHASE", "ROUNDS", "SPONSOR"), rows);
    }
    output.document(documents);
  }

  private void show(Output output, TaskState state) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    int number = 1;
    for (Round round : state.rounds()) {
      rows.add(
          List.of(
              Integer.toString(number++),
              Long.toString(round.epoch()),
              Integer.toString(round.participants()),
              loss(round.lossBeforeNano()),
              loss(round.lossAfterNano()),
              Amounts.format(round.paidNano())));
    }
    output.table(List.of("ROUND", "EPOCH", "UPDATES", "LOSS BEFORE", "AFTER", "PAID"), rows);
    List<List<String>> earned = new ArrayList<>();
    state
        .earned()
        .forEach((device, its) -> earned.add(List.of(device.did(), Amounts.format(its.nano()))));
    output.line("");
    output.table(List.of("PARTICIPANT", "EARNED"), earned);
    showJudges(output, state);
    showSources(output, state);
    state
        .terms()
        .sale()
        .ifPresent(sale ->
            output.line(
                "\na prediction costs "
                    + Amounts.format(sale.priceNano())
                    + " tokens: "
                    + percent(sale.participantsPpm())
                    + " to participants, "
                    + percent(sale.devicesPpm())
                    + " to the owners of devices, the rest to the sponsor"));
    if (onnx != null) {
      Files.write(onnx, OnnxExport.of(state.terms().architecture(), state.model().toFloats()));
      output.note("wrote " + onnx);
    }
  }

  /** Who may judge the task, and what became of its opinions. */
  private static void showJudges(Output output, TaskState state) {
    List<List<String>> rows = new ArrayList<>();
    for (Judge judge : state.bench().judges().values()) {
      rows.add(
          List.of(
              judge.device().did(),
              Amounts.format(judge.stake().nano()),
              percent(judge.repute().trustPpm()),
              Amounts.format(judge.repute().earnedNano())));
    }
    if (!rows.isEmpty()) {
      output.line("");
      output.table(List.of("JUDGE", "STAKE", "TRUST", "DIVIDENDS"), rows);
    }
  }

  /** Whose readings taught the model, where participants said so. */
  private static void showSources(Output output, TaskState state) {
    SortedMap<DataSource, DataUse> sources = new TreeMap<>();
    state
        .earned()
        .values()
        .forEach(its ->
            its.sources().forEach((source, use) -> sources.merge(source, use, DataUse::and)));
    List<List<String>> rows = new ArrayList<>();
    sources.forEach((source, use) ->
        rows.add(
            List.of(
                source.device().did(),
                source.network(),
                use.firstEpoch() + " to " + use.lastEpoch(),
                Amounts.format(use.nano()))));
    if (!rows.isEmpty()) {
      output.line("");
      output.table(List.of("LEARNED FROM", "NETWORK", "EPOCHS", "ITS PART"), rows);
    }
  }

  private static String percent(long ppm) {
    return String.format(Locale.ROOT, "%s %%", Amounts.format(ppm * PERCENT_OF_PPM));
  }

  private static String loss(long nano) {
    return String.format(Locale.ROOT, "%.6f", nano / NANO);
  }
}
