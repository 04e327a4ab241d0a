package polder.node.settle.rules;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.node.gateway.Answers;
import polder.node.gateway.Body;
import polder.node.gateway.HttpLimits;
import polder.ports.chain.Governance.Announcement;
import polder.ports.chain.Governance.Ballot;
import polder.ports.chain.Governance.Proposal;
import polder.ports.chain.RulesHistory;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.manifest.Manifests;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /v1/rules}: which rules are in force and announced, and each book by its hash; {@code
 * /v1/proposals}: what is voted on. A book is taken if a proposal names it.
 */
public final class RulesRoutes implements HttpService {
  private static final Logger LOG = LoggerFactory.getLogger(RulesRoutes.class);
  private static final Set<String> CBOR = Set.of("application/cbor");

  private final RulesStore store;
  private final Supplier<RulesStatus> status;
  private final Supplier<Here> here;
  private final Hash program;
  private final HttpLimits limits;

  /**
   * How the node stands.
   *
   * @param nextEpoch the epoch that comes next
   * @param manifests the rules it is closed by here
   * @param hindrance why it cannot be closed, if so
   */
  public record Here(long nextEpoch, Manifests manifests, Optional<String> hindrance) {}

  /**
   * The doors of {@code store}.
   *
   * @param program hash of this program
   */
  public RulesRoutes(
      RulesStore store,
      Supplier<RulesStatus> status,
      Supplier<Here> here,
      Hash program,
      HttpLimits limits) {
    this.store = store;
    this.status = status;
    this.here = here;
    this.program = program;
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/rules", this::rules);
    rules.post("/v1/rules", this::take);
    rules.get("/v1/rules/{hash}", this::book);
    rules.get("/v1/proposals", this::proposals);
  }

  private void rules(ServerRequest request, ServerResponse response) {
    RulesStatus now = status.get();
    Here node = here.get();
    ObjectNode answer =
        Answers.object()
            .put("nextEpoch", node.nextEpoch())
            .put("nextFinal", now.nextFinal())
            .put("manifests", node.manifests().hash().toHex())
            .put("program", program.toHex());
    now.governor().ifPresent(its -> answer.put("governor", its.toString()));
    now.terms()
        .ifPresent(terms ->
            answer
                .putObject("terms")
                .put("votingDelaySeconds", terms.votingDelaySeconds())
                .put("votingPeriodSeconds", terms.votingPeriodSeconds())
                .put("timelockSeconds", terms.timelockSeconds())
                .put("leadEpochs", terms.leadEpochs())
                .put("thresholdWei", terms.thresholdWei().toString()));
    ArrayNode history = answer.putArray("history");
    for (RulesHistory.Rules one : now.history().map(RulesHistory::rules).orElse(List.of())) {
      history
          .addObject()
          .put("fromEpoch", one.fromEpoch())
          .put("manifests", one.manifests().toHex())
          .put("program", one.program().toHex());
    }
    node.hindrance().or(now::trouble).ifPresent(why -> answer.put("trouble", why));
    Answers.send(response, Status.OK_200, answer);
  }

  private void proposals(ServerRequest request, ServerResponse response) {
    RulesStatus now = status.get();
    ObjectNode answer = Answers.object();
    ArrayNode all = answer.putArray("proposals");
    try {
      for (RulesStatus.Known known : now.proposals()) {
        write(all.addObject(), known);
      }
    } catch (IOException e) {
      unreadable(response, e);
      return;
    }
    now.trouble().ifPresent(why -> answer.put("trouble", why));
    Answers.send(response, Status.OK_200, answer);
  }

  private void write(ObjectNode node, RulesStatus.Known known) throws IOException {
    Proposal proposal = known.proposal();
    Announcement announcement = proposal.announcement();
    Ballot ballot = known.ballot();
    node.put("id", ProposalIds.text(proposal.id()))
        .put("state", ballot.state().name().toLowerCase(Locale.ROOT))
        .put("proposer", proposal.proposer().toString())
        .put("manifests", announcement.manifests().toHex())
        .put("program", announcement.program().toHex())
        .put("fromEpoch", announcement.fromEpoch())
        .put("location", announcement.location())
        .put("why", proposal.why())
        .put("voteStartSeconds", proposal.voteStartSeconds())
        .put("voteEndSeconds", proposal.voteEndSeconds())
        .put("forWei", ballot.forWei().toString())
        .put("againstWei", ballot.againstWei().toString())
        .put("abstainWei", ballot.abstainWei().toString());
    ballot.quorumWei().ifPresent(quorum -> node.put("quorumWei", quorum.toString()));
    ballot.dueSeconds().ifPresent(due -> node.put("dueSeconds", due));
    node.put("published", store.has(announcement.manifests()));
    if (!known.note().isEmpty()) {
      node.put("note", known.note());
    }
  }

  private void book(ServerRequest request, ServerResponse response) {
    String text = request.path().pathParameters().get("hash");
    if (!text.matches("[0-9a-f]{64}")) {
      Answers.refuse(
          response, Status.BAD_REQUEST_400, "bad_question", "rules are named by 64 hex digits");
      return;
    }
    try {
      Optional<Bytes> bytes = store.bytes(Hash.fromHex(text));
      if (bytes.isEmpty()) {
        Answers.refuse(
            response, Status.NOT_FOUND_404, "no_such_rules", "rules of this hash are not here");
        return;
      }
      response
          .status(Status.OK_200)
          .header(HeaderNames.CONTENT_TYPE, "application/cbor")
          .header(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable")
          .send(bytes.get().unsafeArray());
    } catch (IOException e) {
      unreadable(response, e);
    }
  }

  private void take(ServerRequest request, ServerResponse response) {
    Optional<Bytes> body = Body.read(request, response, CBOR, RulesStore.MOST_BYTES, limits);
    if (body.isEmpty()) {
      return;
    }
    Manifests manifests;
    try {
      manifests = store.parse(body.get());
    } catch (IllegalArgumentException e) {
      Answers.refuse(response, Status.BAD_REQUEST_400, "malformed", String.valueOf(e.getMessage()));
      return;
    }
    Hash hash = manifests.hash();
    if (!isNamed(hash)) {
      // Whoever proposes may be quicker than this node's own look at the chain: it asks again.
      Answers.refuse(
          response,
          Status.SERVICE_UNAVAILABLE_503,
          "not_yet",
          "no proposal that this node knows of names the rules " + VotedRules.name(hash));
      return;
    }
    try {
      store.put(manifests);
      Answers.send(response, Status.OK_200, Answers.object().put("manifests", hash.toHex()));
    } catch (IOException e) {
      unreadable(response, e);
    }
  }

  /** A stranger cannot fill the disk: proposing takes stake, and being announced a vote. */
  private boolean isNamed(Hash hash) {
    RulesStatus now = status.get();
    return now.proposals().stream()
            .anyMatch(known -> known.proposal().announcement().manifests().equals(hash))
        || now.history().stream()
            .flatMap(history -> history.rules().stream())
            .anyMatch(rules -> rules.manifests().equals(hash));
  }

  private static void unreadable(ServerResponse response, IOException e) {
    LOG.error("books of rules cannot be kept or read: {}", e.getMessage(), e);
    Answers.refuse(
        response,
        Status.INTERNAL_SERVER_ERROR_500,
        "unreadable",
        "the node cannot use its own data; its log says why");
  }
}
