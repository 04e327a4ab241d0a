package polder.node.settle;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.function.Supplier;
import polder.epoch.Standing;
import polder.node.gateway.Answers;
import polder.protocol.money.Amounts;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The door at which people ask what validators earned: {@code /v1/validators}, as of the latest
 * sealed epoch, and when the next set of them can be opened.
 */
public final class ValidatorRoutes implements HttpService {
  /** Most validators in an answer; a bond is what keeps their number down. */
  private static final int MOST = 1_000;

  private final Supplier<Standing> standing;
  private final Supplier<Optional<SetOpener.View>> sets;

  /** By the state after the latest epoch, and what was last seen of the sets. */
  public ValidatorRoutes(Supplier<Standing> standing, Supplier<Optional<SetOpener.View>> sets) {
    this.standing = standing;
    this.sets = sets;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/validators", this::validators);
  }

  private void validators(ServerRequest request, ServerResponse response) {
    Standing now = standing.get();
    ObjectNode node = Answers.object();
    now.header().ifPresent(header -> node.put("asOfEpoch", header.epoch()));
    node.put("sharePpm", now.manifests().deployment().validators().sharePpm());
    sets.get()
        .ifPresent(view ->
            node.putObject("set")
                .put("version", view.sets().version())
                .put("openedSeconds", view.sets().openedSeconds())
                .put("waiting", view.sets().waiting())
                .put("nextSeconds", view.nextSeconds())
                .put("changed", view.changed()));
    ArrayNode all = node.putArray("validators");
    now.forEachValidator((account, entry) -> {
      if (all.size() < MOST) {
        all.addObject()
            .put("account", account.toString())
            .put("delegatedWei", entry.pool().toString())
            .put("signedEpochs", entry.signedEpochs())
            .put("missedEpochs", entry.missedEpochs())
            .put("earnedWei", Amounts.toWei(entry.earnedNano()).toString());
      }
    });
    Answers.send(response, Status.OK_200, node);
  }
}
