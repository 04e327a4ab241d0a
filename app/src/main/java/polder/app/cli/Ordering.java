package polder.app.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import polder.adapters.files.KeyFile;
import polder.adapters.sdl.Order;
import polder.agent.market.Estimate;
import polder.agent.market.OrderNote;
import polder.agent.market.Renter;
import polder.networks.compute.Fit;
import polder.networks.compute.Machine;
import polder.networks.compute.job.Proof;
import polder.networks.compute.job.Work;
import polder.ports.work.Renderer;
import polder.protocol.money.Amounts;

/**
 * Orders jobs: says what they may cost, asks, pays into purses, and watches what becomes of them.
 */
final class Ordering {
  private final MarketOption.Talk talk;
  private final Renter renter;
  private final OrderOptions options;
  private final Output output;
  private final Person person;

  /** Who is asked, and how often it is looked. */
  record Person(InputStream input, OrderWatch.Pace pace) {
    static Person atTerminal() {
      return new Person(System.in, OrderWatch.Pace.USUAL);
    }

    /** Asks before money is spent. */
    boolean agrees(Output output, String question) throws IOException {
      output.note(question + " [y/N]");
      String answer =
          new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8)).readLine();
      return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
  }

  Ordering(
      MarketOption.Talk talk, Renter renter, OrderOptions options, Output output, Person person) {
    this.talk = talk;
    this.renter = renter;
    this.options = options;
    this.output = output;
    this.person = person;
  }

  /**
   * Orders all that a job's file asks for.
   *
   * @param out where to put results
   */
  ExitCode order(JobInput job, Optional<Path> out) throws IOException, InterruptedException {
    OrderDesk desk =
        new OrderDesk(talk, renter, KeyFile.owner(options.owner()), output, person.pace());
    List<Terms> terms = terms(job);
    for (Terms each : terms) {
      Results.check(each.job(), out);
    }
    if (!mayPay(desk, terms)) {
      return output.fail(ExitCode.NO, "nothing was ordered", "say y, or --yes, to order it");
    }
    return order(desk, job, terms, out);
  }

  private List<Terms> terms(JobInput job) throws IOException, InterruptedException {
    List<Terms> all = new ArrayList<>();
    List<Machine> machines = talk.market().machines();
    for (Order order : job.orders()) {
      Proof proof = order.job().work().proof();
      Estimate estimate = talk.market().estimate(proof, order.job().need());
      output.line(Terms.text(estimate, proof));
      Terms terms = Terms.of(order, options.wish(), estimate, talk);
      output.line(terms.text());
      output.line(fitting(order, machines));
      all.add(terms);
    }
    return all;
  }

  /** How many could do it, so that nobody's money waits for a machine that there is not. */
  private static String fitting(Order order, List<Machine> machines) {
    List<Machine> fitting =
        machines.stream()
            .filter(machine ->
                Fit.lack(order.job().need(), order.job().work().proof(), machine).isEmpty()
                    && serves(order.job().work(), machine))
            .toList();
    return fitting.size()
        + " of "
        + machines.size()
        + " machines that stand in the market have what it needs"
        + lacking(order.quorum(), fitting.stream().map(Machine::owner).distinct().count());
  }

  private static String lacking(int quorum, long owners) {
    if (owners == 0) {
      return "; unless one comes in time, nobody will bid";
    }
    return owners < quorum
        ? "; they are of "
            + owners
            + " owners, and its quorum is of "
            + quorum
            + ": unless more come in time, it ends without a result"
        : "";
  }

  /** Whether it has the renderer's version that the pictures ask for, if it is of pictures. */
  private static boolean serves(Work work, Machine machine) {
    return !(work instanceof Work.Render render)
        || Blenders.version(machine)
            .filter(its -> Renderer.About.serves(its, render.version()))
            .isPresent();
  }

  /** Says what it takes, and asks. */
  private boolean mayPay(OrderDesk desk, List<Terms> terms)
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
    if (options.isAgreed()) {
      return true;
    }
    return person.agrees(output, "order it?");
  }

  private ExitCode order(OrderDesk desk, JobInput job, List<Terms> terms, Optional<Path> out)
      throws IOException, InterruptedException {
    desk.enrol();
    desk.upload(job, terms);
    List<OrderWatch.Watched> watched = new ArrayList<>();
    Results results = new Results(talk, renter, output);
    for (Terms each : terms) {
      OrderNote note = desk.place(each, title(job.file(), each, terms.size()));
      watched.add(
          new OrderWatch.Watched(note, person.pace(), results.of(note.order(), each.job(), out)));
      output.line("ordered " + note.order() + " (" + note.title() + ")");
    }
    if (options.isDetached()) {
      output.line("`polder watch ORDER` goes on from here; `polder close ORDER` ends it");
      output.document(document(watched));
      return ExitCode.DONE;
    }
    return new OrderWatch(talk, renter, output, person.pace()).follow(watched);
  }

  private static String title(Path file, Terms terms, int count) {
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
