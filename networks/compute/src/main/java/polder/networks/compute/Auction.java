package polder.networks.compute;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.compute.message.Said;
import polder.protocol.identity.Account;
import polder.protocol.money.Amounts;

/**
 * A sealed-bid reverse auction: of the machines that have what the job needs, a bond to lose and a
 * price within the limit, the one wins whose price is lowest, where reputation counts for money;
 * ties by name. It is paid what it bid.
 */
final class Auction {
  private static final long MILLI = 1_000;

  private final Said.Order order;
  private final Account renter;
  private final Directory machines;
  private final ComputeParameters parameters;

  Auction(Said.Order order, Account renter, Directory machines, ComputeParameters parameters) {
    this.order = order;
    this.renter = renter;
    this.machines = machines;
    this.parameters = parameters;
  }

  /**
   * What became of a bid.
   *
   * @param rankNano its price as the auction compares it; 0 where the bid does not take part
   * @param findings what was looked at; the last one failed, unless the bid won
   */
  record Ranked(Bid bid, long rankNano, List<Finding> findings) {
    private boolean isIn() {
      return findings.stream().noneMatch(finding -> finding.result() == Result.FAIL);
    }

    private Ranked with(Finding finding) {
      List<Finding> more = new ArrayList<>(findings);
      more.add(finding);
      return new Ranked(bid, rankNano, more);
    }
  }

  /** Who won, and what became of every bid, by machine. */
  record Cleared(Optional<Bid> winner, List<Ranked> bids) {}

  Cleared clear(Collection<Bid> opened) {
    List<Ranked> ranked = opened.stream().map(this::rank).toList();
    Optional<Ranked> best =
        ranked.stream()
            .filter(Ranked::isIn)
            .min(
                Comparator.comparingLong(Ranked::rankNano)
                    .thenComparing(its -> its.bid().machine()));
    return new Cleared(
        best.map(Ranked::bid),
        ranked.stream()
            .map(its -> best.isPresent() && its.isIn() ? compared(its, best.get()) : its)
            .toList());
  }

  private static Ranked compared(Ranked its, Ranked best) {
    boolean won = its.equals(best);
    return its.with(
        new Finding(
            won ? "cheapest" : "outbid",
            won ? Result.PASS : Result.FAIL,
            its.rankNano() * MILLI,
            best.rankNano() * MILLI,
            "nano",
            won ? Optional.empty() : Optional.of(best.bid().machine())));
  }

  private Ranked rank(Bid bid) {
    long price = bid.priceNano().orElseThrow();
    List<Finding> findings = new ArrayList<>();
    Optional<Machine> found = machines.find(bid.machine());
    if (bid.owner().equals(renter)) {
      findings.add(failed("own_order", 0, 0, ""));
    } else if (found.isEmpty()) {
      findings.add(failed("no_offer", 0, MILLI, ""));
    } else if (price > order.limitNano()) {
      findings.add(failed("above_limit", price * MILLI, order.limitNano() * MILLI, "nano"));
    } else {
      Machine machine = found.get();
      findings.add(
          new Finding(
              "above_limit", Result.PASS, price * MILLI, order.limitNano() * MILLI, "nano"));
      findings.add(bond(machine));
      findings.add(new Finding("reputation", Result.PASS, machine.reputationPpm() / MILLI, 0, "1"));
      Fit.lack(order.need(), order.proof(), machine).ifPresent(findings::add);
      return new Ranked(bid, rank(price, machine.reputationPpm()), findings);
    }
    return new Ranked(bid, 0, findings);
  }

  private Finding bond(Machine machine) {
    return new Finding(
        "bond",
        machine.freeNano() >= parameters.bondNano() ? Result.PASS : Result.FAIL,
        machine.freeNano() / (Amounts.TOKEN / MILLI),
        parameters.bondNano() / (Amounts.TOKEN / MILLI),
        "token");
  }

  /** A price as it is compared: higher, the less is known to the machine's credit. */
  private long rank(long price, long reputationPpm) {
    long doubt =
        Amounts.mulDiv(
            parameters.reputationPpm(), Amounts.MILLION - reputationPpm, Amounts.MILLION);
    return Amounts.mulDiv(price, Amounts.MILLION + doubt, Amounts.MILLION);
  }

  private static Finding failed(String check, long value, long limit, String unit) {
    return new Finding(check, Result.FAIL, value, limit, unit);
  }
}
