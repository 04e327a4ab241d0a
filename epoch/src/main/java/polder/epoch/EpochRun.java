package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import polder.networks.NetworkRules;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.merkle.MerkleTree;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.SeedCommitment;
import polder.protocol.settlement.SeedLink;

/**
 * The epoch program: a pure function from the state before and the inputs to the state after and
 * the outcome.
 *
 * <p>What contracts said is taken in first: deposits are credited, posted messages join the others.
 * Messages are put in canonical order and <b>admitted</b> sender by sender. Each network's rules
 * then <b>judge</b> every message alone, say which <b>group</b> pays for it, and <b>weigh</b> each
 * group. The network's share of what is minted is split by weight and becomes <b>rewards</b>, each
 * with its reasons. At last everything is <b>sealed</b> under a few roots.
 *
 * <p>What is random is drawn from the seed, which validators' links make after the messages are
 * fixed: so the program stops in between, with {@link Fixed}.
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
   * Computes one epoch in which no validator gave a link for the seed.
   *
   * @param before the state before; it is not changed
   * @throws polder.protocol.manifest.ManifestException if the manifests name an unknown kind or
   *     parameters that the kind refuses
   * @throws IllegalArgumentException if the chain's events are not all those that belong here
   */
  public SealedEpoch run(StateTree before, EpochInputs inputs) {
    return fix(before, inputs).seal(List.of());
  }

  /**
   * Fixes the inputs of one epoch, before its seed is known.
   *
   * @param before the state before; it is not changed
   * @throws polder.protocol.manifest.ManifestException as {@link #run}
   * @throws IllegalArgumentException as {@link #run}
   */
  public Fixed fix(StateTree before, EpochInputs inputs) {
    Map<String, NetworkRules<?>> networks = rules.of(inputs.manifests());
    StateDraft state = new StateDraft(before);
    Genesis.ensure(state, inputs.manifests());
    SeedBook seeds = new SeedBook(state, inputs.window().epoch());

    ChainIntake.Taken taken = new ChainIntake(inputs, state).take();
    Admission.Admitted admitted =
        new Admission(inputs, state, engine, signatures).admit(taken.messages());
    return new Fixed(before, inputs, networks, state, seeds, taken, admitted);
  }

  /** An epoch whose inputs are fixed and whose seed is not known yet. For one thread. */
  public final class Fixed {
    private final StateTree before;
    private final EpochInputs inputs;
    private final Map<String, NetworkRules<?>> networks;
    private final StateDraft state;
    private final SeedBook seeds;
    private final ChainIntake.Taken taken;
    private final Admission.Admitted admitted;

    private Fixed(
        StateTree before,
        EpochInputs inputs,
        Map<String, NetworkRules<?>> networks,
        StateDraft state,
        SeedBook seeds,
        ChainIntake.Taken taken,
        Admission.Admitted admitted) {
      this.before = before;
      this.inputs = inputs;
      this.networks = networks;
      this.state = state;
      this.seeds = seeds;
      this.taken = taken;
      this.admitted = admitted;
    }

    /** What is fixed. */
    public FixedInputs inputs() {
      return new FixedInputs(
          inputs.manifests().deployment().id(),
          inputs.window().epoch(),
          inputs.attempt(),
          inputs.previous(),
          inputs.window().startMillis(),
          inputs.window().endMillis(),
          inputs.chain(),
          MerkleTree.of(engine.map(inputs.events(), ChainEvent::encode)).root(),
          admitted.inputs().root(),
          inputs.manifests().hash(),
          inputs.program());
    }

    /** Validators whose link for the seed is due, with what is known of their chains. */
    public SortedMap<Account, SeedCommitment> due() {
      return seeds.due();
    }

    /** The ones of {@code links} that count, in canonical order: by account. */
    public List<SeedLink> counting(List<SeedLink> links) {
      return seeds.counting(links);
    }

    /**
     * Computes the epoch; to be called once.
     *
     * @param links validators' links for the seed; what does not count is left out
     */
    public SealedEpoch seal(List<SeedLink> links) {
      SeedBook.Drawn seed = seeds.draw(inputs, admitted.inputs().root(), links);
      List<OutcomeLeaf> registered = new ArrayList<>(admitted.registrations());
      registered.addAll(new ValidatorPay(inputs, state).pay());
      List<OutcomeLine> paid = new ArrayList<>();
      List<OutcomeLeaf.Refusal> refusals = new ArrayList<>(admitted.refusals());
      refusals.addAll(taken.refusals());
      SortedMap<Hash, Bytes> exhibits = new TreeMap<>();
      long devices = 0;
      long working = 0;
      for (NetworkManifest manifest : inputs.manifests().networks().values()) {
        NetworkRules<?> networkRules = Objects.requireNonNull(networks.get(manifest.name()));
        CredentialBook credentials = new CredentialBook(inputs, state);
        NetworkEpoch<?> network =
            new NetworkEpoch<>(
                new NetworkEpoch.Inputs<>(
                    manifest.name(),
                    networkRules,
                    inputs,
                    taken.posted(),
                    seed.seed(),
                    new Counting(manifest, state, credentials)),
                state,
                engine);
        Supplier<List<Admission.Sent>> sent =
            () ->
                networkRules.asksWhoVouches()
                    ? credentials.vouchedFor(manifest, admitted.take(manifest.name()))
                    : admitted.take(manifest.name());
        NetworkEpoch.Weighed weighed = network.weigh(sent);
        refusals.addAll(weighed.refusals());
        exhibits.putAll(weighed.exhibits());
        for (NetworkEpoch.Due due : weighed.due().values()) {
          devices += due.claims().size();
          working += due.claims().stream().filter(claim -> claim.weight() > 0).count();
        }
        paid.addAll(new Reward(manifest, inputs, state, engine).pay(weighed));
      }
      refusals.sort(OutcomeLeaf.Refusal.ORDER);
      List<OutcomeLine> outcome = new ArrayList<>(engine.map(refusals, OutcomeLine::of));
      outcome.addAll(engine.map(registered, OutcomeLine::of));
      outcome.addAll(paid);
      return new EpochSeal(inputs, seed, engine)
          .seal(
              before,
              state,
              admitted.inputs(),
              outcome,
              new SealedEpoch.Counts(devices, working, refusals.size()),
              exhibits);
    }
  }
}
