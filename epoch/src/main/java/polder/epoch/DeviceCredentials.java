package polder.epoch;

import java.util.List;
import java.util.Optional;
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
                held,
                isRevoked(state, network, held),
                terms.trusted().stream().anyMatch(held::fits)))
        .toList();
  }

  /** Whether the issuer took {@code credential} back, as far as it told the network. */
  public static boolean isRevoked(StateTree state, String network, HeldCredential credential) {
    Optional<HeldCredential.Bit> bit = credential.bit();
    return bit.isPresent()
        && state
            .get(StateKeys.revocations(network, credential.issuer(), bit.get().list()))
            .map(RevocationEntry::decode)
            .filter(list -> list.has(bit.get().index()))
            .isPresent();
  }
}
