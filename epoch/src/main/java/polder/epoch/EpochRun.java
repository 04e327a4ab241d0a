package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import polder.networks.NetworkRules;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.merkle.StateTree;

/**
 * The epoch program: a pure function from the state before and the inputs to the state after and
 * the outcome.
 *
 * <p>What contracts said is taken in first: deposits are credited, posted messages join the others.
 * Messages are put in canonical order and <b>admitted</b> sender by sender. Each network's rules
 * then <b>judge</b> every message alone, say which <b>group</b> pays for it, and <b>weigh</b> each
 * group. The network's share of what is minted is split by weight and becomes <b>rewards</b>, each
 * with its reasons. At last everything is <b>sealed</b> under a few roots.
 */
public final class EpochRun {
  private final RuleBook rules;
  private final EpochEngine engine;
  private final SignatureRule signatures;

  /** With the kinds that the manifests may name, and a place to compute. */
  public EpochRun(RuleBook rules, EpochEngine engine, SignatureRule signatures) {
    this.rules = rules;
    this.engine = engine;
    this.signatures = signatures;
  }

  /**
   * Computes one epoch.
   *
   * @param before the state before; it is not changed
   * @throws polder.protocol.manifest.ManifestException if the manifests name an unknown kind or
   *     parameters that the kind refuses
   * @throws IllegalArgumentException if the chain's events are not all those that belong here
   */
  public SealedEpoch run(StateTree before, EpochInputs inputs) {
    Map<String, NetworkRules<?>> networks = rules.of(inputs.manifests());
    StateDraft state = new StateDraft(before);
    Genesis.ensure(state, inputs.manifests());

    ChainIntake.Taken taken = new ChainIntake(inputs, state).take();
    Admission.Admitted admitted =
        new Admission(inputs, state, engine, signatures).admit(taken.messages());
    Hash seed = seed(inputs, admitted.inputsRoot());

    List<OutcomeLeaf> outcome = new ArrayList<>(admitted.registrations());
    outcome.addAll(new ValidatorPay(inputs, state).pay());
    List<OutcomeLeaf.Refusal> refusals = new ArrayList<>(admitted.refusals());
    refusals.addAll(taken.refusals());
    for (NetworkManifest manifest : inputs.manifests().networks().values()) {
      NetworkRules<?> networkRules = Objects.requireNonNull(networks.get(manifest.name()));
      NetworkEpoch<?> network =
          new NetworkEpoch<>(manifest, networkRules, inputs, seed, state, engine);
      NetworkEpoch.Weighed weighed = network.weigh(admitted.of(manifest.name()));
      refusals.addAll(weighed.refusals());
      outcome.addAll(new Reward(manifest, inputs, state).pay(weighed));
    }
    refusals.sort(OutcomeLeaf.Refusal.ORDER);
    outcome.addAll(0, refusals);
    return new EpochSeal(inputs, seed, engine)
        .seal(before, state.changes(engine), admitted, outcome);
  }

  /** With one node alone the operator can bend this seed, and the header says so. */
  private static Hash seed(EpochInputs inputs, Hash inputsRoot) {
    return Hash.sha256(
        new CborWriter()
            .beginArray(4)
            .text("polder/seed")
            .hash(inputs.previous())
            .integer(inputs.attempt())
            .hash(inputsRoot)
            .toByteArray());
  }
}
