package polder.node.blobs;

import java.util.Optional;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/** Who may put blobs. Any thread may ask. */
public interface Depositors {
  /**
   * The account for which {@code device} puts blobs; empty if it is enrolled in no network that
   * takes them, or signs there no more.
   */
  Optional<Account> owner(DeviceId device);

  /** Whether {@code account} may put blobs itself. */
  boolean isWelcome(Account account);
}
