package polder.networks;

import polder.protocol.identity.Account;

/**
 * A payment from a group's purse.
 *
 * @param to who earns it
 * @param amountNano nano-tokens, at least 0; the core pays at most what the purse holds
 * @param reason a reason code
 */
public record Payment(Account to, long amountNano, String reason) {
  public Payment {
    if (amountNano < 0) {
      throw new IllegalArgumentException("a payment is never negative: " + amountNano);
    }
  }
}
