package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import polder.networks.Contribution;
import polder.networks.Factor;
import polder.protocol.codec.CborWriter;
import polder.protocol.manifest.NetworkManifest;

/**
 * What of a contribution counts in one network, whatever its group made of it. For any thread, as
 * long as none changes the state.
 */
final class Counting {
  // Of most devices with one reading.
  private static final int GROUNDS_BYTES = 1_024;

  private final NetworkManifest manifest;
  private final StateDraft state;
  private final CredentialBook credentials;

  Counting(NetworkManifest manifest, StateDraft state, CredentialBook credentials) {
    this.manifest = manifest;
    this.state = state;
    this.credentials = credentials;
  }

  /** With what credentials change, and nothing of devices whose keys do not count. */
  List<Claim> of(List<Contribution> weighed) {
    // Entries lie all over memory, from where a walk that only looks them up fetches several at a
    // time.
    @Nullable Earner[] earners = new Earner[weighed.size()];
    for (int i = 0; i < earners.length; i++) {
      earners[i] = state.touched(manifest.name(), weighed.get(i).device());
    }
    List<Claim> claims = new ArrayList<>(weighed.size());
    CborWriter writer = new CborWriter(GROUNDS_BYTES);
    for (int i = 0; i < weighed.size(); i++) {
      claims.add(claim(credentials.weigh(manifest, weighed.get(i)), earners[i], writer.reset()));
    }
    return claims;
  }

  private Claim claim(Contribution contribution, @Nullable Earner earner, CborWriter writer) {
    Optional<DeviceEntry> device =
        earner != null
            ? Optional.of(earner.entry())
            : state.look(manifest.name(), contribution.device());
    boolean counts = device.isEmpty() || device.get().use().isActive();
    Contribution counted =
        counts ? contribution : nothing(contribution, device.get().use().status().code());
    OutcomeCodec.writeGrounds(writer, counted);
    return new Claim(counted.device(), counted.weight(), writer.toBytes(), earner);
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
