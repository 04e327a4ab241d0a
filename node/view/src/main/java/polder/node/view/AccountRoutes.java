package polder.node.view;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import polder.epoch.AccountEntry;
import polder.epoch.Standing;
import polder.node.gateway.Answers;
import polder.protocol.identity.Account;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/accounts/{address}}: what an account earned and may spend. */
final class AccountRoutes implements HttpService {
  private final Sources sources;

  AccountRoutes(Sources sources) {
    this.sources = sources;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/accounts/{address}", Question.handler(this::account));
  }

  /** An account that never did anything is an account all the same. */
  private Question.Answer account(ServerRequest request) {
    Account account = Question.account(request);
    Standing standing = sources.closing().standing();
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
    return new Question.Answer.Found(node);
  }
}
