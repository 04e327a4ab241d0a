package polder.ports.readings;

import java.util.Optional;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * What an account earned in one epoch by a device, or without any.
 *
 * @param account who
 * @param network in which network; empty for what belongs to none, such as what stakes earn
 * @param device by which device; empty for what no device earned, such as payments of purses
 * @param creditedNano what became the account's in this epoch, nano-tokens: rewards, and what was
 *     held until now
 * @param heldNano what was earned in this epoch and is held until the device's probation is over
 */
public record Earned(
    Account account, String network, Optional<DeviceId> device, long creditedNano, long heldNano) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if an amount is below 0
   */
  public Earned {
    if (creditedNano < 0 || heldNano < 0) {
      throw new IllegalArgumentException("what was earned is at least 0");
    }
  }
}
