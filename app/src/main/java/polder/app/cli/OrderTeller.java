package polder.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import polder.agent.NodeException;
import polder.agent.market.OrderStory;
import polder.agent.market.Orders;
import polder.networks.Finding;
import polder.networks.GroupKey;
import polder.networks.compute.Bid;
import polder.networks.compute.Lease;
import polder.networks.compute.Meter;
import polder.networks.compute.OrderState;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.job.Proof;
import polder.protocol.money.Amounts;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tells a person what becomes of orders, each thing once. */
final class OrderTeller {
  private static final String DONE = "done";
  private static final long MILLI = 1_000;

  private final MarketOption.Talk talk;
  private final Output output;
  private final Map<GroupKey, String> last = new HashMap<>();
  private final Map<GroupKey, Boolean> leased = new HashMap<>();
  private final Map<GroupKey, List<Endpoint>> reached = new HashMap<>();
  private final Map<String, String> meanings = new HashMap<>();
  private String trouble = "";

  OrderTeller(MarketOption.Talk talk, Output output) {
    this.talk = talk;
    this.output = output;
  }

  /** Something that passes is in the way: said when it begins, not each time. */
  void trouble(String why) {
    if (!why.equals(trouble)) {
      trouble = why;
      output.note(why);
    }
  }

  /** How an order stands. */
  void tell(OrderWatch.Watched watched, Orders.Standing standing, long epoch)
      throws IOException, InterruptedException {
    trouble = "";
    OrderState state = standing.state();
    GroupKey order = standing.order();
    if (state.lease().isPresent() && leased.putIfAbsent(order, true) == null) {
      tellLease(watched, order, state.lease().get());
    }
    tellEndpoints(watched, order, epoch);
    String now =
        switch (state.phase()) {
          case Phase.Bidding bidding -> bids(bidding);
          case Phase.Working working -> work(working, state.order().quorum());
          case Phase.Running running -> meter(watched, running, standing.purseNano());
        };
    String news = news(state.phase(), now);
    if (!news.equals(last.put(order, news))) {
      say(order, "state", now, epoch);
    }
  }

  /** What of an order's state is worth a line: not that another second has passed here. */
  private static String news(Phase phase, String words) {
    return phase instanceof Phase.Running running
        ? running.meter().machineSeconds() + " " + running.meter().paidSeconds() + running.ending()
        : words;
  }

  private void say(GroupKey order, String event, String text, long epoch) {
    output.line("epoch " + epoch + ": " + text);
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("event", event);
    said.put("order", order.text());
    said.put("epoch", epoch);
    said.put("text", text);
    output.event(said);
  }

  private static String bids(Phase.Bidding bidding) {
    long opened =
        bidding.bids().values().stream()
            .map(Bid::priceNano)
            .filter(OptionalLong::isPresent)
            .count();
    return bidding.bids().size() + " machines have bid under seal, " + opened + " bids are open";
  }

  private static String work(Phase.Working working, int quorum) {
    long sealed = working.runners().stream().filter(runner -> runner.seal().isPresent()).count();
    int checkers = working.runners().size() - 1;
    return sealed
        + " of "
        + working.runners().size()
        + " machines have a result under seal"
        + (quorum > 1 ? " (a quorum of " + quorum + ")" : "")
        + (quorum == 1 && checkers > 0 ? " (" + checkers + " drawn to check it)" : "")
        + working
            .showing()
            .map(its -> "; pixels of " + its.parts().size() + " tiles are compared")
            .orElse("");
  }

  private static String meter(OrderWatch.Watched watched, Phase.Running running, long purseNano) {
    Meter meter = running.meter();
    long price = running.lease().priceNano();
    return "up "
        + Sizes.time(meter.machineSeconds())
        + " as the machine counts, "
        + Sizes.time(watched.uptime().seconds())
        + " as seen from here; "
        + Amounts.format(Math.multiplyExact(meter.paidSeconds(), price))
        + " tokens paid for "
        + Sizes.time(meter.paidSeconds())
        + ", "
        + Amounts.format(purseNano)
        + " left"
        + running.ending().map(why -> "; it ends: " + why).orElse("");
  }

  /** Who won, and why the others lost. */
  private void tellLease(OrderWatch.Watched watched, GroupKey order, Lease lease)
      throws IOException, InterruptedException {
    Optional<OrderStory.Deeds> cleared =
        talk.market().order(order, OptionalLong.empty()).flatMap(OrderStory::cleared);
    long epoch = cleared.map(OrderStory.Deeds::epoch).orElse(0L);
    say(
        order,
        "leased",
        lease.machine().did()
            + " of "
            + lease.owner()
            + " won at "
            + Terms.price(watched.note().proof(), lease.priceNano()),
        epoch);
    for (OrderStory.Line line : cleared.map(OrderStory.Deeds::lines).orElse(List.of())) {
      boolean bid = line.said().stream().anyMatch(said -> said.subject().equals("bid"));
      if (bid && !line.device().equals(lease.machine())) {
        say(order, "lost", lost(watched, line), epoch);
      }
    }
  }

  /** Where services are reached, once the machine's door has said so. */
  private void tellEndpoints(OrderWatch.Watched watched, GroupKey order, long epoch) {
    List<Endpoint> endpoints = watched.uptime().endpoints();
    if (!endpoints.isEmpty() && !endpoints.equals(reached.put(order, endpoints))) {
      for (Endpoint endpoint : endpoints) {
        say(
            order,
            "endpoint",
            endpoint.service()
                + ", port "
                + endpoint.port()
                + ", is at "
                + watched.uptime().host()
                + ":"
                + endpoint.hostPort(),
            epoch);
      }
    }
  }

  private String lost(OrderWatch.Watched watched, OrderStory.Line line)
      throws IOException, InterruptedException {
    return "  "
        + line.device().did()
        + asked(line, Optional.of(watched.note().proof())).map(" "::concat).orElse("")
        + ": "
        + meanings(line);
  }

  /** The meanings of all reasons of a line. */
  String meanings(OrderStory.Line line) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    for (String reason : line.reasons()) {
      words.add(meaning(reason));
    }
    return String.join("; ", words);
  }

  /**
   * What a machine asked for, if the line is of its bid.
   *
   * @param proof how the order's result is proven, which says what a price is for; empty if unknown
   */
  static Optional<String> asked(OrderStory.Line line, Optional<Proof> proof) {
    return finding(line, "above_limit")
        .map(its -> its.value() / MILLI)
        .map(price ->
            "asked "
                + proof
                    .map(known -> Terms.price(known, price))
                    .orElseGet(
                        () -> Amounts.format(price) + " tokens, a second if it is a service's"));
  }

  /** What a machine counted, and what others saw of it, if the line is of something that ran. */
  static Optional<String> counted(OrderStory.Line line) {
    return finding(line, "counts")
        .map(its ->
            "counted "
                + Sizes.time(its.value() / MILLI)
                + ", "
                + Sizes.time(its.limit() / MILLI)
                + " of them seen by its renter or others");
  }

  private static Optional<Finding> finding(OrderStory.Line line, String check) {
    return line.said().stream()
        .flatMap(said -> said.findings().stream())
        .filter(finding -> finding.check().equals(check))
        .findFirst();
  }

  /**
   * Why it ended, who was paid and what came back.
   *
   * @return whether it did what was ordered
   */
  boolean tellEnd(OrderWatch.Watched watched, OrderStory story)
      throws IOException, InterruptedException {
    GroupKey order = watched.note().order();
    Optional<OrderStory.Deeds> deeds = story.latest();
    String reason = deeds.flatMap(OrderStory.Deeds::reason).orElse("");
    long epoch = deeds.map(OrderStory.Deeds::epoch).orElse(story.epoch());
    say(
        order,
        "ended",
        "it is over: " + (reason.isEmpty() ? "why is withheld" : meaning(reason)),
        epoch);
    for (OrderStory.Payment paid : deeds.map(OrderStory.Deeds::paid).orElse(List.of())) {
      say(
          order,
          "paid",
          Amounts.format(paid.amountNano())
              + " tokens to "
              + paid.account()
              + ": "
              + meaning(paid.reason()),
          epoch);
    }
    for (OrderStory.Payment back : deeds.map(OrderStory.Deeds::refunded).orElse(List.of())) {
      say(
          order,
          "refunded",
          Amounts.format(back.amountNano())
              + " of "
              + Amounts.format(watched.note().fundedNano())
              + " tokens came back",
          epoch);
    }
    return reason.equals(DONE) || reason.equals("time_over") || reason.equals("closed_by_renter");
  }

  /** What a reason's code means, as the network says. */
  String meaning(String code) throws IOException, InterruptedException {
    String known = meanings.get(code);
    if (known == null) {
      known = asked(code);
      meanings.put(code, known);
    }
    return known;
  }

  private String asked(String code) throws IOException, InterruptedException {
    try {
      JsonNode answer =
          JsonMapper.shared()
              .readTree(
                  talk.node()
                      .get("/v1/networks/" + talk.network().name() + "/reasons/" + code)
                      .toArray());
      return answer.path("meaning").asString(code);
    } catch (NodeException | JacksonException e) {
      // The code says the same in one word.
      return code;
    }
  }
}
