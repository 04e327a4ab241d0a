package polder.networks;

import java.util.Optional;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * A payment from a group's purse.
 *
 * @param to who gets it
 * @param amountNano nano-tokens, at least 0; the core pays at most what the purse holds
 * @param reason a reason code
 * @param refund whether it goes back to a balance, to be spent again, instead of being earned
 * @param device whose work it pays for, of any network of the deployment, where rules know it
 */
public record Payment(
    Account to, long amountNano, String reason, boolean refund, Optional<DeviceId> device) {
  public Payment {
    if (amountNano < 0) {
      throw new IllegalArgumentException("a payment is never negative: " + amountNano);
    }
  }

  /** What {@code to} earned. */
  public static Payment earned(Account to, long amountNano, String reason) {
    return new Payment(to, amountNano, reason, false, Optional.empty());
  }

  /** What {@code to} earned by the work of its {@code device}. */
  public static Payment earned(DeviceId device, Account to, long amountNano, String reason) {
    return new Payment(to, amountNano, reason, false, Optional.of(device));
  }

  /** What {@code to} gets back of what was put into the purse. */
  public static Payment refund(Account to, long amountNano, String reason) {
    return new Payment(to, amountNano, reason, true, Optional.empty());
  }
}
