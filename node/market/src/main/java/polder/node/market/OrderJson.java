package polder.node.market;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.SortedMap;
import polder.epoch.OutcomeLeaf;
import polder.networks.Assessment;
import polder.networks.Finding;
import polder.networks.compute.Bid;
import polder.networks.compute.Lease;
import polder.networks.compute.Meter;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.Runner;
import polder.networks.compute.job.Need;
import polder.networks.compute.message.Said;
import polder.protocol.identity.Account;
import polder.protocol.money.Amounts;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How orders look in JSON. Amounts stand as whole nano-tokens and, for people, in tokens. */
final class OrderJson {
  private OrderJson() {}

  static void amount(ObjectNode node, String name, long nano) {
    node.put(name + "Nano", nano).put(name, Amounts.format(nano));
  }

  static void order(ObjectNode node, Listed listed) {
    Said.Order order = listed.order();
    node.put("order", listed.group().text())
        .put("client", listed.client().did())
        .put("renter", listed.renter().toString())
        .put("number", order.number())
        .put("proof", order.proof().code())
        .put("job", order.job().toHex());
    need(node.putObject("need"), order.need());
    amount(node, "limit", order.limitNano());
    node.put("seconds", order.seconds())
        .put("rounds", order.rounds())
        .put("parts", order.parts())
        .put("phase", listed.stage().word());
    amount(node, "purse", listed.purse());
    switch (listed) {
      case Listed.Waiting(PendingOrders.Pending pending, long purse) ->
          node.put("pending", true).put("sinceEpoch", pending.epoch());
      case Listed.Sealed(OrderBook.Entry entry) -> {
        node.put("pending", false).put("sinceEpoch", entry.state().sinceEpoch());
        entry.state().lease().ifPresent(lease -> lease(node.putObject("lease"), lease));
        phase(node, entry.state().phase());
      }
    }
  }

  private static void phase(ObjectNode node, Phase phase) {
    switch (phase) {
      case Phase.Bidding bidding -> {
        ArrayNode bids = node.putArray("bids");
        bidding.bids().values().forEach(bid -> bid(bids.addObject(), bid));
      }
      case Phase.Working working -> {
        ArrayNode runners = node.putArray("runners");
        working.runners().forEach(runner -> runner(runners.addObject(), runner));
        ArrayNode asked = node.putArray("asked");
        working.asked().forEach(asked::add);
        working.openSince().ifPresent(epoch -> node.put("openSince", epoch));
      }
      case Phase.Running running -> {
        meter(node.putObject("meter"), running.meter());
        running.ending().ifPresent(why -> node.put("ending", why));
      }
    }
  }

  private static void need(ObjectNode node, Need need) {
    node.put("cpuMilli", need.cpuMilli())
        .put("memoryBytes", need.memoryBytes())
        .put("diskBytes", need.diskBytes())
        .put("gpus", need.gpus());
    ArrayNode units = node.putArray("units");
    for (Need.Unit unit : need.units()) {
      ObjectNode one =
          units
              .addObject()
              .put("name", unit.name())
              .put("count", unit.count())
              .put("cpuMilli", unit.each().cpuMilli())
              .put("memoryBytes", unit.each().memoryBytes())
              .put("diskBytes", unit.each().diskBytes())
              .put("gpus", unit.each().gpu().count());
      ArrayNode models = one.putArray("gpuModels");
      unit.each().gpu().anyOf().forEach(model -> models.add(model.toString()));
    }
    ObjectNode attributes = node.putObject("attributes");
    need.attributes().forEach(attributes::put);
    if (need.leastSpeed() > 0) {
      node.put("leastSpeed", need.leastSpeed());
    }
  }

  private static void bid(ObjectNode node, Bid bid) {
    node.put("machine", bid.machine().did())
        .put("owner", bid.owner().toString())
        .put("sealedEpoch", bid.epoch());
    bid.priceNano().ifPresent(nano -> amount(node, "price", nano));
  }

  private static void lease(ObjectNode node, Lease lease) {
    node.put("machine", lease.machine().did())
        .put("owner", lease.owner().toString())
        .put("host", lease.host());
    amount(node, "price", lease.priceNano());
    node.put("sinceMillis", lease.startMillis());
  }

  private static void runner(ObjectNode node, Runner runner) {
    node.put("machine", runner.machine().did())
        .put("owner", runner.owner().toString())
        .put("sinceMillis", runner.sinceMillis())
        .put("sealed", runner.seal().isPresent());
    runner
        .result()
        .ifPresent(
            result -> node.put("output", result.output().toHex()).put("effort", result.effort()));
  }

  private static void meter(ObjectNode node, Meter meter) {
    node.put("machineSeconds", meter.machineSeconds())
        .put("renterSeconds", meter.renterSeconds())
        .put("witnessedSeconds", meter.witnessedSeconds())
        .put("paidSeconds", meter.paidSeconds())
        .put("silentEpochs", meter.silentEpochs())
        .put("strikes", meter.strikes());
    ArrayNode probers = node.putArray("probers");
    meter.probers().forEach(prober -> probers.add(prober.did()));
  }

  /** What an outcome says, in the words of the explanations of devices. */
  static void deeds(ObjectNode node, Deeds deeds) {
    node.put("epoch", deeds.epoch()).put("endMillis", deeds.endMillis());
    deeds.reason().ifPresent(reason -> node.put("reason", reason));
    deeds.output().ifPresent(output -> node.put("output", output));
    ArrayNode lines = node.putArray("lines");
    for (OutcomeLeaf.Reward line : deeds.lines()) {
      line(lines.addObject(), line);
    }
    ArrayNode paid = node.putArray("paid");
    deeds
        .paid()
        .forEach(its -> payment(paid.addObject(), its.to(), its.amountNano(), its.reason()));
    ArrayNode refunded = node.putArray("refunded");
    deeds
        .refunded()
        .forEach(its -> payment(refunded.addObject(), its.to(), its.amountNano(), its.reason()));
  }

  /** What was paid and given back altogether. */
  static void sums(ObjectNode node, Sums sums) {
    node.put("sinceEpoch", sums.sinceEpoch());
    sums(node.putArray("paid"), sums.paid());
    sums(node.putArray("refunded"), sums.refunded());
  }

  private static void sums(ArrayNode array, SortedMap<Sums.To, Long> sums) {
    sums.forEach((to, nano) -> payment(array.addObject(), to.account(), nano, to.reason()));
  }

  private static void payment(ObjectNode node, Account account, long nano, String reason) {
    node.put("account", account.toString());
    amount(node, "amount", nano);
    node.put("reason", reason);
  }

  private static void line(ObjectNode node, OutcomeLeaf.Reward line) {
    node.put("device", line.device().did()).put("owner", line.owner().toString());
    ArrayNode reasons = node.putArray("reasons");
    line.reasons().forEach(reasons::add);
    ArrayNode said = node.putArray("said");
    for (Assessment assessment : line.assessments()) {
      ObjectNode one =
          said.addObject()
              .put("message", assessment.message().toHex())
              .put("subject", assessment.subject())
              .put("verdict", assessment.verdict().name().toLowerCase(Locale.ROOT));
      ArrayNode checks = one.putArray("checks");
      for (Finding finding : assessment.findings()) {
        ObjectNode check =
            checks
                .addObject()
                .put("check", finding.check())
                .put("result", finding.result().name().toLowerCase(Locale.ROOT))
                .put("value", milli(finding.value()))
                .put("limit", milli(finding.limit()))
                .put("unit", finding.unit());
        finding.other().ifPresent(device -> check.put("other", device.did()));
      }
    }
  }

  /** Thousandths as a number, such as {@code 21.5}. */
  private static String milli(long milli) {
    return BigDecimal.valueOf(milli, 3).stripTrailingZeros().toPlainString();
  }
}
