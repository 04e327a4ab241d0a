package polder.app.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.adapters.files.KeyFile;
import polder.adapters.sdl.Order;
import polder.agent.market.Estimate;
import polder.agent.market.OrderNote;
import polder.agent.market.Renter;
import polder.networks.compute.Fit;
import polder.networks.compute.Machine;
import polder.networks.compute.job.Proof;
import polder.protocol.money.Amounts;

/** Orders a job from a market of computing and watches it. */
@Command(
    name = "run",
    description =
        "Run a job on a machine of a market of computing: says what it may cost, puts that into"
            + " the order's purse, takes bids, and shows what becomes of it. Ctrl-C closes the"
            + " order; what its purse still holds comes back.")
public final class RunCommand implements Action {
  private static final long SECOND_MILLIS = 1_000;

  @Parameters(paramLabel = "JOB.yaml", description = "The job: Akash's SDL, or our own short form.")
  private Path file = Path.of("");

  @Option(
      names = "--owner",
      required = true,
      paramLabel = "FILE",
      description = "Key file of the account that pays, as `polder keys new` makes them.")
  private Path owner = Path.of("");

  @Option(
      names = "--limit",
      paramLabel = "TOKENS",
      description =
          "The most to pay to the machine for each order, altogether (default: what the file says,"
              + " else what comparable work costs lately).")
  private @Nullable String limit;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "1h",
      description =
          "How long services run, or within which time a result must be there (default:"
              + " ${DEFAULT-VALUE}).")
  private String time = "1h";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Take bids for so many epochs at least (default: ${DEFAULT-VALUE}).")
  private int rounds = 1;

  @Option(names = "--detach", description = "Order it and end; `polder orders` shows the rest.")
  private boolean detach;

  @Option(names = "--yes", description = "Do not ask before money is spent.")
  private boolean yes;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to put a program's result (default: print it if it is short text).")
  private @Nullable Path out;

  @Mixin private final MarketOption market = new MarketOption();

  private final InputStream input;
  private final OrderWatch.Pace pace;

  /** Asks the person at this process's terminal. */
  public RunCommand() {
    this(System.in, OrderWatch.Pace.USUAL);
  }

  RunCommand(InputStream input, OrderWatch.Pace pace) {
    this.input = input;
    this.pace = pace;
  }

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Optional<Long> millis = polder.protocol.manifest.Parameters.parseDurationMillis(time);
    if (millis.isEmpty() || millis.get() < SECOND_MILLIS) {
      return output.fail(
          ExitCode.USAGE, time + " is no time for --for", "write 90s, 30m, 2h or 7d, for example");
    }
    if (output.json() && !yes) {
      return output.fail(ExitCode.USAGE, "with --json nobody is asked", "say --yes to spend money");
    }
    if (!Files.exists(owner)) {
      throw new BadWordException("there is no " + owner, "name the owner's key file with --owner");
    }
    JobInput job = JobInput.read(file, output);
    Terms.Wish wish =
        new Terms.Wish(Optional.ofNullable(limit), millis.get() / SECOND_MILLIS, rounds);
    try (MarketOption.Talk talk = market.talk()) {
      OrderDesk desk = new OrderDesk(talk, market.renter(talk), KeyFile.owner(owner), output, pace);
      List<Terms> terms = terms(talk, job, wish, output);
      if (!mayPay(desk, terms, output)) {
        return output.fail(ExitCode.NO, "nothing was ordered", "say y, or --yes, to order it");
      }
      return order(talk, desk, job, terms, output);
    }
  }

  private static List<Terms> terms(
      MarketOption.Talk talk, JobInput job, Terms.Wish wish, Output output)
      throws IOException, InterruptedException {
    List<Terms> all = new ArrayList<>();
    List<Machine> machines = talk.market().machines();
    for (Order order : job.orders()) {
      Proof proof = order.job().work().proof();
      Estimate estimate = talk.market().estimate(proof, order.job().need());
      output.line(Terms.text(estimate, proof));
      Terms terms = Terms.of(order, wish, estimate, talk);
      output.line(terms.text());
      output.line(fitting(order, machines));
      all.add(terms);
    }
    return all;
  }

  /** How many could do it, so that nobody's money waits for a machine that there is not. */
  private static String fitting(Order order, List<Machine> machines) {
    long fitting =
        machines.stream()
            .filter(machine ->
                Fit.lack(order.job().need(), order.job().work().proof(), machine.capacity())
                    .isEmpty())
            .count();
    return fitting
        + " of "
        + machines.size()
        + " machines that stand in the market have what it needs"
        + (fitting > 0 ? "" : "; unless one comes in time, nobody will bid");
  }

  /** Says what it takes, and asks. */
  private boolean mayPay(OrderDesk desk, List<Terms> terms, Output output)
      throws IOException, InterruptedException {
    long needed = terms.stream().mapToLong(Terms::fundNano).reduce(0, Math::addExact);
    long balance = desk.balanceNano();
    if (balance < needed) {
      throw new BadWordException(
          "this takes "
              + Amounts.format(needed)
              + " tokens, and the balance of "
              + desk.account()
              + " is "
              + Amounts.format(balance),
          "bring tokens in with `polder deposit`, or ask for less with --limit or --for");
    }
    boolean checks = terms.stream().anyMatch(its -> !its.isMetered());
    output.line(
        Amounts.format(needed)
            + " tokens go into the order's purse"
            + (checks ? ", enough for checks of the result by others, too" : "")
            + "; what is left of them comes back at the end");
    if (yes) {
      return true;
    }
    output.note("order it? [y/N]");
    String answer =
        new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8)).readLine();
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }

  private ExitCode order(
      MarketOption.Talk talk, OrderDesk desk, JobInput job, List<Terms> terms, Output output)
      throws IOException, InterruptedException {
    desk.enrol();
    desk.upload(job, terms);
    List<OrderWatch.Watched> watched = new ArrayList<>();
    for (Terms each : terms) {
      OrderNote note = desk.place(each, title(each, terms.size()));
      watched.add(new OrderWatch.Watched(note, pace));
      output.line("ordered " + note.order() + " (" + note.title() + ")");
    }
    Renter renter = desk.renter();
    if (detach) {
      output.line("see `polder orders`; `polder close ORDER` ends it");
      output.document(document(watched));
      return ExitCode.DONE;
    }
    return new OrderWatch(talk, renter, output, pace, Optional.ofNullable(out)).follow(watched);
  }

  private String title(Terms terms, int count) {
    String name = String.valueOf(file.getFileName());
    return count == 1 ? name : name + ", " + terms.name();
  }

  private static List<Map<String, Object>> document(List<OrderWatch.Watched> watched) {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (OrderWatch.Watched each : watched) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("order", each.note().order().text());
      document.put("title", each.note().title());
      document.put("fundedNano", each.note().fundedNano());
      documents.add(document);
    }
    return documents;
  }
}
