package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Assessment.Verdict;
import polder.networks.Factor;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.message.Seals;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;

/** Ends an order whose result was worked out: whose result is right, who is paid, who loses. */
final class Verdicts {
  private static final long MILLI = 1_000;

  private final OrderEpoch epoch;
  private final OrderState order;
  private final Phase.Working working;
  private final Sheet sheet;

  Verdicts(OrderEpoch epoch, OrderState order, Phase.Working working) {
    this.epoch = epoch;
    this.order = order;
    this.working = working;
    this.sheet = epoch.sheet();
  }

  /** Whether more came to one result than to any other, or only one was asked. */
  boolean isDecided() {
    return right().isPresent();
  }

  /** What the most came to, as it is compared; empty if several have as many. */
  private Optional<String> right() {
    SortedMap<String, List<Runner>> byResult = new TreeMap<>();
    for (Runner runner : working.runners()) {
      byResult.computeIfAbsent(name(runner), key -> new ArrayList<>()).add(runner);
    }
    int most = byResult.values().stream().mapToInt(List::size).max().orElse(0);
    List<List<Runner>> best = byResult.values().stream().filter(its -> its.size() == most).toList();
    return best.size() == 1 ? Optional.of(name(best.getFirst().getFirst())) : Optional.empty();
  }

  /** What is compared of a runner's result: as much of it as all worked out. */
  private String name(Runner runner) {
    Runner.Result result = runner.result().orElseThrow();
    if (result.parts().isEmpty()) {
      return result.output().toHex() + "/" + result.effort();
    }
    List<Hash> compared = result.parts();
    if (isWinner(runner) && !working.asked().isEmpty()) {
      compared = working.asked().stream().map(result.parts()::get).toList();
    }
    return Seals.whole(compared).toHex();
  }

  /** Pays those who were right; the others lose their bond to the renter. */
  Optional<OrderState> decide() {
    String right = right().orElseThrow();
    boolean checked = working.runners().size() > 1;
    boolean wonIsRight = isRight(working.runners().getFirst(), right);
    for (Runner runner : working.runners()) {
      boolean first = isWinner(runner);
      if (isRight(runner, right)) {
        long price = working.lease().priceNano();
        pay(
            runner,
            first ? price : epoch.parameters().fee(order.order(), price),
            first ? "work" : "check");
        sheet.tell(runner.machine(), new Word.Kept());
        said(runner, checked ? "result_confirmed" : "unchecked", Verdict.ACCEPTED);
      } else {
        sheet.tell(runner.machine(), new Word.Cheated(order.renter(), "wrong_result"));
        said(runner, "wrong_result", Verdict.REJECTED);
      }
    }
    return ended(wonIsRight ? "done" : "wrong_result", output(right));
  }

  private void pay(Runner runner, long nano, String reason) {
    long paid = sheet.pay(runner.owner(), nano, reason);
    sheet
        .line(runner.machine())
        .weigh(Amounts.MILLION, new Factor(reason, Amounts.MILLION))
        .because(paid < nano ? "purse_empty" : "paid");
  }

  /** Nobody can say who is right, and nobody else can be asked: nobody pays and nobody loses. */
  Optional<OrderState> undecided() {
    for (Runner runner : working.runners()) {
      sheet.tell(runner.machine(), new Word.Freed());
      said(runner, "results_differ", Verdict.UNVERIFIED);
    }
    return ended("results_differ", Hash.ZERO);
  }

  /**
   * Ends it before there is a result. Who was drawn to check and has shown what he came to is paid;
   * nobody else is.
   *
   * @param word what is said of the machine that won
   */
  Optional<OrderState> called(String reason, Word word) {
    sheet.tell(working.lease().machine(), word);
    sheet.line(working.lease().machine()).because(reason);
    for (Runner runner : working.runners()) {
      boolean first = isWinner(runner);
      if (!first && runner.result().isPresent()) {
        pay(runner, epoch.parameters().fee(order.order(), working.lease().priceNano()), "check");
        sheet.tell(runner.machine(), new Word.Kept());
      } else if (!first) {
        sheet.tell(runner.machine(), new Word.Freed());
      }
      if (!runner.message().equals(Hash.ZERO)) {
        said(runner, reason, Verdict.UNVERIFIED);
      }
    }
    return ended(reason, Hash.ZERO);
  }

  private void said(Runner runner, String reason, Verdict verdict) {
    DeviceId machine = runner.machine();
    List<Finding> findings =
        runner
            .result()
            .map(result ->
                List.of(
                    new Finding(
                        "result",
                        verdict == Verdict.REJECTED ? Result.FAIL : Result.PASS,
                        Math.min(result.effort(), Long.MAX_VALUE / MILLI) * MILLI,
                        0,
                        "effort")))
            .orElse(List.of());
    String subject = Subjects.result(runner.result().map(Runner.Result::parts).orElse(List.of()));
    sheet.line(machine).because(reason).of(runner.message(), subject, verdict, findings);
  }

  private boolean isWinner(Runner runner) {
    return runner.machine().equals(working.lease().machine());
  }

  private boolean isRight(Runner runner, String right) {
    return name(runner).equals(right);
  }

  /** Where the right result is found: with whoever worked out all of it, if he was right. */
  private Hash output(String right) {
    return working.runners().stream()
        .filter(runner -> isRight(runner, right))
        .map(runner -> runner.result().orElseThrow())
        .filter(
            result -> result.parts().isEmpty() || result.parts().size() == order.order().parts())
        .map(Runner.Result::output)
        .findFirst()
        .orElse(Hash.ZERO);
  }

  private Optional<OrderState> ended(String reason, Hash output) {
    return output.equals(Hash.ZERO)
        ? epoch.end(order, reason, "order", Verdict.REJECTED)
        : epoch.end(order, reason, Subjects.output(output), Verdict.ACCEPTED);
  }
}
