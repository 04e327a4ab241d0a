package polder.app.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import polder.agent.NodeClient;
import polder.app.StakeDesk;
import polder.ports.chain.Settlement;
import polder.ports.chain.Staking;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists validators: their stakes by the chain, and what they did and earned by the node. */
@Command(
    name = "validators",
    description = "List validators: stake, commission, epochs missed, what they and theirs earned.")
public final class ValidatorsCommand implements Action {
  private static final String NONE = "-";

  @Mixin private StakeOptions options = new StakeOptions();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    JsonNode known;
    try (NodeClient client = options.client()) {
      known = JsonMapper.shared().readTree(client.get("/v1/validators").toArray());
    }
    return options.look(output, desk -> list(output, desk, known));
  }

  private static ExitCode list(Output output, StakeDesk desk, JsonNode known) throws IOException {
    SortedMap<Account, JsonNode> earned = new TreeMap<>();
    for (JsonNode one : known.path("validators")) {
      earned.put(Account.parse(one.path("account").asString("")), one);
    }
    Staking staking = desk.staking();
    SortedMap<Account, BigInteger> signing = new TreeMap<>();
    for (Settlement.Member member : staking.members()) {
      signing.put(member.account(), member.weight());
    }
    SortedMap<Account, JsonNode> all = new TreeMap<>(earned);
    JsonNode nothing = JsonMapper.shared().createObjectNode();
    signing.keySet().forEach(account -> all.putIfAbsent(account, nothing));
    for (Settlement.Member member : staking.candidates()) {
      all.putIfAbsent(member.account(), nothing);
    }
    List<List<String>> rows = new ArrayList<>();
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Map.Entry<Account, JsonNode> one : all.entrySet()) {
      Staking.Validator validator = staking.validator(one.getKey());
      boolean signs = signing.containsKey(one.getKey());
      rows.add(row(one.getKey(), validator, signs, one.getValue()));
      documents.add(document(one.getKey(), validator, signs, one.getValue()));
    }
    output.table(
        List.of(
            "VALIDATOR",
            "OWN",
            "DELEGATED",
            "COMMISSION",
            "LEAVING",
            "SET",
            "SIGNED",
            "MISSED",
            "EARNED"),
        rows);
    if (known.path("sharePpm").asLong(0) == 0) {
      output.line("they earn nothing: the deployment's manifest has no validators.share");
    }
    output.document(documents);
    return ExitCode.DONE;
  }

  private static String place(Staking.Validator validator, boolean signs) {
    if (validator.struck()) {
      return "struck";
    }
    if (signs) {
      return validator.candidate() ? "in" : "leaves";
    }
    return validator.candidate() ? "joins" : "out";
  }

  private static List<String> row(
      Account account, Staking.Validator validator, boolean signs, JsonNode done)
      throws IOException {
    boolean counted = done.has("earnedWei");
    return List.of(
        account.toString(),
        Tokens.text(validator.own()),
        Tokens.text(validator.pool()),
        StakeOptions.percent(validator.commissionPpm()),
        Tokens.text(validator.leaving()),
        place(validator, signs),
        counted ? Long.toString(done.path("signedEpochs").asLong()) : NONE,
        counted ? Long.toString(done.path("missedEpochs").asLong()) : NONE,
        counted ? Tokens.text(Tokens.wei(done, "earnedWei")) : NONE);
  }

  private static Map<String, Object> document(
      Account account, Staking.Validator validator, boolean signs, JsonNode done) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("account", account.toString());
    document.put("ownWei", validator.own().toString());
    document.put("delegatedWei", validator.pool().toString());
    document.put("commissionPpm", validator.commissionPpm());
    document.put("leavingWei", validator.leaving().toString());
    document.put("set", place(validator, signs));
    document.put("signedEpochs", done.path("signedEpochs").asLong(0));
    document.put("missedEpochs", done.path("missedEpochs").asLong(0));
    document.put("earnedWei", done.path("earnedWei").asString("0"));
    return document;
  }
}
