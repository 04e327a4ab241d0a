package polder.adapters.evm;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import polder.ports.chain.ChainException;
import polder.ports.chain.ChainException.Kind;
import polder.protocol.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One node of a chain, asked by JSON-RPC 2.0 over HTTP. */
final class RpcNode {
  /** A call: everything asked here may be asked twice, a raw transaction too. */
  record Call(String method, List<?> parameters) {
    Call(String method, Object... parameters) {
      this(method, Arrays.asList(parameters));
    }
  }

  /** What came of one call of a batch. */
  sealed interface Answer {
    record Result(JsonNode value) implements Answer {}

    record Fault(ChainException why) implements Answer {}

    /** The value. */
    default JsonNode value() throws ChainException {
      return switch (this) {
        case Result(JsonNode value) -> value;
        case Fault(ChainException why) -> throw why;
      };
    }
  }

  /** Which chain all nodes must be on; learnt from the first if nobody says. */
  static final class Expected {
    private OptionalLong chainId;

    Expected(OptionalLong chainId) {
      this.chainId = chainId;
    }

    synchronized boolean accepts(long found) {
      if (chainId.isEmpty()) {
        chainId = OptionalLong.of(found);
      }
      return chainId.getAsLong() == found;
    }

    synchronized String text() {
      return chainId.isPresent() ? Long.toString(chainId.getAsLong()) : "any";
    }
  }

  /** The code by which nodes say that a contract reverted. */
  private static final int CODE_REVERTED = 3;

  /** EIP-1474: limit exceeded. */
  private static final int CODE_LIMIT = -32005;

  private static final int MAX_SAID = 300;

  private final URI url;
  private final HttpPost post;
  private final RpcLimits limits;
  private final Expected expected;
  private final JsonMapper mapper;
  private final AtomicLong ids = new AtomicLong();
  private volatile boolean checked;

  RpcNode(URI url, HttpPost post, RpcLimits limits, Expected expected) {
    this.url = url;
    this.post = post;
    this.limits = limits;
    this.expected = expected;
    StreamReadConstraints bounds =
        StreamReadConstraints.builder().maxStringLength(limits.maxBodyBytes()).build();
    this.mapper = new JsonMapper(JsonFactory.builder().streamReadConstraints(bounds).build());
  }

  /** Makes sure, once after each failure, that this is a node of the chain that is meant. */
  void check() throws ChainException {
    if (checked) {
      return;
    }
    long found = Quantity.small(call("eth_chainId"), "chain id");
    if (!expected.accepts(found)) {
      throw new ChainException(
          Kind.REFUSED,
          HttpPost.name(url)
              + " is on chain "
              + found
              + ", not on "
              + expected.text()
              + "; give the address of another node");
    }
    checked = true;
  }

  void forget() {
    checked = false;
  }

  /** Calls {@code method}, again if it fails for a passing reason. */
  JsonNode call(String method, Object... parameters) throws ChainException {
    return batch(List.of(new Call(method, parameters))).getFirst().value();
  }

  /** Several calls in as few requests as the limits allow; an answer for each, in order. */
  List<Answer> batch(List<Call> calls) throws ChainException {
    List<Answer> answers = new ArrayList<>();
    for (int from = 0; from < calls.size(); from += limits.maxBatch()) {
      int to = Math.min(calls.size(), from + limits.maxBatch());
      answers.addAll(patiently(calls.subList(from, to)));
    }
    return answers;
  }

  private List<Answer> patiently(List<Call> calls) throws ChainException {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(calls);
      } catch (ChainException e) {
        if (!e.passing() || attempt >= limits.attempts()) {
          throw e;
        }
        pause(attempt);
      }
    }
  }

  private void pause(int attempt) throws ChainException {
    double spread = ThreadLocalRandom.current().nextDouble(0.5, 1.5);
    long millis = (long) (limits.pause().toMillis() * (1L << Math.min(attempt - 1, 6)) * spread);
    try {
      Thread.sleep(Duration.ofMillis(millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChainException(Kind.UNREACHABLE, "interrupted while waiting for " + url.getHost());
    }
  }

  private List<Answer> once(List<Call> calls) throws ChainException {
    String what = calls.getFirst().method() + (calls.size() > 1 ? " and others" : "");
    long firstId = ids.getAndAdd(calls.size()) + 1;
    ArrayNode requests = mapper.createArrayNode();
    for (int i = 0; i < calls.size(); i++) {
      ObjectNode request = requests.addObject();
      request.put("jsonrpc", "2.0").put("id", firstId + i).put("method", calls.get(i).method());
      request.set("params", mapper.valueToTree(calls.get(i).parameters()));
    }
    JsonNode body = calls.size() == 1 ? requests.get(0) : requests;
    byte[] sent = body.toString().getBytes(StandardCharsets.UTF_8);
    JsonNode said = parse(post.post(url, sent, what), what);
    if (said.isObject() && calls.size() > 1) {
      // A refusal of the whole batch comes alone.
      answer(said, calls.getFirst()).value();
      throw unexpected(what);
    }
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      answers.add(answer(of(said, firstId + i, what), calls.get(i)));
    }
    return answers;
  }

  private JsonNode parse(byte[] body, String what) throws ChainException {
    try {
      JsonNode said = mapper.readTree(body);
      if (said.isObject() || said.isArray()) {
        return said;
      }
    } catch (JacksonException e) {
      throw unexpected(what);
    }
    throw unexpected(what);
  }

  /** A batch's answers come in any order. */
  private JsonNode of(JsonNode said, long id, String what) throws ChainException {
    if (said.isObject()) {
      return said;
    }
    for (JsonNode answer : said) {
      if (answer.path("id").asLong(-1) == id) {
        return answer;
      }
    }
    throw unexpected(what);
  }

  private Answer answer(JsonNode said, Call call) throws ChainException {
    JsonNode error = said.path("error");
    if (!error.isMissingNode() && !error.isNull()) {
      return new Answer.Fault(refusal(error, call));
    }
    if (!said.has("result")) {
      throw unexpected(call.method());
    }
    return new Answer.Result(said.path("result"));
  }

  private ChainException refusal(JsonNode error, Call call) {
    String message = error.path("message").asString("no words");
    String told =
        call.method()
            + ": "
            + HttpPost.name(url)
            + " said: "
            + message.substring(0, Math.min(MAX_SAID, message.length())).replace('\n', ' ');
    int code = error.path("code").asInt(0);
    if (code == CODE_REVERTED || message.startsWith("execution reverted")) {
      return new ChainException(Kind.REVERTED, told, data(error.path("data")));
    }
    return new ChainException(code == CODE_LIMIT ? Kind.TOO_MUCH : Kind.REFUSED, told);
  }

  private static Bytes data(JsonNode data) {
    try {
      return Quantity.bytes(data, "revert data");
    } catch (ChainException e) {
      return Bytes.EMPTY;
    }
  }

  private ChainException unexpected(String what) {
    return new ChainException(
        Kind.REFUSED,
        what
            + ": "
            + HttpPost.name(url)
            + " answered with something else than JSON-RPC; is it the address of an EVM node?");
  }
}
