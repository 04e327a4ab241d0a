package polder.networks;

import java.util.Optional;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * Whose devices were when the epoch began, in any network of the deployment: for rules that pay for
 * what devices did elsewhere.
 */
public interface Owners {
  /** Where nobody owns anything. */
  Owners NONE = (network, device) -> Optional.empty();

  /** Who owned the device that is called so; empty if it was not enrolled there. */
  Optional<Account> of(String network, DeviceId device);
}
