package polder.epoch;

import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.CredentialTerms;
import polder.protocol.merkle.StateTree;

/** What a state holds of devices' credentials, for doors and views. */
public final class DeviceCredentials {
  private DeviceCredentials() {}

  /**
   * A credential as it stands now.
   *
   * @param revoked whether its issuer took it back
   * @param trusted whether the manifest in force trusts its issuer with one of its types
   */
  public record Standing(HeldCredential credential, boolean revoked, boolean trusted) {}

  /** What the device of this name holds in {@code network}. */
  public static List<Standing> of(
      StateTree state, String network, DeviceId device, CredentialTerms terms) {
    return state.get(StateKeys.credentials(network, device)).map(HeldCredential::decode).stream()
        .flatMap(List::stream)
        .map(held ->
            new Standing(
                held, held.isRevoked(network, key -> list(state, key)), held.isTrustedBy(terms)))
        .toList();
  }

  /** The list of revocations that stands under {@code key}. */
  public static Optional<RevocationEntry> list(StateTree state, Bytes key) {
    return state.get(key).map(RevocationEntry::decode);
  }
}
