package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.Contribution;
import polder.networks.Factor;
import polder.protocol.manifest.NetworkManifest;

/**
 * What of a contribution counts in one network, whatever its group made of it. For any thread, as
 * long as none changes the state.
 */
final class Counting {
  private final NetworkManifest manifest;
  private final StateDraft state;
  private final CredentialBook credentials;

  Counting(NetworkManifest manifest, StateDraft state, CredentialBook credentials) {
    this.manifest = manifest;
    this.state = state;
    this.credentials = credentials;
  }

  /** With what credentials change, and nothing of a device whose key does not count. */
  Claim of(Contribution weighed) {
    Contribution contribution = credentials.weigh(manifest, weighed);
    Optional<StateDraft.Earner> earner = state.touched(manifest.name(), contribution.device());
    Optional<DeviceEntry> device =
        earner.isPresent()
            ? earner.map(StateDraft.Earner::entry)
            : state.look(manifest.name(), contribution.device());
    boolean counts = device.isEmpty() || device.get().use().isActive();
    return Claim.of(
        counts ? contribution : nothing(contribution, device.get().use().status().code()), earner);
  }

  /**
   * What a device is paid for while it is cloned and after it is revoked, whatever its group still
   * remembers of it.
   */
  private static Contribution nothing(Contribution contribution, String code) {
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
}
