package polder.app.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import polder.agent.NodeClient;
import polder.node.settle.rules.ProposalIds;
import polder.ports.chain.Governance.Announcement;
import polder.ports.chain.Governance.Proposal;
import polder.ports.chain.Governance.State;
import polder.ports.chain.RulesHistory;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.manifest.Manifests;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a node says of rules and votes; what follows from a hash is checked. */
final class RulesClient {
  private static final long PAUSE_MILLIS = 500;
  private static final int MOST_TRIES = 240;
  private static final int TRIES_LATER = 503;

  private final NodeClient client;

  RulesClient(NodeClient client) {
    this.client = client;
  }

  /**
   * A proposal as the node tells of it.
   *
   * @param node all that it says
   */
  record Told(Proposal proposal, State state, JsonNode node) {
    /** How people name it. */
    String name() {
      return node.path("id").asString("").substring(0, 12);
    }
  }

  private JsonNode json(String path) throws IOException, InterruptedException {
    try {
      return JsonMapper.shared().readTree(client.get(path).toArray());
    } catch (JacksonException e) {
      throw new IOException(client.address() + path + " gave no JSON; is it a node of Polder?", e);
    }
  }

  JsonNode settlement() throws IOException, InterruptedException {
    return json("/v1/settlement");
  }

  JsonNode rules() throws IOException, InterruptedException {
    return json("/v1/rules");
  }

  Account governor() throws IOException, InterruptedException {
    JsonNode rules = rules();
    if (!rules.has("governor")) {
      throw new IOException(
          "the node does not know the governor yet: "
              + rules.path("trouble").asString("try again"));
    }
    return Account.parse(rules.path("governor").asString(""));
  }

  /** Which rules each epoch has. */
  RulesHistory history() throws IOException, InterruptedException {
    List<RulesHistory.Rules> rules = new ArrayList<>();
    for (JsonNode one : rules().path("history")) {
      rules.add(
          new RulesHistory.Rules(
              hash(one, "manifests"), hash(one, "program"), one.path("fromEpoch").asLong(-1)));
    }
    try {
      return new RulesHistory(rules);
    } catch (IllegalArgumentException e) {
      throw new IOException("the node does not know yet which rules are in force; try again", e);
    }
  }

  /** The book of this hash. */
  Manifests book(Hash hash) throws IOException, InterruptedException {
    Bytes bytes = client.get("/v1/rules/" + hash.toHex());
    if (!Hash.sha256(bytes.toArray()).equals(hash)) {
      throw new IOException(client.address() + " gave other rules than " + hash.toHex());
    }
    try {
      return Manifests.decode(bytes);
    } catch (CodecException | IllegalArgumentException e) {
      throw new IOException(
          "this program cannot read the rules " + hash.toHex() + ": " + e.getMessage(), e);
    }
  }

  /** Hands the book to the node, which takes it once it has seen the proposal that names it. */
  void publish(Manifests manifests) throws IOException, InterruptedException {
    NodeClient.Said said = new NodeClient.Said(0, Bytes.EMPTY);
    for (int i = 0; i < MOST_TRIES; i++) {
      said = client.say("/v1/rules", "application/cbor", manifests.encode());
      if (said.status() == 200) {
        return;
      }
      if (said.status() != TRIES_LATER) {
        break;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    JsonNode error = JsonMapper.shared().readTree(said.body().toArray()).path("error");
    throw new IOException(
        "the node does not take the rules: " + error.path("detail").asString("no reason given"));
  }

  /** All proposals that the node knows. */
  List<Told> proposals() throws IOException, InterruptedException {
    List<Told> all = new ArrayList<>();
    for (JsonNode one : json("/v1/proposals").path("proposals")) {
      try {
        all.add(told(one));
      } catch (IllegalArgumentException e) {
        throw new IOException("the node tells of no proposal: " + e.getMessage(), e);
      }
    }
    return all;
  }

  private static Told told(JsonNode one) throws IOException {
    BigInteger id = ProposalIds.parse(one.path("id").asString(""));
    Proposal proposal =
        new Proposal(
            id,
            Account.parse(one.path("proposer").asString("")),
            new Announcement(
                hash(one, "manifests"),
                hash(one, "program"),
                one.path("fromEpoch").asLong(-1),
                one.path("location").asString("")),
            one.path("why").asString(""),
            one.path("voteStartSeconds").asLong(),
            one.path("voteEndSeconds").asLong());
    return new Told(
        proposal, State.valueOf(one.path("state").asString("").toUpperCase(Locale.ROOT)), one);
  }

  /**
   * The one proposal whose number begins with {@code digits}.
   *
   * @throws IOException if there is none or more than one
   */
  Told find(String digits) throws IOException, InterruptedException {
    String wanted = digits.toLowerCase(Locale.ROOT).replaceFirst("^0x", "");
    List<Told> found =
        proposals().stream()
            .filter(its -> its.node().path("id").asString("").startsWith(wanted))
            .toList();
    if (found.size() != 1) {
      throw new IOException(
          (found.isEmpty() ? "no proposal" : "more than one proposal")
              + " has a number that begins with "
              + digits
              + "; see `polder proposals`");
    }
    return found.getFirst();
  }

  private static Hash hash(JsonNode node, String name) throws IOException {
    try {
      return Hash.fromHex(node.path(name).asString(""));
    } catch (IllegalArgumentException e) {
      throw new IOException("the node's answer lacks " + name + "; is it a node of Polder?", e);
    }
  }
}
