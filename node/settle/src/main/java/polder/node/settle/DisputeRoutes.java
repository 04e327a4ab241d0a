package polder.node.settle;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import polder.node.gateway.Answers;
import polder.ports.chain.ChainException;
import polder.ports.chain.Disputes;
import polder.ports.chain.Disputes.Dispute;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/disputes}: the dispute that is open on the chain, if one is. */
public final class DisputeRoutes implements HttpService {
  private final Source source;

  /** Finds the contract. */
  public interface Source {
    /** The contract; asked each time, as the chain may be down at the start. */
    Disputes disputes() throws ChainException;
  }

  /** What {@code source} says. */
  public DisputeRoutes(Source source) {
    this.source = source;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/disputes", this::open);
  }

  private void open(ServerRequest request, ServerResponse response) {
    ObjectNode node = Answers.object();
    try {
      Optional<Dispute> open = source.disputes().latest().filter(Dispute::open);
      open.ifPresent(dispute -> write(node.putObject("open"), dispute));
    } catch (ChainException e) {
      Answers.refuse(
          response, Status.SERVICE_UNAVAILABLE_503, "no_chain", String.valueOf(e.getMessage()));
      return;
    }
    Answers.send(response, Status.OK_200, node);
  }

  private static void write(ObjectNode node, Dispute dispute) {
    node.put("dispute", dispute.id())
        .put("epoch", dispute.epoch())
        .put("header", "0x" + dispute.header().toHex())
        .put("challenger", dispute.challenger().toString())
        .put("all", dispute.all())
        .put("untilSeconds", dispute.untilSeconds())
        .put("bondWei", dispute.bond().toString())
        .put("electorateWei", dispute.electorate().toString())
        .put("refutingWei", dispute.refuting().toString())
        .put("confirmingWei", dispute.confirming().toString());
  }
}
