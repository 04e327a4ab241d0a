package polder.epoch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.GroupKey;
import polder.networks.Payment;
import polder.networks.Penalty;
import polder.protocol.LeadingSort;
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
   * A claim with what is known of who earns by it.
   *
   * @param line where its line stands among all, which are ordered by group and device
   * @param earner the entries that it changes
   */
  private record Earning(GroupKey group, Claim claim, int line, StateDraft.Earner earner) {}

  /**
   * What a claim came to.
   *
   * @param held whether it is held until the device's probation is over
   */
  private record Share(Earning earning, long amountNano, boolean held) {}

  /**
   * What all shares of an epoch have in common.
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
    LeadingSort.sort(
        earnings,
        earning -> earning.claim().device().multikey().leading(0),
        Comparator.<Earning, DeviceId>comparing(earning -> earning.claim().device())
            .thenComparing(Earning::group));
    long[] weights = earnings.stream().mapToLong(earning -> earning.claim().weight()).toArray();
    long total = 0;
    for (long weight : weights) {
      total = Math.addExact(total, weight);
    }
    Pool its = Pool.of(inputs.manifests().deployment(), manifest, inputs.window());
    Terms terms = new Terms(total, its.nano(), its.paidNano(total));
    long[] amounts = Apportionment.split(terms.paidNano(), weights);
    Share[] shares = new Share[amounts.length];
    for (int i = 0; i < amounts.length; i++) {
      shares[earnings.get(i).line()] = pay(earnings.get(i), amounts[i]);
    }
    return engine.map(List.of(shares), share -> line(share, terms));
  }

  private List<Earning> earnings(NetworkEpoch.Weighed weighed) {
    List<Earning> earnings = new ArrayList<>();
    weighed
        .due()
        .forEach((group, due) -> {
          for (Claim claim : due.claims()) {
            StateDraft.Earner earner = claim.earner().orElseGet(() -> earner(group, claim));
            earnings.add(new Earning(group, claim, earnings.size(), earner));
          }
        });
    return earnings;
  }

  private StateDraft.Earner earner(GroupKey group, Claim claim) {
    return state
        .earner(manifest.name(), claim.device())
        .orElseThrow(() ->
            new IllegalStateException(
                "group " + group + " weighs a device that is not enrolled: " + claim.device()));
  }

  private Share pay(Earning earning, long amount) {
    DeviceEntry device = earning.earner().entry();
    boolean held = inputs.window().startMillis() < device.probationEndMillis();
    if (held && device.use().status() != KeyUse.Status.REVOKED) {
      earning.earner().device().write(device.hold(amount, earning.claim().weight()));
    } else if (amount > 0) {
      Draft<AccountEntry> owner = earning.earner().owner();
      owner.write(owner.entry().orElse(AccountEntry.NEW).earn(amount));
    }
    return new Share(earning, amount, held);
  }

  private OutcomeLine line(Share share, Terms terms) {
    Earning earning = share.earning();
    Claim claim = earning.claim();
    Payslip payslip =
        new Payslip(
            manifest.name(),
            earning.group(),
            claim.device(),
            earning.earner().entry().sender().owner(),
            claim.weight(),
            terms.totalWeight(),
            terms.poolNano(),
            terms.paidNano(),
            share.amountNano(),
            share.held());
    return OutcomeLine.of(payslip, claim.grounds());
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
