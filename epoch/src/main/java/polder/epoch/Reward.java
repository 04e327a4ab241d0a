package polder.epoch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Contribution;
import polder.networks.Factor;
import polder.networks.GroupKey;
import polder.networks.Outcome;
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
   * A contribution to be paid for.
   *
   * @param line where its line stands among all, which are ordered by group and device
   */
  private record Weight(GroupKey group, Contribution contribution, int line) {}

  /**
   * The same with what is known of who earns by it.
   *
   * @param contribution as much of it as counts
   * @param earner the entries that it changes
   */
  private record Claim(
      GroupKey group, Contribution contribution, int line, StateDraft.Earner earner) {}

  /** Pays and says so, line by line. */
  List<OutcomeLeaf> pay(NetworkEpoch.Weighed weighed) {
    List<OutcomeLeaf> leaves = new ArrayList<>(rewards(weighed));
    weighed.outcomes().forEach((group, outcome) -> leaves.addAll(payments(group, outcome)));
    weighed.outcomes().forEach((group, outcome) -> leaves.addAll(penalties(group, outcome)));
    leaves.addAll(probation.end(state, inputs.window().startMillis()));
    return leaves;
  }

  private List<OutcomeLeaf> rewards(NetworkEpoch.Weighed weighed) {
    List<Weight> counted = new ArrayList<>();
    weighed
        .outcomes()
        .forEach((group, outcome) -> {
          checkOrder(group, outcome.contributions());
          for (Contribution contribution : outcome.contributions()) {
            counted.add(new Weight(group, contribution, counted.size()));
          }
        });
    List<Claim> claims = claims(counted);
    LeadingSort.sort(
        claims,
        claim -> claim.contribution().device().multikey().leading(0),
        Comparator.<Claim, DeviceId>comparing(claim -> claim.contribution().device())
            .thenComparing(Claim::group));
    long[] weights = claims.stream().mapToLong(claim -> claim.contribution().weight()).toArray();
    long total = 0;
    for (long weight : weights) {
      total = Math.addExact(total, weight);
    }
    Pool its = Pool.of(inputs.manifests().deployment(), manifest, inputs.window());
    long pool = its.nano();
    long paid = its.paidNano(total);
    long[] amounts = Apportionment.split(paid, weights);
    OutcomeLeaf[] lines = new OutcomeLeaf[amounts.length];
    for (int i = 0; i < amounts.length; i++) {
      lines[claims.get(i).line()] = reward(claims.get(i), total, pool, paid, amounts[i]);
    }
    return List.of(lines);
  }

  /** Finds the entries of who earns, which takes longer than all the rest of paying. */
  private List<Claim> claims(List<Weight> weights) {
    List<Optional<Claim>> touched =
        engine.map(
            weights,
            weight ->
                state
                    .touched(manifest.name(), weight.contribution().device())
                    .map(earner -> claim(weight, earner)));
    List<Claim> claims = new ArrayList<>(weights.size());
    for (int i = 0; i < weights.size(); i++) {
      Weight weight = weights.get(i);
      claims.add(touched.get(i).orElseGet(() -> claim(weight, earner(weight))));
    }
    return claims;
  }

  private StateDraft.Earner earner(Weight weight) {
    DeviceId device = weight.contribution().device();
    return state
        .earner(manifest.name(), device)
        .orElseThrow(() ->
            new IllegalStateException(
                "group " + weight.group() + " weighs a device that is not enrolled: " + device));
  }

  private static Claim claim(Weight weight, StateDraft.Earner earner) {
    return new Claim(
        weight.group(),
        counting(weight.contribution(), earner.entry().use()),
        weight.line(),
        earner);
  }

  /**
   * What a device is paid for: nothing while it is cloned and after it is revoked, whatever its
   * group still remembers of it.
   */
  private static Contribution counting(Contribution contribution, KeyUse use) {
    if (use.isActive()) {
      return contribution;
    }
    String code = use.status().code();
    List<Factor> factors = new ArrayList<>(contribution.factors());
    factors.add(new Factor(code, 0));
    return new Contribution(
        contribution.device(),
        0,
        factors,
        List.of(code),
        contribution.assessments(),
        contribution.evidence());
  }

  /** The order of the outcome's lines, by which it is proven that there is none of a device. */
  private static void checkOrder(GroupKey group, List<Contribution> contributions) {
    for (int i = 1; i < contributions.size(); i++) {
      DeviceId before = contributions.get(i - 1).device();
      if (before.compareTo(contributions.get(i).device()) >= 0) {
        throw new IllegalStateException(
            "group " + group + " does not weigh its devices once each, in order: " + before);
      }
    }
  }

  private OutcomeLeaf.Reward reward(Claim claim, long total, long pool, long paid, long amount) {
    Contribution contribution = claim.contribution();
    DeviceEntry device = claim.earner().entry();
    boolean held = inputs.window().startMillis() < device.probationEndMillis();
    if (held && device.use().status() != KeyUse.Status.REVOKED) {
      claim.earner().device().write(device.hold(amount, contribution.weight()));
    } else if (amount > 0) {
      StateDraft.Draft<AccountEntry> owner = claim.earner().owner();
      owner.write(owner.entry().orElse(AccountEntry.NEW).earn(amount));
    }
    return new OutcomeLeaf.Reward(
        manifest.name(),
        claim.group(),
        contribution.device(),
        device.sender().owner(),
        contribution.weight(),
        total,
        pool,
        paid,
        amount,
        held,
        contribution.factors(),
        contribution.reasons(),
        contribution.assessments(),
        contribution.evidence());
  }

  private List<OutcomeLeaf> payments(GroupKey group, Outcome outcome) {
    List<OutcomeLeaf> leaves = new ArrayList<>();
    for (Payment payment : outcome.payments()) {
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

  private List<OutcomeLeaf> penalties(GroupKey group, Outcome outcome) {
    List<OutcomeLeaf> leaves = new ArrayList<>();
    for (Penalty penalty : outcome.penalties()) {
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
