package polder.node.view;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import polder.epoch.AccountEntry;
import polder.epoch.Standing;
import polder.node.gateway.Answers;
import polder.protocol.identity.Account;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/accounts/{address}}: what an account earned and may spend, what it owns and how it
 * ranks.
 */
final class AccountRoutes implements HttpService {
  private final Sources sources;
  private final Ownership ownership;

  AccountRoutes(Sources sources, Ownership ownership) {
    this.sources = sources;
    this.ownership = ownership;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/accounts/{address}", Question.handler(this::account));
  }

  /** An account that never did anything is an account all the same. */
  private Question.Answer account(ServerRequest request) {
    Account account = Question.account(request);
    Optional<Ownership.AsOf> owned = ownership.now();
    // One epoch's figures, though another may be sealed meanwhile.
    Standing standing = owned.map(Ownership.AsOf::standing).orElseGet(sources.closing()::standing);
    AccountEntry entry = standing.account(account);
    ObjectNode node =
        Answers.object()
            .put("account", account.toString())
            .put("did", account.did(standing.manifests().deployment().chainId()));
    Json.amount(node, "earned", entry.earnedNano());
    Json.amount(node, "balance", entry.balanceNano());
    node.put("sequence", entry.sequence());
    node.put("nextSequence", sources.gateway().lastSequence(account) + 1);
    standing.header().ifPresent(header -> node.put("asOfEpoch", header.epoch()));
    owned.ifPresent(now -> {
      ObjectNode devices = node.putObject("devices");
      now.owners().counts(account).forEach(devices::put);
      if (entry.earnedNano() > 0) {
        node.put("rank", now.earners().rank(entry.earnedNano()));
      }
      node.put("accounts", now.earners().count());
    });
    return new Question.Answer.Found(node);
  }
}
