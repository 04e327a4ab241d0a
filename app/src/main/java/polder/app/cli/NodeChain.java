package polder.app.cli;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;
import tools.jackson.databind.JsonNode;

/**
 * The chain that a node settles on.
 *
 * @param rpc where it is reached
 * @param chainId its number
 * @param contracts which contracts
 * @param development whether it is the node's own, for development
 */
record NodeChain(URI rpc, long chainId, SettlementContracts contracts, boolean development) {
  /**
   * As the node says at {@code /v1/settlement}.
   *
   * @param named where it is reached, if somebody said so
   * @return empty if nobody says where it is reached
   */
  static Optional<NodeChain> of(JsonNode settled, @Nullable URI named) {
    if (named == null && !settled.has("rpc")) {
      return Optional.empty();
    }
    return Optional.of(
        new NodeChain(
            named == null ? URI.create(settled.path("rpc").asString("")) : named,
            settled.path("chainId").asLong(),
            new SettlementContracts(
                Account.parse(settled.path("settlement").asString("")),
                Account.parse(settled.path("token").asString("")),
                settled.has("inbox")
                    ? Optional.of(Account.parse(settled.path("inbox").asString("")))
                    : Optional.empty()),
            settled.has("rpc")));
  }
}
