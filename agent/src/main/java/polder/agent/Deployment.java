package polder.agent;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.agent.format.Json;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentIdentity;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Parameters;
import polder.protocol.manifest.Value;
import polder.protocol.settlement.SettlementContracts;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a node says of the deployment it runs and of its networks: the answer to {@code GET
 * /v1/networks}.
 *
 * @param name the deployment's name
 * @param id what tells it from all others
 * @param chainId the EVM chain on which it settles; also in what wallets sign
 * @param genesisMillis start of epoch 0, epoch milliseconds
 * @param epochMillis length of an epoch
 * @param graceMillis how much older than its epoch's start a reading may be before it is late
 * @param node the node's {@code did:key}, empty where it does not say
 * @param settlement the contract that pays, if a chain does
 * @param validator whose stake answers for the node's receipts, if anybody's does
 * @param simulatedClock whether its time is not the time of day
 * @param networks its networks, in the order of the answer
 */
public record Deployment(
    String name,
    Hash id,
    long chainId,
    long genesisMillis,
    long epochMillis,
    long graceMillis,
    String node,
    Optional<Account> settlement,
    Optional<Account> validator,
    boolean simulatedClock,
    List<Network> networks)
    implements DeploymentIdentity {
  private static final int MOST_EXPONENT = 100;

  public Deployment {
    networks = List.copyOf(networks);
  }

  /**
   * One network.
   *
   * @param name its name
   * @param kind its kind, such as {@code sensors}
   * @param simulated whether its devices are simulated
   * @param title for people; empty where it has none
   * @param pay, data, parameters the tables of its manifest; numbers with a fraction are text
   * @param devices how many are enrolled
   */
  public record Network(
      String name,
      String kind,
      boolean simulated,
      String title,
      Value.Table pay,
      Value.Table data,
      Value.Table parameters,
      long devices) {

    /** What it measures: the SenML unit of each quantity, by name; empty for other kinds. */
    public SortedMap<String, String> quantities() {
      SortedMap<String, String> units = new TreeMap<>();
      if (parameters.entries().get("quantities") instanceof Value.Table quantities) {
        for (Map.Entry<String, Value> entry : quantities.entries().entrySet()) {
          if (entry.getValue() instanceof Value.Table quantity
              && quantity.entries().get("unit") instanceof Value.Text(String unit)) {
            units.put(entry.getKey(), unit);
          }
        }
      }
      return units;
    }

    /**
     * The grid on which it takes places, micro-degrees.
     *
     * @throws ManifestException if the node says no such grid
     */
    public long finestPlaceMicroDegrees() {
      Parameters policy = new Parameters("data", data);
      return policy.has("finest_place") ? policy.decimal("finest_place", 6, 1, 1_000_000) : 1;
    }
  }

  /** The network of this name. */
  public Optional<Network> network(String name) {
    return networks.stream().filter(network -> network.name().equals(name)).findFirst();
  }

  /** The contract's domain (EIP-712), if a stake answers for the node's receipts. */
  public Optional<Hash> receiptDomain() {
    return validator.isEmpty()
        ? Optional.empty()
        : settlement.map(
            contract -> new SettlementContracts(contract, contract).domain(chainId).hashStruct());
  }

  /**
   * Reads a node's answer.
   *
   * @param json the body as it came, UTF-8
   * @throws NodeException naming what is missing or of the wrong form
   */
  public static Deployment parse(Bytes json) throws NodeException {
    try {
      JsonNode document = Json.MAPPER.readTree(json.unsafeArray());
      JsonNode deployment = document.path("deployment");
      List<Network> networks = new ArrayList<>();
      for (JsonNode network : document.path("networks")) {
        networks.add(network(network));
      }
      return new Deployment(
          text(deployment, "name"),
          Hash.fromHex(text(deployment, "id")),
          whole(deployment, "chainId"),
          whole(deployment, "genesisMillis"),
          Math.max(1, whole(deployment, "epochMillis")),
          deployment.path("graceMillis").asLong(0),
          deployment.path("node").asString(""),
          account(deployment, "settlement"),
          account(deployment, "validator"),
          deployment.path("simulatedClock").asBoolean(false),
          networks);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new NodeException("the answer to GET /v1/networks is none of a node: " + brief(e), e);
    }
  }

  private static Network network(JsonNode network) {
    return new Network(
        text(network, "name"),
        text(network, "kind"),
        network.path("simulated").asBoolean(false),
        network.path("title").asString(""),
        table(network.path("pay")),
        table(network.path("data")),
        table(network.path("parameters")),
        network.path("devices").asLong(0));
  }

  private static String text(JsonNode node, String key) {
    if (!node.path(key).isString()) {
      throw new IllegalArgumentException("'" + key + "' must be text");
    }
    return node.path(key).stringValue();
  }

  private static Optional<Account> account(JsonNode node, String key) {
    return node.has(key) ? Optional.of(Account.parse(text(node, key))) : Optional.empty();
  }

  private static long whole(JsonNode node, String key) {
    if (!node.path(key).canConvertToLong()) {
      throw new IllegalArgumentException("'" + key + "' must be a whole number");
    }
    return node.path(key).longValue();
  }

  private static Value.Table table(JsonNode node) {
    return value(node) instanceof Value.Table table ? table : Value.Table.empty();
  }

  /** As a manifest holds it; null is as if it were not there, which only tables can say. */
  private static Value value(JsonNode node) {
    if (node.isObject()) {
      SortedMap<String, Value> entries = new TreeMap<>();
      node.properties().stream()
          .filter(entry -> !entry.getValue().isNull())
          .forEach(entry -> entries.put(entry.getKey(), value(entry.getValue())));
      return new Value.Table(entries);
    }
    if (node.isArray()) {
      List<Value> values = new ArrayList<>();
      node.forEach(item -> values.add(value(item)));
      return new Value.Sequence(values);
    }
    if (node.isBoolean()) {
      return new Value.Flag(node.booleanValue());
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return new Value.Whole(node.longValue());
    }
    return new Value.Text(node.isNumber() ? plain(node.decimalValue()) : node.asString());
  }

  private static String plain(BigDecimal number) {
    // Written out, a number with a large exponent would fill the memory.
    if (Math.abs((long) number.scale()) > MOST_EXPONENT) {
      throw new IllegalArgumentException("a number has an exponent beyond " + MOST_EXPONENT);
    }
    return number.toPlainString();
  }

  private static String brief(Exception e) {
    String message =
        e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  /**
   * The one network of {@code kind} that is meant.
   *
   * @param noun what people call such a network, such as {@code network of sensors}
   * @param wanted its name; without one, the only one that is not simulated
   * @throws OfferException if there is no such network, or several; the message says which there
   *     are
   */
  public Network only(String kind, String noun, Optional<String> wanted) {
    List<Network> ofKind = networks.stream().filter(its -> its.kind().equals(kind)).toList();
    List<Network> fitting =
        ofKind.stream()
            .filter(its -> wanted.isPresent() ? its.name().equals(wanted.get()) : !its.simulated())
            .toList();
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    List<String> names =
        ofKind.stream().map(its -> its.name() + (its.simulated() ? " (simulated)" : "")).toList();
    throw new OfferException(
        (wanted.isPresent()
                ? "the node has no " + noun + " called " + wanted.get()
                : "say which " + noun + " by --network")
            + "; it has "
            + (names.isEmpty() ? "none" : String.join(", ", names)));
  }
}
