package polder.protocol.message;

import java.util.Optional;
import polder.protocol.identity.DeviceId;

/** What an owner can ask about alerts. */
public sealed interface AlertAsk {
  /**
   * Be told of one device, or of all devices of the account.
   *
   * @param network the network; empty for every one
   * @param device the device; empty for all of the account
   * @param channel {@code webhook}, {@code email} or {@code push}
   * @param target where to: an address of the web or of mail, or a browser's push subscription
   */
  record Add(String network, Optional<DeviceId> device, String channel, String target)
      implements AlertAsk {}

  /** Which subscriptions the account has. */
  record Show() implements AlertAsk {}

  /** Be told no more. */
  record Remove(String id) implements AlertAsk {}

  /** Send a message that only says that messages arrive. */
  record Test(String id) implements AlertAsk {}

  /** Show by the code that was sent to it that a mail address is one's own. */
  record Confirm(String id, String code) implements AlertAsk {}
}
