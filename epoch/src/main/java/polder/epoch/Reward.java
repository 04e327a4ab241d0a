package polder.epoch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.GroupKey;
import polder.networks.Payment;
import polder.networks.Penalty;
import polder.protocol.LeadingSort;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.money.Apportionment;

/**
 * Turns weights into money, exact to the last unit. A network's pool is its share of the epoch's
 * emission; of it {@code total weight ÷ target weight}, at most all, is paid and split by weight
 * with the largest remainder, ties by device and group. What is not paid is not minted.
 */
final class Reward {
  private static final int LINE_PARTS = 64;
  // Of most devices with one reading.
  private static final int LINE_BYTES = 1_536;

  private final NetworkManifest manifest;
  private final EpochInputs inputs;
  private final StateDraft state;
  private final EpochEngine engine;
  private final Probation probation;

  Reward(NetworkManifest manifest, EpochInputs inputs, StateDraft state, EpochEngine engine) {
    this.manifest = manifest;
    this.inputs = inputs;
    this.state = state;
    this.engine = engine;
    this.probation = Probation.of(inputs.manifests(), manifest.name());
  }

  /**
   * A claim with what is known of who earns by it. What lies far from it in memory and is asked for
   * often stands here once more.
   *
   * @param line where its line stands among all, which are ordered by group and device
   * @param earner the entries that it changes
   * @param lead in which the order of devices begins
   * @param owner who owns the device
   * @param part in which the owner's account is
   * @param held whether what it earns is held, since the device is on probation
   */
  private record Earning(
      GroupKey group,
      Claim claim,
      int line,
      Earner earner,
      long lead,
      Account owner,
      int part,
      boolean held) {}

  /**
   * What all claims of an epoch have in common.
   *
   * @param totalWeight the network's total weight
   * @param poolNano the network's share of what is minted
   * @param paidNano what of it is paid
   */
  private record Terms(long totalWeight, long poolNano, long paidNano) {}

  /** Pays and says so, line by line. */
  List<OutcomeLine> pay(NetworkEpoch.Weighed weighed) {
    List<OutcomeLine> lines = new ArrayList<>(rewards(weighed));
    List<OutcomeLeaf> leaves = new ArrayList<>();
    weighed.due().forEach((group, due) -> leaves.addAll(payments(group, due)));
    weighed.due().forEach((group, due) -> leaves.addAll(penalties(group, due)));
    leaves.addAll(probation.end(state, inputs.window().startMillis()));
    lines.addAll(engine.map(leaves, OutcomeLine::of));
    return lines;
  }

  private List<OutcomeLine> rewards(NetworkEpoch.Weighed weighed) {
    List<Earning> earnings = earnings(weighed);
    List<Earning> byDevice = new ArrayList<>(earnings);
    LeadingSort.sort(
        byDevice,
        Earning::lead,
        Comparator.<Earning, DeviceId>comparing(earning -> earning.claim().device())
            .thenComparing(Earning::group));
    long[] weights = byDevice.stream().mapToLong(earning -> earning.claim().weight()).toArray();
    long total = 0;
    for (long weight : weights) {
      total = Math.addExact(total, weight);
    }
    Pool its = Pool.of(inputs.manifests().deployment(), manifest, inputs.window());
    Terms terms = new Terms(total, its.nano(), its.paidNano(total));
    long[] amounts = byLine(byDevice, Apportionment.split(terms.paidNano(), weights));
    engine.map(
        Cuts.byPart(earnings, Earning::part, StateDraft.ACCOUNT_PARTS),
        part -> {
          part.forEach(earning -> pay(earning, amounts[earning.line()]));
          return part;
        });
    List<OutcomeLine> lines = new ArrayList<>(earnings.size());
    engine
        .map(Cuts.inTurn(earnings, LINE_PARTS), part -> lines(part, amounts, terms))
        .forEach(lines::addAll);
    return lines;
  }

  private List<OutcomeLine> lines(List<Earning> earnings, long[] amounts, Terms terms) {
    CborWriter writer = new CborWriter(LINE_BYTES);
    List<OutcomeLine> lines = new ArrayList<>(earnings.size());
    for (Earning earning : earnings) {
      lines.add(line(earning, amounts[earning.line()], terms, writer));
    }
    return lines;
  }

  private static long[] byLine(List<Earning> earnings, long[] amounts) {
    long[] byLine = new long[amounts.length];
    for (int i = 0; i < amounts.length; i++) {
      byLine[earnings.get(i).line()] = amounts[i];
    }
    return byLine;
  }

  /** In the order of their lines. */
  private List<Earning> earnings(NetworkEpoch.Weighed weighed) {
    List<GroupClaims> groups = new ArrayList<>(weighed.due().size());
    int count = 0;
    for (Map.Entry<GroupKey, NetworkEpoch.Due> group : weighed.due().entrySet()) {
      groups.add(new GroupClaims(group.getKey(), group.getValue().claims(), count));
      count += group.getValue().claims().size();
    }
    Earning[] earnings = new Earning[count];
    List<List<Line>> untouched = engine.map(groups, group -> fill(group, earnings));
    for (List<Line> ofGroup : untouched) {
      for (Line its : ofGroup) {
        earnings[its.line()] =
            earning(its.group(), its.claim(), its.line(), earner(its.group(), its.claim()));
      }
    }
    return List.of(earnings);
  }

  /**
   * The claims of a group.
   *
   * @param first where the line of the first of them stands
   */
  private record GroupClaims(GroupKey group, List<Claim> claims, int first) {}

  /** A claim with the place of its line. */
  private record Line(GroupKey group, Claim claim, int line) {}

  /** Fills in those of a group of which the epoch touched who earns; gives the others. */
  private List<Line> fill(GroupClaims of, Earning[] earnings) {
    List<Line> untouched = new ArrayList<>();
    int line = of.first();
    for (Claim claim : of.claims()) {
      Earner earner = claim.earner();
      if (earner != null) {
        earnings[line] = earning(of.group(), claim, line, earner);
      } else {
        untouched.add(new Line(of.group(), claim, line));
      }
      line++;
    }
    return untouched;
  }

  private Earning earning(GroupKey group, Claim claim, int line, Earner earner) {
    DeviceEntry device = earner.entry();
    Account owner = device.sender().owner();
    return new Earning(
        group,
        claim,
        line,
        earner,
        claim.device().multikey().leading(0),
        owner,
        StateDraft.part(owner),
        inputs.window().startMillis() < device.probationEndMillis());
  }

  private Earner earner(GroupKey group, Claim claim) {
    return state
        .earner(manifest.name(), claim.device())
        .orElseThrow(() ->
            new IllegalStateException(
                "group " + group + " weighs a device that is not enrolled: " + claim.device()));
  }

  private void pay(Earning earning, long amount) {
    DeviceEntry device = earning.earner().entry();
    if (earning.held() && device.use().status() != KeyUse.Status.REVOKED) {
      earning.earner().device().write(device.hold(amount, earning.claim().weight()));
    } else if (amount > 0) {
      Draft<AccountEntry> owner = earning.earner().owner();
      owner.write(owner.entry().orElse(AccountEntry.NEW).earn(amount));
    }
  }

  private OutcomeLine line(Earning earning, long amount, Terms terms, CborWriter writer) {
    Claim claim = earning.claim();
    Payslip payslip =
        new Payslip(
            manifest.name(),
            earning.group(),
            claim.device(),
            earning.owner(),
            claim.weight(),
            terms.totalWeight(),
            terms.poolNano(),
            terms.paidNano(),
            amount,
            earning.held());
    return OutcomeLine.of(payslip, claim.grounds(), writer);
  }

  private List<OutcomeLeaf> payments(GroupKey group, NetworkEpoch.Due due) {
    List<OutcomeLeaf> leaves = new ArrayList<>();
    for (Payment payment : due.payments()) {
      long purse = state.purse(manifest.name(), group);
      long amount = Math.min(payment.amountNano(), purse);
      if (amount > 0) {
        state.putPurse(manifest.name(), group, purse - amount);
        if (payment.refund()) {
          state.put(payment.to(), state.account(payment.to()).receive(amount));
        } else {
          state.put(payment.to(), state.account(payment.to()).earn(amount));
          ChainEntry.returned(state, amount);
        }
      }
      leaves.add(
          payment.refund()
              ? new OutcomeLeaf.Refunded(
                  manifest.name(), group, payment.to(), amount, payment.reason())
              : new OutcomeLeaf.Paid(
                  manifest.name(),
                  group,
                  payment.to(),
                  amount,
                  payment.reason(),
                  payment.device()));
    }
    return leaves;
  }

  private List<OutcomeLeaf> penalties(GroupKey group, NetworkEpoch.Due due) {
    List<OutcomeLeaf> leaves = new ArrayList<>();
    for (Penalty penalty : due.penalties()) {
      state
          .device(manifest.name(), penalty.device())
          .ifPresent(device -> leaves.add(penalise(group, device, penalty)));
    }
    return leaves;
  }

  /** Takes from the holders in order of their identifiers, until the penalty is paid. */
  private OutcomeLeaf penalise(GroupKey group, DeviceEntry device, Penalty penalty) {
    SortedMap<Account, Long> held = new TreeMap<>();
    long left = penalty.amountNano();
    for (var holding : device.held().entrySet()) {
      long taken = Math.min(left, holding.getValue());
      left -= taken;
      if (holding.getValue() > taken) {
        held.put(holding.getKey(), holding.getValue() - taken);
      }
    }
    state.put(manifest.name(), device.holding(held));
    return new OutcomeLeaf.Penalised(
        manifest.name(), group, penalty.device(), penalty.amountNano() - left, penalty.reason());
  }
}
