package polder.node.view;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Optional;
import polder.epoch.AccountEntry;
import polder.epoch.Standing;
import polder.node.gateway.Answers;
import polder.protocol.identity.Account;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/accounts/{address}}: what an account earned and may spend, what it owns, how it
 * ranks, whom it appointed and who appointed it.
 */
final class AccountRoutes implements HttpService {
  /** Anybody can appoint anybody, as often as they make accounts. */
  private static final int MOST_ORGANISATIONS = 100;

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
      organisations(node.putArray("organisations"), now.memberships().of(account));
    });
    ArrayNode members = node.putArray("members");
    standing
        .members(account)
        .roles()
        .forEach((member, role) ->
            members.addObject().put("account", member.toString()).put("role", role.code()));
    return new Question.Answer.Found(node);
  }

  private static void organisations(ArrayNode list, List<Memberships.Membership> memberships) {
    memberships.stream()
        .limit(MOST_ORGANISATIONS)
        .forEach(its ->
            list.addObject()
                .put("account", its.organisation().toString())
                .put("role", its.role().code())
                .put("devices", its.devices()));
  }
}
