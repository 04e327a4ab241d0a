package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import polder.networks.Contribution;
import polder.networks.Factor;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.CredentialTerms;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.message.Action;

/**
 * What devices hold of credentials, and what that changes: whether they are heard and how much they
 * weigh. A credential counts where it is valid at the end of the window, not revoked, and its
 * issuer is trusted by the manifest in force.
 */
final class CredentialBook {
  /** Why a message counts for nothing. */
  static final String MISSING = "no_credential";

  private final EpochInputs inputs;
  private final StateDraft state;
  // Decoded once an epoch: a list may stand behind each device's credential. Only looked up.
  private final ConcurrentMap<Bytes, Optional<RevocationEntry>> lists = new ConcurrentHashMap<>();

  CredentialBook(EpochInputs inputs, StateDraft state) {
    this.inputs = inputs;
    this.state = state;
  }

  /** Takes in what somebody shows. */
  Registry.Result show(Action.ShowCredential shown) {
    NetworkManifest manifest = inputs.manifests().network(shown.network()).orElseThrow();
    ShownCheck check =
        new ShownCheck(
            manifest.name(),
            inputs.window().endMillis(),
            key -> state.deviceOf(manifest.name(), key),
            this::list);
    return switch (check.judge(ShownDocument.read(shown.document(), manifest.credentials()))) {
      case ShownDocument.Refused refused ->
          new Registry.Result.Refused(refused.reason(), refused.detail());
      case ShownDocument.Revocations revocations -> revoke(shown.network(), revocations);
      case ShownDocument.About about -> hold(manifest, about);
    };
  }

  private Registry.Result revoke(String network, ShownDocument.Revocations shown) {
    Bytes key = StateKeys.revocations(network, shown.issuer(), shown.list());
    state.put(key, Optional.of(shown.entry().encode()));
    lists.remove(key);
    return new Registry.Result.Done("revocations", shown.url());
  }

  private Registry.Result hold(NetworkManifest manifest, ShownDocument.About shown) {
    HeldCredential credential = shown.credential();
    DeviceId name = state.deviceOf(manifest.name(), shown.device()).orElseThrow().sender().device();
    List<HeldCredential> held = new ArrayList<>();
    for (HeldCredential before : held(manifest.name(), name)) {
      if (!before.document().equals(credential.document()) && isOfUse(manifest, before)) {
        held.add(before);
      }
    }
    held.add(credential);
    if (held.size() > HeldCredential.MOST_HELD) {
      HeldCredential leastNeeded =
          new Crowding(held, manifest.credentials(), inputs.window().endMillis()).leastNeeded();
      if (leastNeeded.equals(credential)) {
        return new Registry.Result.Refused(
            "too_many_credentials",
            "a device holds at most "
                + HeldCredential.MOST_HELD
                + ", and it needs this one least: wait until one of this issuer and type expires");
      }
      held.remove(leastNeeded);
    }
    state.put(
        StateKeys.credentials(manifest.name(), name), Optional.of(HeldCredential.encode(held)));
    return new Registry.Result.Done(
        "credential", name.did() + " " + String.join(" ", credential.types()));
  }

  /** Whether it may still change something; what cannot is forgotten when room is needed. */
  private boolean isOfUse(NetworkManifest manifest, HeldCredential credential) {
    return credential.untilMillis() > inputs.window().endMillis()
        && !credential.isRevoked(manifest.name(), this::list)
        && credential.isTrustedBy(manifest.credentials());
  }

  private List<HeldCredential> held(String network, DeviceId name) {
    return state
        .get(StateKeys.credentials(network, name))
        .map(HeldCredential::decode)
        .orElse(List.of());
  }

  private Optional<RevocationEntry> list(Bytes key) {
    return lists.computeIfAbsent(key, its -> state.get(its).map(RevocationEntry::decode));
  }

  private boolean holds(String network, List<HeldCredential> held, CredentialTerms.Term term) {
    return held.stream()
        .anyMatch(credential ->
            credential.fits(term)
                && credential.isValidAt(inputs.window().endMillis())
                && !credential.isRevoked(network, this::list));
  }

  /**
   * The type that a device would have to hold to be heard and does not, if there is one. For any
   * thread, as long as none changes the state.
   */
  Optional<String> missing(String network, DeviceId name) {
    CredentialTerms terms = inputs.manifests().network(network).orElseThrow().credentials();
    if (!terms.areRequired()) {
      return Optional.empty();
    }
    List<HeldCredential> held = held(network, name);
    return terms.trusted().stream()
        .filter(CredentialTerms.Term::required)
        .filter(term -> !holds(network, held, term))
        .map(CredentialTerms.Term::type)
        .findFirst();
  }

  /** The same messages, whose senders come with those who vouch for them. */
  List<Admission.Sent> vouchedFor(NetworkManifest manifest, List<Admission.Sent> sent) {
    if (manifest.credentials().isEmpty()) {
      return sent;
    }
    return sent.stream()
        .map(one ->
            new Admission.Sent(
                one.message(), one.sender().vouchedFor(vouchers(manifest, one.sender().device()))))
        .toList();
  }

  private List<DeviceId> vouchers(NetworkManifest manifest, DeviceId name) {
    return held(manifest.name(), name).stream()
        .filter(credential ->
            credential.isTrustedBy(manifest.credentials())
                && credential.isValidAt(inputs.window().endMillis())
                && !credential.isRevoked(manifest.name(), this::list))
        .map(HeldCredential::issuer)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * What a group weighed, with what credentials change: multiplies by what the device holds, then
   * caps for what it lacks; each product is rounded down. For any thread, as long as none changes
   * the state.
   */
  Contribution weigh(NetworkManifest manifest, Contribution contribution) {
    if (manifest.credentials().isEmpty()) {
      return contribution;
    }
    List<HeldCredential> held = held(manifest.name(), contribution.device());
    CredentialEffect effect =
        CredentialEffect.of(manifest.credentials(), term -> holds(manifest.name(), held, term));
    List<Factor> factors = new ArrayList<>(contribution.factors());
    factors.addAll(effect.factors(contribution.weight()));
    List<String> reasons = new ArrayList<>(contribution.reasons());
    if (effect.caps(contribution.weight())) {
      reasons.add(CredentialEffect.CAPPED);
    }
    return new Contribution(
        contribution.device(),
        effect.weight(contribution.weight()),
        factors,
        reasons,
        contribution.assessments(),
        contribution.evidence());
  }
}
