package polder.node.join;

import polder.node.gateway.JsonBody;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.Action;
import polder.protocol.message.KeyAction;
import polder.protocol.message.Role;
import tools.jackson.databind.JsonNode;

/** Reads what else than an enrolment an account asks of its networks. */
final class Asked {
  private Asked() {}

  /**
   * The action that {@code asked} names by its {@code kind}: {@code transfer}, {@code revoke},
   * {@code resolve}, {@code withdraw} or {@code appoint}.
   *
   * @throws IllegalArgumentException saying what is missing or wrong
   */
  static Action read(JsonNode asked) {
    String kind = JsonBody.text(asked, "kind");
    return switch (kind) {
      case "transfer" ->
          new Action.Transfer(
              JsonBody.text(asked, "network"),
              device(asked),
              Account.parse(JsonBody.text(asked, "newOwner")));
      case "revoke" -> new KeyAction.Revoke(JsonBody.text(asked, "network"), device(asked));
      case "resolve" ->
          new KeyAction.Resolve(
              JsonBody.text(asked, "network"), device(asked), whole(asked, "above", 0));
      case "withdraw" -> new Action.Withdraw(whole(asked, "amountNano", 1));
      case "appoint" ->
          new Action.Appoint(
              Account.parse(JsonBody.text(asked, "member")), Role.of(JsonBody.text(asked, "role")));
      default ->
          throw new IllegalArgumentException(
              "an action is transfer, revoke, resolve, withdraw or appoint, not " + kind);
    };
  }

  private static DeviceId device(JsonNode asked) {
    return DeviceId.parse(JsonBody.text(asked, "device"));
  }

  private static long whole(JsonNode asked, String name, long least) {
    JsonNode value = asked.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least) {
      throw new IllegalArgumentException(
          "'" + name + "' must be a whole number, " + least + " or more");
    }
    return value.asLong();
  }
}
