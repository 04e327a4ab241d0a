package polder.node.learning;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import polder.epoch.Standing;
import polder.networks.GroupKey;
import polder.networks.learning.TaskState;
import polder.networks.learning.message.Seals;
import polder.networks.learning.sale.Sale;
import polder.networks.learning.sale.Tab;
import polder.node.gateway.Answers;
import polder.node.gateway.Body;
import polder.node.gateway.HttpLimits;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.money.Amounts;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /v1/networks/{network}/tasks/{task}/predictions?tab=…}: what a model says to inputs
 * for which a customer has signed, and {@code GET /v1/networks/{network}/tabs/{tab}}: how a
 * customer's tab stands.
 */
public final class PredictionRoutes implements HttpService {
  private static final Set<String> TYPES = Set.of("application/json");

  private final Supplier<Standing> standing;
  private final Vouchers vouchers;
  private final Forecaster forecaster;
  private final HttpLimits limits;

  /** Predictions by {@code forecaster} for {@code vouchers}. */
  public PredictionRoutes(
      Supplier<Standing> standing, Vouchers vouchers, Forecaster forecaster, HttpLimits limits) {
    this.standing = standing;
    this.vouchers = vouchers;
    this.forecaster = forecaster;
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/v1/networks/{network}/tasks/{task}/predictions", this::predict);
    rules.get("/v1/networks/{network}/tabs/{tab}", this::tab);
  }

  /** A question that cannot be answered, and why. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final transient Status status;
    final String reason;

    Refusal(Status status, String reason, String detail) {
      super(detail, null, false, false);
      this.status = status;
      this.reason = reason;
    }
  }

  private void predict(ServerRequest request, ServerResponse response) {
    Optional<Bytes> body = Body.read(request, response, TYPES, limits.bodyBytes(), limits);
    if (body.isEmpty()) {
      return;
    }
    send(response, () -> answer(request, body.get()));
  }

  private static void send(ServerResponse response, Supplier<ObjectNode> answer) {
    try {
      Answers.send(response, Status.OK_200, answer.get());
    } catch (Refusal refusal) {
      Answers.refuse(
          response, refusal.status, refusal.reason, String.valueOf(refusal.getMessage()));
    }
  }

  private ObjectNode answer(ServerRequest request, Bytes body) {
    Standing now = standing.get();
    String network = request.path().pathParameters().get("network");
    GroupKey task = name(request.path().pathParameters().get("task"));
    TaskState state = model(now, network, task);
    Sale sale =
        state
            .terms()
            .sale()
            .orElseThrow(() ->
                new Refusal(
                    Status.CONFLICT_409, "not_for_sale", "this model's predictions are not sold"));
    Question question = question(body, state);
    GroupKey tab = name(request.query().first("tab").orElse(""));
    Vouchers.Voucher voucher =
        vouchers
            .find(network, tab, Hash.sha256(body.toArray()))
            .orElseThrow(() ->
                new Refusal(
                    Status.PAYMENT_REQUIRED_402,
                    "not_signed",
                    "sign for these inputs first: send the message asked, whose inputs are the"
                        + " SHA-256 of this body"));
    check(now, network, tab, voucher, question, sale);
    float[] outputs = forecaster.outputs(task, state, question.values());
    return document(task, state, question, outputs);
  }

  private static GroupKey name(String text) {
    try {
      return new GroupKey(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Status.BAD_REQUEST_400, "no_name", String.valueOf(e.getMessage()));
    }
  }

  private static TaskState model(Standing now, String network, GroupKey task) {
    Bytes state =
        LearningNetworks.find(now, network).isPresent() && Seals.isTask(task)
            ? now.group(network, task)
            : Bytes.EMPTY;
    Optional<TaskState> found =
        Optional.of(state).filter(its -> its.size() > 0).map(TaskState::decode);
    return found
        .filter(its -> !its.rounds().isEmpty())
        .orElseThrow(() ->
            new Refusal(
                Status.NOT_FOUND_404,
                "no_model",
                found.isEmpty()
                    ? "there is no task of this name in " + network
                    : "the task's first round is not over"));
  }

  private static Question question(Bytes body, TaskState state) {
    try {
      return Question.read(body, state.terms().architecture().inputs());
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          Status.UNPROCESSABLE_CONTENT_422, "malformed", String.valueOf(e.getMessage()));
    }
  }

  private static void check(
      Standing now,
      String network,
      GroupKey tab,
      Vouchers.Voucher voucher,
      Question question,
      Sale sale) {
    if (voucher.count() != question.count()) {
      throw new Refusal(
          Status.UNPROCESSABLE_CONTENT_422,
          "other_count",
          "it was signed for "
              + voucher.count()
              + " predictions, and these are "
              + question.count()
              + " rows");
    }
    long paid = Vouchers.sealed(now, network, tab).map(its -> its.bill().count()).orElse(0L);
    long due = Math.multiplyExact(Math.max(0, voucher.total() - paid), sale.priceNano());
    long purse = now.purseNano(network, tab);
    if (due > purse) {
      throw new Refusal(
          Status.PAYMENT_REQUIRED_402,
          "tab_short",
          "the tab's purse holds "
              + Amounts.format(purse)
              + " tokens, and "
              + Amounts.format(due)
              + " are due with these; what was put there counts once it is sealed");
    }
  }

  private static ObjectNode document(
      GroupKey task, TaskState state, Question question, float[] outputs) {
    ObjectNode node = Answers.object().put("task", task.text()).put("round", state.rounds().size());
    ArrayNode rows = node.putArray("outputs");
    int columns = outputs.length / question.count();
    for (int row = 0; row < question.count(); row++) {
      ArrayNode cells = rows.addArray();
      for (int i = 0; i < columns; i++) {
        cells.add(outputs[row * columns + i]);
      }
    }
    return node;
  }

  private void tab(ServerRequest request, ServerResponse response) {
    send(response, () -> tab(request));
  }

  private ObjectNode tab(ServerRequest request) {
    Standing now = standing.get();
    String network = request.path().pathParameters().get("network");
    GroupKey name = name(request.path().pathParameters().get("tab"));
    if (LearningNetworks.find(now, network).isEmpty() || !Seals.isTab(name)) {
      throw new Refusal(
          Status.NOT_FOUND_404, "unknown_tab", "there is no tab of this name in " + network);
    }
    Optional<Tab> tab = Vouchers.sealed(now, network, name);
    long purse = now.purseNano(network, name);
    ObjectNode node =
        Answers.object()
            .put("tab", name.text())
            .put("signed", vouchers.total(network, name))
            .put("paid", tab.map(its -> its.bill().count()).orElse(0L))
            .put("purseNano", purse)
            .put("purseTokens", Amounts.format(purse));
    tab.ifPresent(its ->
        node.put("task", its.task().text())
            .put("customer", its.customer().did())
            .put("owner", its.owner().toString()));
    return node;
  }
}
