package polder.adapters.evm;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;
import polder.ports.chain.Anchor;
import polder.ports.chain.Intent;
import polder.ports.chain.Progress;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A sender's records as JSON, for the log and for people who look into it. */
final class LogCodec {
  private static final String OWNER = "owner";
  private static final String TAKEN = "taken";
  private static final String SIGNED = "signed";
  private static final String ADOPTED = "adopted";
  private static final String LOST = "lost";
  private static final String SUCCEEDED = "succeeded";
  private static final String FAILED = "failed";
  private static final String REOPENED = "reopened";

  private LogCodec() {}

  static String write(LogRecord entry) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    switch (entry) {
      case LogRecord.Owner owner -> {
        node.put("is", OWNER).put("chain", owner.chainId()).put("genesis", owner.genesis().toHex());
        node.put("account", owner.account().address().toHex());
      }
      case LogRecord.Taken(Intent intent) -> taken(node.put("is", TAKEN), intent);
      case LogRecord.Signed(String label, Version version) ->
          signed(node.put("is", SIGNED).put("label", label), version);
      case LogRecord.Adopted(String label, Hash hash) ->
          node.put("is", ADOPTED).put("label", label).put("transaction", hash.toHex());
      case LogRecord.Lost(String label) -> node.put("is", LOST).put("label", label);
      case LogRecord.Over(String label, Progress outcome, Optional<Long> nonce) -> {
        over(node, label, outcome);
        nonce.ifPresent(number -> node.put("nonce", number));
      }
      case LogRecord.Reopened(String label) -> node.put("is", REOPENED).put("label", label);
    }
    return node.toString();
  }

  private static void taken(ObjectNode node, Intent intent) {
    node.put("label", intent.label());
    intent.to().ifPresent(to -> node.put("to", to.address().toHex()));
    node.put("data", intent.data().toHex()).put("value", intent.value().toString());
    intent.gasLimit().ifPresent(gas -> node.put("gas", gas));
    intent.nonce().ifPresent(nonce -> node.put("nonce", nonce));
  }

  private static void signed(ObjectNode node, Version version) {
    node.put("nonce", version.nonce()).put("gas", version.gasLimit());
    node.put("most", version.fees().most().toString());
    node.put("tip", version.fees().tip().toString());
    node.put("block", version.atBlock()).put("raw", version.raw().toHex());
  }

  private static void over(ObjectNode node, String label, Progress outcome) {
    if (outcome instanceof Progress.Succeeded done) {
      node.put("is", SUCCEEDED).put("label", label);
      node.put("transaction", done.transaction().toHex()).put("gas", done.gasUsed());
      node.put("block", done.block().number()).put("hash", done.block().hash().toHex());
      done.created().ifPresent(made -> node.put("created", made.address().toHex()));
    } else if (outcome instanceof Progress.Failed failed) {
      node.put("is", FAILED).put("label", label).put("reason", failed.reason());
      failed.transaction().ifPresent(hash -> node.put("transaction", hash.toHex()));
    } else {
      throw new IllegalArgumentException(label + " is not over: " + outcome);
    }
  }

  /**
   * Reads what {@link #write} gave.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static LogRecord read(String json) {
    JsonNode node;
    try {
      node = JsonMapper.shared().readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no JSON", e);
    }
    String is = text(node, "is");
    if (is.equals(OWNER)) {
      Account account = new Account(Bytes.fromHex(text(node, "account")));
      return new LogRecord.Owner(number(node, "chain"), hash(node, "genesis"), account);
    }
    String label = text(node, "label");
    return switch (is) {
      case TAKEN -> new LogRecord.Taken(intent(node, label));
      case SIGNED -> new LogRecord.Signed(label, version(node));
      case ADOPTED -> new LogRecord.Adopted(label, hash(node, "transaction"));
      case LOST -> new LogRecord.Lost(label);
      case SUCCEEDED -> new LogRecord.Over(label, succeeded(node), optionalNumber(node, "nonce"));
      case FAILED -> new LogRecord.Over(label, failed(node), optionalNumber(node, "nonce"));
      case REOPENED -> new LogRecord.Reopened(label);
      default -> throw new IllegalArgumentException("no kind of record: " + is);
    };
  }

  private static Intent intent(JsonNode node, String label) {
    return new Intent(
        label,
        optionalAccount(node, "to"),
        Bytes.fromHex(text(node, "data")),
        new BigInteger(text(node, "value")),
        optional(optionalNumber(node, "gas")),
        optional(optionalNumber(node, "nonce")));
  }

  private static Version version(JsonNode node) {
    return new Version(
        number(node, "nonce"),
        new Fees(new BigInteger(text(node, "most")), new BigInteger(text(node, "tip"))),
        number(node, "gas"),
        Bytes.fromHex(text(node, "raw")),
        number(node, "block"));
  }

  private static Progress succeeded(JsonNode node) {
    return new Progress.Succeeded(
        hash(node, "transaction"),
        new Anchor(number(node, "block"), hash(node, "hash")),
        number(node, "gas"),
        optionalAccount(node, "created"));
  }

  private static Progress failed(JsonNode node) {
    return new Progress.Failed(
        text(node, "reason"),
        node.has("transaction") ? Optional.of(hash(node, "transaction")) : Optional.empty());
  }

  private static Optional<Account> optionalAccount(JsonNode node, String name) {
    return node.has(name)
        ? Optional.of(new Account(Bytes.fromHex(text(node, name))))
        : Optional.empty();
  }

  private static Optional<Long> optionalNumber(JsonNode node, String name) {
    return node.has(name) ? Optional.of(number(node, name)) : Optional.empty();
  }

  private static OptionalLong optional(Optional<Long> number) {
    return number.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  private static Hash hash(JsonNode node, String name) {
    return Hash.fromHex(text(node, name));
  }

  private static long number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException(name + " is no number");
    }
    return value.asLong();
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (!value.isString()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value.asString();
  }
}
