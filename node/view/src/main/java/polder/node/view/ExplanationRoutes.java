package polder.node.view;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import polder.epoch.EpochEngine;
import polder.epoch.EpochHeader;
import polder.epoch.OutcomeCodec;
import polder.epoch.OutcomeLeaf;
import polder.epoch.RuleBook;
import polder.node.archive.EpochArchive;
import polder.node.archive.EvidenceException;
import polder.node.archive.SignedHeader;
import polder.node.witness.Anchor;
import polder.node.witness.Explainer;
import polder.node.witness.Explanation;
import polder.node.witness.HeaderChain;
import polder.node.witness.Proof;
import polder.node.witness.Prover;
import polder.node.witness.Reasons;
import polder.node.witness.Reexecution;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.AbsenceProof.ProvenLeaf;
import polder.protocol.merkle.StateTree;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code GET /v1/devices/{did}/explanations/{epoch}} and {@code …/rewards/{epoch}/proof}: why a
 * device earned what it earned, and the proof of it, from the archive alone. Nothing is computed
 * again here: whoever wants that has the archive and {@code polder explain}.
 */
final class ExplanationRoutes implements HttpService {
  /** Further back than this evidence is not looked for. */
  private static final long EPOCHS_BACK = 100;

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

  private final Sources sources;
  private final History history;
  private final Turns turns;
  private final Reasons reasons;
  private final Explainer explainer;
  private final Prover prover;

  ExplanationRoutes(Sources sources, History history, Turns turns) {
    this.sources = sources;
    this.history = history;
    this.turns = turns;
    this.reasons = new Reasons(sources.kinds());
    EpochArchive archive = new EpochArchive(sources.archive());
    // The node's own archive, which may hold headers of those who closed before it.
    HeaderChain chain = new HeaderChain(archive, new Anchor.SelfConsistent());
    this.explainer = new Explainer(archive, chain, this::latestState, EPOCHS_BACK);
    this.prover =
        new Prover(
            archive,
            chain,
            new Reexecution(archive, new RuleBook(sources.kinds()), EpochEngine.SEQUENTIAL));
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/devices/{did}/explanations/{epoch}", Question.handler(this::explanation));
    rules.get("/v1/devices/{did}/rewards/{epoch}/proof", Question.handler(this::proof));
  }

  /** That of the latest epoch is at hand; an older one would have to be computed. */
  private Optional<StateTree> latestState(SignedHeader header) {
    return Optional.of(sources.closing().standing().state().copy());
  }

  private Question.Answer explanation(ServerRequest request) throws IOException {
    DeviceId device = sources.named(Question.device(request));
    Optional<Long> epoch = EpochRoutes.number(request, history);
    if (epoch.isEmpty()) {
      return EpochRoutes.noSuchEpoch();
    }
    return kept(() -> {
      Explanation explanation = explainer.explain(device, epoch.get());
      boolean isNew = explanation.rewards().isEmpty() && explanation.sent().isEmpty();
      if (isNew && explanation.events().isEmpty() && !sources.knows(device)) {
        return Question.notFound("not_enrolled", "no device of this name is enrolled");
      }
      EpochHeader header = explanation.header().header();
      return found(ExplainDocument.of(explanation, reasons, network -> closed(network, header)));
    });
  }

  private Question.Answer proof(ServerRequest request) throws IOException {
    DeviceId device = sources.named(Question.device(request));
    Optional<String> network = Question.parameter(request, "network");
    Optional<Long> epoch = EpochRoutes.number(request, history);
    if (epoch.isEmpty()) {
      return EpochRoutes.noSuchEpoch();
    }
    return kept(() -> {
      Optional<Proof.OfReward> proof = prover.reward(device, epoch.get(), network);
      if (proof.isEmpty()) {
        return Question.notFound(
            "no_reward",
            "the device has no reward in epoch "
                + epoch.get()
                + network.map(" of network "::concat).orElse(""));
      }
      for (ProvenLeaf line : proof.get().lines()) {
        // A line has the values that the readings were checked for.
        String its = ((OutcomeLeaf.Reward) OutcomeCodec.decode(line.leaf())).network();
        Optional<String> why = closed(its, proof.get().header().header());
        if (why.isPresent()) {
          return new Question.Answer.Missing(Status.FORBIDDEN_403, "restricted", why.get());
        }
      }
      return found(ProofDocument.of(proof.get()));
    });
  }

  /** Why readings of {@code network} in an epoch may not be shown now, if so. */
  private Optional<String> closed(String network, EpochHeader header) {
    return new Disclosure(
            sources.closing().standing().manifests().networks(), sources.time().nowMillis())
        .why(network, header.endMillis());
  }

  /** Does {@code work} when it is its turn; what is pruned is said to be. */
  private Question.Answer kept(Turns.Work<Question.Answer> work) throws IOException {
    try {
      return turns.take(work);
    } catch (EvidenceException e) {
      if (e.keptFrom().isPresent()) {
        throw new Question.PrunedException(e.keptFrom().getAsLong());
      }
      throw e;
    }
  }

  private static Question.Answer found(Map<String, Object> document) {
    return new Question.Answer.Found(JSON.valueToTree(document));
  }
}
