package polder.agent.market;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import polder.agent.format.Json;
import polder.networks.Assessment;
import polder.networks.Finding;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import tools.jackson.databind.JsonNode;

/** Reads what a node tells of one order. */
final class StoryJson {
  private static final int MOST_DIGITS = 40;

  private StoryJson() {}

  /**
   * Reads an answer.
   *
   * @throws IllegalArgumentException if it is none
   * @throws tools.jackson.core.JacksonException if it is no JSON
   */
  static OrderStory read(Bytes json) {
    JsonNode node = Json.MAPPER.readTree(json.unsafeArray());
    boolean over = node.path("over").asBoolean(false);
    JsonNode order = node.path("order");
    if (!over && !order.isObject()) {
      throw new IllegalArgumentException("'order' is missing");
    }
    return new OrderStory(
        node.path("epoch").asLong(0),
        over,
        order.path("pending").asBoolean(false),
        over ? "over" : order.path("phase").asString(""),
        deeds(node.path("cleared")),
        deeds(node.path("latest")),
        deeds(node.path("asked")));
  }

  private static Optional<OrderStory.Deeds> deeds(JsonNode node) {
    return node.isObject()
        ? Optional.of(
            new OrderStory.Deeds(
                node.path("epoch").asLong(0),
                text(node, "closed"),
                text(node, "reason"),
                text(node, "output").map(Hash::fromHex),
                all(node.path("lines"), StoryJson::line),
                all(node.path("paid"), StoryJson::payment),
                all(node.path("refunded"), StoryJson::payment)))
        : Optional.empty();
  }

  private static OrderStory.Line line(JsonNode node) {
    return new OrderStory.Line(
        DeviceId.parse(node.path("device").asString("")),
        Account.parse(node.path("owner").asString("")),
        all(node.path("reasons"), reason -> reason.asString("")),
        all(node.path("said"), StoryJson::said));
  }

  private static Assessment said(JsonNode node) {
    return new Assessment(
        Hash.fromHex(node.path("message").asString("")),
        0,
        node.path("subject").asString(""),
        Assessment.Verdict.valueOf(upper(node, "verdict")),
        all(node.path("checks"), StoryJson::finding));
  }

  private static Finding finding(JsonNode node) {
    return new Finding(
        node.path("check").asString(""),
        Finding.Result.valueOf(upper(node, "result")),
        milli(node, "value"),
        milli(node, "limit"),
        node.path("unit").asString(""),
        text(node, "other").map(DeviceId::parse));
  }

  private static String upper(JsonNode node, String key) {
    return node.path(key).asString("").toUpperCase(Locale.ROOT);
  }

  /** Thousandths of a number such as {@code 21.5}. */
  private static long milli(JsonNode node, String key) {
    String text = node.path(key).asString("");
    if (text.length() > MOST_DIGITS || !text.matches("-?[0-9]+(\\.[0-9]{1,3})?")) {
      throw new IllegalArgumentException("'" + key + "' must be a number, not " + text);
    }
    try {
      return new BigDecimal(text).movePointRight(3).longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + key + "' is too large: " + text, e);
    }
  }

  private static OrderStory.Payment payment(JsonNode node) {
    return new OrderStory.Payment(
        Account.parse(node.path("account").asString("")),
        node.path("amountNano").asLong(0),
        node.path("reason").asString(""));
  }

  private static Optional<String> text(JsonNode node, String key) {
    return node.has(key) ? Optional.of(node.path(key).asString("")) : Optional.empty();
  }

  private static <T> List<T> all(JsonNode nodes, Function<JsonNode, T> read) {
    List<T> all = new ArrayList<>();
    nodes.forEach(node -> all.add(read.apply(node)));
    return all;
  }
}
