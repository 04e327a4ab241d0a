package polder.node.view;

import java.util.Map;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.networks.Factor;
import polder.protocol.geo.Place;
import polder.protocol.manifest.Value;
import polder.protocol.money.Amounts;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How values look in JSON. Amounts stand as whole nano-tokens and, for people, in tokens. */
final class Json {
  private Json() {}

  /** Writes an amount as {@code name} (tokens, text) and {@code nameNano} (a whole number). */
  static void amount(ObjectNode node, String name, long nano) {
    node.put(name + "Nano", nano).put(name, Amounts.format(nano));
  }

  /** Writes where something is, in degrees. */
  static ObjectNode place(ObjectNode node, Place place) {
    return node.put("latitude", (double) place.latMicro() / Place.MICROS)
        .put("longitude", (double) place.lonMicro() / Place.MICROS);
  }

  static void header(ObjectNode node, EpochHeader header) {
    node.put("epoch", header.epoch())
        .put("attempt", header.attempt())
        .put("hash", header.hash().toString())
        .put("deployment", header.deployment().toString())
        .put("previous", header.previous().toString())
        .put("startMillis", header.startMillis())
        .put("endMillis", header.endMillis())
        .put("seed", header.seed().toString())
        .put("seedTrust", header.seedTrust().word())
        .put("seedLinks", header.linksCount())
        .put("seedLinksFile", header.linksFile().toString())
        .put("program", header.program().toString())
        .put("manifests", header.manifests().toString())
        .put("inputsRoot", header.inputsRoot().toString())
        .put("inputsCount", header.inputsCount())
        .put("inputsFile", header.inputsFile().toString())
        .put("outcomeRoot", header.outcomeRoot().toString())
        .put("outcomeCount", header.outcomeCount())
        .put("outcomeFile", header.outcomeFile().toString())
        .put("stateRoot", header.stateRoot().toString())
        .put("payoutsRoot", header.payoutsRoot().toString());
    amount(node, "paid", header.paidNano());
    ArrayNode withheld = node.putArray("seedWithheld");
    header.withheld().forEach(account -> withheld.add(account.toString()));
  }

  static void networks(ObjectNode node, Map<String, EpochDigest.Numbers> networks) {
    ObjectNode all = node.putObject("networks");
    networks.forEach((name, numbers) -> {
      if (!name.isEmpty()) {
        ObjectNode network = all.putObject(name).put("devices", numbers.devices());
        amount(network, "paid", numbers.paidNano());
        network.put("refused", numbers.refused());
      }
    });
  }

  static void reward(ObjectNode node, RewardLine line) {
    node.put("network", line.network())
        .put("group", line.group().text())
        .put("owner", line.owner().toString())
        .put("weightPpm", line.weightPpm());
    amount(node, "amount", line.amountNano());
    node.put("held", line.held());
    ObjectNode factors = node.putObject("factorsPpm");
    for (Factor factor : line.factors()) {
      factors.put(factor.name(), factor.ppm());
    }
    ArrayNode reasons = node.putArray("reasons");
    line.reasons().forEach(reasons::add);
  }

  /** A part of a manifest as somebody wrote it. */
  static void put(ObjectNode node, String name, Optional<Value> value) {
    switch (value.orElse(Value.Table.empty())) {
      case Value.Text text -> node.put(name, text.text());
      case Value.Whole whole -> node.put(name, whole.number());
      case Value.Flag flag -> node.put(name, flag.on());
      case Value.Sequence sequence -> items(node.putArray(name), sequence);
      case Value.Table table -> entries(node.putObject(name), table);
    }
  }

  private static void entries(ObjectNode node, Value.Table table) {
    table.entries().forEach((name, value) -> put(node, name, Optional.of(value)));
  }

  private static void items(ArrayNode items, Value.Sequence sequence) {
    for (Value value : sequence.values()) {
      switch (value) {
        case Value.Text text -> items.add(text.text());
        case Value.Whole whole -> items.add(whole.number());
        case Value.Flag flag -> items.add(flag.on());
        case Value.Sequence inner -> items(items.addArray(), inner);
        case Value.Table table -> entries(items.addObject(), table);
      }
    }
  }
}
