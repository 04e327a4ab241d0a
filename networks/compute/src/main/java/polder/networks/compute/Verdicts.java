package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import polder.networks.Assessment.Verdict;
import polder.networks.Factor;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.Sheet;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.job.Proof;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;

/** Ends an order whose result was worked out: whose result is right, who is paid, who loses. */
final class Verdicts {
  private static final long MILLI = 1_000;

  private final OrderEpoch epoch;
  private final OrderState order;
  private final Phase.Working working;
  private final Function<Runner, List<Finding>> compared;
  private final Sheet sheet;

  Verdicts(OrderEpoch epoch, OrderState order, Phase.Working working) {
    this(epoch, order, working, runner -> List.of());
  }

  /**
   * Where more can be said than whose results are the same.
   *
   * @param compared how what a runner came to compares with what others did
   */
  Verdicts(
      OrderEpoch epoch,
      OrderState order,
      Phase.Working working,
      Function<Runner, List<Finding>> compared) {
    this.epoch = epoch;
    this.order = order;
    this.working = working;
    this.compared = compared;
    this.sheet = epoch.sheet();
  }

  /**
   * Pays those who were right; the others lose their bond.
   *
   * @param right all who were
   */
  Optional<OrderState> decide(List<Runner> right) {
    boolean checked = working.runners().size() > 1;
    boolean wonIsRight = right.stream().anyMatch(this::isWinner);
    boolean isQuorum = order.order().proof() == Proof.QUORUM;
    Account heir = isQuorum ? drawn(right) : order.renter();
    for (Runner runner : working.runners()) {
      boolean first = isWinner(runner);
      if (right.contains(runner)) {
        long price = working.lease().priceNano();
        pay(
            runner,
            first ? price : epoch.parameters().fee(order.order(), price),
            first || isQuorum ? "work" : "check");
        Word.tell(sheet, runner.machine(), new Word.Kept());
        said(runner, checked ? "result_confirmed" : "unchecked", Verdict.ACCEPTED);
      } else {
        Word.tell(sheet, runner.machine(), new Word.Cheated(heir, "wrong_result"));
        said(runner, "wrong_result", Verdict.REJECTED);
      }
    }
    return ended(wonIsRight || isQuorum ? "done" : "wrong_result", output(right));
  }

  /**
   * Of those who were drawn and were right, one that is drawn again. What dissents loses its bond
   * to him and not to the renter: a container can be written to say something else now and then,
   * and nobody shall live on that.
   */
  private Account drawn(List<Runner> right) {
    List<Runner> drawn = right.stream().filter(its -> !isWinner(its)).toList();
    return drawn.get((int) epoch.draw().below(drawn.size())).owner();
  }

  private void pay(Runner runner, long nano, String reason) {
    long paid = sheet.pay(runner.machine(), runner.owner(), nano, reason);
    sheet
        .line(runner.machine())
        .weigh(Amounts.MILLION, new Factor(reason, Amounts.MILLION))
        .because(paid < nano ? "purse_empty" : "paid");
  }

  /** Nobody can say who is right, and nobody else can be asked: nobody pays and nobody loses. */
  Optional<OrderState> undecided(String reason) {
    for (Runner runner : working.runners()) {
      Word.tell(sheet, runner.machine(), new Word.Freed());
      said(runner, reason, Verdict.UNVERIFIED);
    }
    return ended(reason, Hash.ZERO);
  }

  /**
   * Ends it before there is a result. Who was drawn to check and has shown what he came to is paid;
   * nobody else is.
   *
   * @param word what is said of the machine that won
   */
  Optional<OrderState> called(String reason, Word word) {
    sheet.line(working.lease().machine()).because(reason);
    for (Runner runner : working.runners()) {
      boolean first = isWinner(runner);
      if (first) {
        Word.tell(sheet, runner.machine(), word);
      } else if (runner.result().isPresent()) {
        pay(runner, epoch.parameters().fee(order.order(), working.lease().priceNano()), "check");
        Word.tell(sheet, runner.machine(), new Word.Kept());
      } else {
        Word.tell(sheet, runner.machine(), new Word.Freed());
      }
      if (!runner.message().equals(Hash.ZERO)) {
        said(runner, reason, Verdict.UNVERIFIED);
      }
    }
    return ended(reason, Hash.ZERO);
  }

  private void said(Runner runner, String reason, Verdict verdict) {
    DeviceId machine = runner.machine();
    List<Finding> findings = new ArrayList<>(compared.apply(runner));
    runner
        .result()
        .ifPresent(result ->
            findings.add(
                new Finding(
                    Subjects.RESULT,
                    verdict == Verdict.REJECTED ? Result.FAIL : Result.PASS,
                    Math.min(result.effort(), Long.MAX_VALUE / MILLI) * MILLI,
                    0,
                    "effort")));
    String subject = Subjects.result(runner.result().map(Runner.Result::parts).orElse(List.of()));
    sheet.line(machine).because(reason).of(runner.message(), subject, verdict, findings);
  }

  private boolean isWinner(Runner runner) {
    return runner.machine().equals(working.lease().machine());
  }

  /** Where the right result is found: with whoever worked out all of it, if he was right. */
  private Hash output(List<Runner> right) {
    return right.stream()
        .map(runner -> runner.result().orElseThrow())
        .filter(
            result -> result.parts().isEmpty() || result.parts().size() == order.order().parts())
        .map(Runner.Result::output)
        .findFirst()
        .orElse(Hash.ZERO);
  }

  private Optional<OrderState> ended(String reason, Hash output) {
    return output.equals(Hash.ZERO)
        ? epoch.end(order, reason, Subjects.ORDER, Verdict.REJECTED)
        : epoch.end(order, reason, Subjects.output(output), Verdict.ACCEPTED);
  }
}
