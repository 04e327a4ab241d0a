package polder.node.market;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.node.market.TestMarket.TOKEN;
import static polder.node.market.TestMarket.key;
import static polder.node.market.TestMarket.order;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.agent.market.Estimate;
import polder.agent.market.MarketClient;
import polder.agent.market.OrderStory;
import polder.agent.market.Orders;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.networks.compute.Machine;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.SpeedTask;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What people and machines see of a market, from an order's first minute to after its end. */
final class MarketViewTest {
  private static final GroupKey ORDER = key(1);

  @TempDir Path folder;

  private TestMarket market;

  @BeforeEach
  void start() throws Exception {
    market = new TestMarket(folder, "public").stand(3);
  }

  @AfterEach
  void stop() {
    market.close();
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<String> response = market.get(TestMarket.NAME + path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.body());
  }

  private OrderStory story() throws Exception {
    return market.client.order(ORDER, OptionalLong.empty()).orElseThrow();
  }

  /** What is seen in the epoch in which it was ordered: machines bid in that same epoch. */
  @Test
  void anOrderIsSeenBeforeItsEpochIsSealed() throws Exception {
    market.fund(0, ORDER, 10 * TOKEN).say(0, order(1, Proof.HASH, 4 * TOKEN));

    Orders orders = market.client.orders();

    assertThat(orders.epoch()).isEqualTo(2);
    assertThat(orders.endMillis() - orders.startMillis()).isEqualTo(10_000);
    assertThat(orders.standing()).isEmpty();
    assertThat(orders.pending())
        .containsExactly(
            new Orders.Pending(ORDER, Samples.device(0).id(), order(1, Proof.HASH, 4 * TOKEN)));
    JsonNode shown = json("/orders").path("orders").path(0);
    assertThat(shown.path("pending").asBoolean()).isTrue();
    assertThat(shown.path("phase").asString()).isEqualTo("bidding");
    assertThat(shown.path("renter").asString()).isEqualTo(Samples.account(0).toString());
    assertThat(story().pending()).isTrue();

    market.closeEpoch();

    assertThat(market.client.orders().pending()).isEmpty();
    assertThat(market.client.orders().standing(ORDER).orElseThrow().purseNano())
        .isEqualTo(10 * TOKEN);
    assertThat(json("/orders").path("orders").path(0).path("pending").asBoolean()).isFalse();
  }

  @Test
  void aNodeThatIsStartedAgainStillShowsWhatWasNotSealed() throws Exception {
    market.say(0, order(1, Proof.HASH, TOKEN));
    market.close();
    market = new TestMarket(folder, "public");

    assertThat(market.client.orders().pending()).hasSize(1);
  }

  @Test
  void whoWonWhoLostAndWhyIsToldWhileItWorksAndAfterItsEndAlsoAfterARestart() throws Exception {
    market.fund(0, ORDER, 10 * TOKEN).say(0, order(1, Proof.HASH, 4 * TOKEN));
    market.seal(1, ORDER, 3 * TOKEN).seal(2, ORDER, 2 * TOKEN).closeEpoch();
    JsonNode bidding = json("/orders/" + ORDER).path("order");
    assertThat(bidding.path("bids").size()).isEqualTo(2);
    assertThat(bidding.path("bids").path(0).has("priceNano")).as("still sealed").isFalse();
    market.open(1, ORDER, 3 * TOKEN).open(2, ORDER, 2 * TOKEN).closeEpoch();

    OrderStory working = story();
    assertThat(working.phase()).isEqualTo("working");
    assertThat(working.cleared().orElseThrow().reason()).contains("leased");
    OrderStory.Line lost =
        working.cleared().orElseThrow().lines().stream()
            .filter(line -> line.device().equals(Samples.device(1).id()))
            .findFirst()
            .orElseThrow();
    assertThat(lost.reasons()).containsExactly("outbid");
    assertThat(lost.said().getFirst().findings())
        .anySatisfy(finding -> {
          assertThat(finding.check()).isEqualTo("outbid");
          assertThat(finding.other()).contains(Samples.device(2).id());
        });
    assertThat(json("/orders/" + ORDER).path("order").path("lease").path("price").asString())
        .isEqualTo("2");

    market.sealResult(2, ORDER, "42").closeEpoch();
    Phase.Working checked =
        (Phase.Working) market.client.orders().standing(ORDER).orElseThrow().state().phase();
    long checker = checked.runners().get(1).machine().equals(Samples.device(1).id()) ? 1 : 3;
    market.sealResult(checker, ORDER, "42").closeEpoch();
    market.openResult(2, ORDER, "42").openResult(checker, ORDER, "42").closeEpoch();

    ended(story(), checker);
    assertThat(market.client.orders().standing()).isEmpty();
    long end = story().latest().orElseThrow().epoch();
    market.close();
    market = new TestMarket(folder, "public");
    ended(story(), checker);
    OrderStory asked = market.client.order(ORDER, OptionalLong.of(end)).orElseThrow();
    assertThat(asked.asked()).isEqualTo(asked.latest());
  }

  private static void ended(OrderStory story, long checker) {
    assertThat(story.over()).isTrue();
    OrderStory.Deeds deeds = story.latest().orElseThrow();
    assertThat(deeds.reason()).contains("done");
    assertThat(deeds.output()).contains(TestMarket.output("42"));
    assertThat(deeds.paid())
        .containsExactly(
            new OrderStory.Payment(Samples.account(2), 2 * TOKEN, "work"),
            new OrderStory.Payment(Samples.account(checker), TOKEN, "check"));
    assertThat(deeds.refunded())
        .containsExactly(new OrderStory.Payment(Samples.account(0), 7 * TOKEN, "done"));
    assertThat(story.cleared()).isPresent();
  }

  /** Whoever comes after the end sees what was ordered, and all that was paid for it. */
  @Test
  void whatIsOverIsListedWithWhatItWasAndWhatWasPaidForIt() throws Exception {
    market.fund(0, ORDER, 10 * TOKEN).say(0, order(1, Proof.METERED, 1_000)).seal(1, ORDER, 900);
    market.closeEpoch();
    market.open(1, ORDER, 900).closeEpoch();
    market.say(1, new Said.Count(ORDER, 8)).say(0, new Said.Count(ORDER, 8)).closeEpoch();
    assertThat(json("/orders?over=true").path("ended").size()).isZero();
    market.say(1, new Said.Count(ORDER, 17)).say(0, new Said.Count(ORDER, 15));
    market.say(0, new Said.Close(ORDER)).closeEpoch();
    market.say(1, new Said.Count(ORDER, 19)).say(0, new Said.Count(ORDER, 19)).closeEpoch();

    JsonNode over = json("/orders/" + ORDER);

    assertThat(over.path("was").path("lease").path("machine").asString())
        .isEqualTo(Samples.device(1).id().did());
    assertThat(over.path("was").path("ending").asString()).isEqualTo("closed_by_renter");
    assertThat(over.path("latest").path("paid").path(0).path("amountNano").asLong())
        .isEqualTo(4 * 900);
    JsonNode total = over.path("total");
    assertThat(total.path("paid").size()).isEqualTo(1);
    assertThat(total.path("paid").path(0).path("amountNano").asLong()).isEqualTo(19 * 900);
    assertThat(total.path("paid").path(0).path("reason").asString()).isEqualTo("usage");
    assertThat(total.path("refunded").path(0).path("amountNano").asLong())
        .isEqualTo(10 * TOKEN - 19 * 900);
    assertThat(total.path("sinceEpoch").asLong())
        .isLessThanOrEqualTo(over.path("cleared").path("epoch").asLong());
    JsonNode listed = json("/orders?over=true");
    assertThat(listed.path("orders").size()).isZero();
    JsonNode ended = listed.path("ended").path(0);
    assertThat(ended.path("order").asString()).isEqualTo(ORDER.text());
    assertThat(ended.path("reason").asString()).isEqualTo("closed_by_renter");
    assertThat(ended.path("was").path("job").asString()).isNotEmpty();
    isListedFor(Samples.account(0).toString(), Samples.device(1).id().did());

    // A node that was not there at the end knows it by what the archive says.
    market.close();
    market = new TestMarket(folder, "public");
    isListedFor(Samples.account(0).toString(), Samples.device(1).id().did());
    assertThat(json("/orders/" + ORDER).has("was")).isFalse();
    assertThat(json("/orders/" + ORDER).path("total")).isEqualTo(total);
  }

  private void isListedFor(String renter, String machine) throws Exception {
    assertThat(json("/orders?over=true&renter=" + renter).path("ended").size()).isEqualTo(1);
    assertThat(json("/orders?over=true&renter=" + Samples.account(1)).path("ended").size())
        .isZero();
    assertThat(json("/orders?over=true&machine=" + machine).path("ended").size()).isEqualTo(1);
    assertThat(json("/orders?over=true&machine=" + Samples.device(3).id()).path("ended").size())
        .isZero();
    String client = Samples.device(0).id().did();
    assertThat(json("/orders?over=true&client=" + client).path("ended").size()).isEqualTo(1);
  }

  @Test
  void anOrderThatRunsShowsItsMeterAndWhyItCloses() throws Exception {
    market.fund(0, ORDER, 10 * TOKEN).say(0, order(1, Proof.METERED, 1_000)).seal(1, ORDER, 900);
    market.closeEpoch();
    market.open(1, ORDER, 900).closeEpoch();
    assertThat(json("/orders").path("orders").path(0).path("phase").asString())
        .isEqualTo("running");
    market.say(1, new Said.Count(ORDER, 8)).say(0, new Said.Count(ORDER, 7));
    market.say(0, new Said.Close(ORDER)).closeEpoch();

    JsonNode shown = json("/orders?phase=closing").path("orders").path(0);

    assertThat(shown.path("ending").asString()).isEqualTo("closed_by_renter");
    assertThat(shown.path("meter").path("machineSeconds").asLong()).isEqualTo(8);
    assertThat(shown.path("meter").path("paidSeconds").asLong()).isEqualTo(7);
    assertThat(shown.path("lease").path("host").asString()).isEqualTo("203.0.113.1");
    assertThat(story().latest().orElseThrow().paid())
        .containsExactly(new OrderStory.Payment(Samples.account(1), 7 * 900, "usage"));
  }

  @Test
  void ordersAreFilteredAndComeInPages() throws Exception {
    for (int number = 1; number <= 5; number++) {
      market.say(0, order(number, Proof.HASH, TOKEN));
    }
    market.seal(1, ORDER, 5).closeEpoch();

    assertThat(json("/orders?client=" + Samples.device(0).id().did()).path("orders").size())
        .isEqualTo(5);
    assertThat(json("/orders?client=" + Samples.device(1).id().did()).path("orders").size())
        .isZero();
    assertThat(json("/orders?renter=" + Samples.account(0)).path("orders").size()).isEqualTo(5);
    assertThat(
            market.client.orders(MarketClient.Filter.ofMachine(Samples.device(1).id())).standing())
        .extracting(Orders.Standing::order)
        .containsExactly(ORDER);
    assertThat(json("/orders?phase=running").path("orders").size()).isZero();
    JsonNode first = json("/orders?limit=2");
    assertThat(first.path("orders").size()).isEqualTo(2);
    JsonNode second = json("/orders?limit=3&" + first.path("next").asString());
    assertThat(second.path("orders").size()).isEqualTo(3);
    assertThat(second.has("next")).isFalse();
    assertThat(market.client.orders().standing()).hasSize(5);
  }

  @Test
  void machinesShowWhatTheyLendAndHowTheyAreThoughtOf() throws Exception {
    List<Machine> machines = market.client.machines();
    assertThat(machines)
        .extracting(Machine::device)
        .containsExactlyInAnyOrder(
            Samples.device(1).id(), Samples.device(2).id(), Samples.device(3).id());
    JsonNode shown = json("/machines?limit=2");
    assertThat(shown.path("machines").path(0).path("reputationPpm").asLong()).isEqualTo(500_000);
    assertThat(shown.path("machines").path(0).path("freeBond").asString()).isEqualTo("5");
    assertThat(
            shown
                .path("machines")
                .path(0)
                .path("capacity")
                .path("runtimes")
                .path("wasm")
                .asString())
        .isEqualTo("1");
    assertThat(json("/machines?" + shown.path("next").asString()).path("machines").size())
        .isEqualTo(1);
    JsonNode one = json("/machines?machine=" + Samples.device(2).id());
    assertThat(one.path("machines").size()).isEqualTo(1);
    assertThat(one.path("machines").path(0).path("heldBond").asString()).isEqualTo("0");
    market.fund(0, ORDER, 10 * TOKEN).say(0, order(1, Proof.METERED, 1_000)).seal(2, ORDER, 900);
    market.closeEpoch();
    market.open(2, ORDER, 900).closeEpoch();
    market.closeEpoch();
    JsonNode hired = json("/machines?machine=" + Samples.device(2).id()).path("machines").path(0);
    assertThat(hired.path("heldBond").asString()).isEqualTo("5");
    assertThat(hired.path("freeBond").asString()).isEqualTo("0");
  }

  @Test
  void machinesShowHowFastOthersFoundThemOrWhyNot() throws Exception {
    String address = "/machines?machine=" + Samples.device(1).id();
    market.closeEpoch();
    JsonNode waiting = json(address).path("machines").path(0).path("speed");
    assertThat(waiting.path("reason").asString()).isEqualTo("not_timed_yet");
    assertThat(waiting.path("meaning").asString()).isEqualTo("machines of others are to time it");
    assertThat(waiting.has("fuelPerSecond")).isFalse();

    Machine machine =
        market.client.machines().stream()
            .filter(its -> its.device().equals(Samples.device(1).id()))
            .findFirst()
            .orElseThrow();
    long epoch = machine.round().orElseThrow().epoch();
    Bytes salt = Bytes.wrap(new byte[Seals.SALT_SIZE]);
    for (long timer = 2; timer <= 3; timer++) {
      market.say(timer, new Said.Timed(machine.device(), epoch, salt, 1_000, Hash.ZERO));
    }
    market.closeEpoch();
    JsonNode timed = json(address).path("machines").path(0).path("speed");
    assertThat(timed.path("fuelPerSecond").asLong()).isEqualTo(SpeedTask.FUEL);
    assertThat(timed.path("strangers").asInt()).isEqualTo(2);
    assertThat(timed.has("reason")).isFalse();
  }

  @Test
  void anEstimateRestsOnWhatWasClearedAndSaysWhenItKnowsNothing() throws Exception {
    assertThat(market.client.estimate(Proof.HASH, TestMarket.need()))
        .isEqualTo(new Estimate("job", 0, 0, Optional.empty()));
    long[] prices = {3 * TOKEN, TOKEN, 2 * TOKEN};
    for (int number = 1; number <= 3; number++) {
      GroupKey order = key(number);
      market.fund(0, order, 20 * TOKEN).say(0, order(number, Proof.HASH, 4 * TOKEN));
      market.seal(number, order, prices[number - 1]).closeEpoch();
      market.open(number, order, prices[number - 1]).closeEpoch();
    }
    market.closeEpoch();

    assertThat(market.client.estimate(Proof.HASH, TestMarket.need()))
        .isEqualTo(
            new Estimate(
                "job", 3, 3, Optional.of(new Estimate.Prices(TOKEN, 2 * TOKEN, 3 * TOKEN))));
    JsonNode larger = json("/estimate?proof=hash&cpu=64000&memory=1048576");
    assertThat(larger.path("known").asLong()).isEqualTo(3);
    assertThat(larger.path("restsOn").asLong()).isZero();
    assertThat(larger.has("medianNano")).isFalse();
    assertThat(json("/estimate?proof=metered").path("known").asLong()).isZero();
  }

  @Test
  void badQuestionsAreToldWhatIsWrong() throws Exception {
    refused("none/orders", 404, "unknown_network");
    refused("market/orders?client=did:web:x", 400, "bad_question");
    refused("market/orders?phase=ended", 400, "bad_question");
    refused("market/orders?limit=0", 400, "bad_question");
    refused("market/orders?over=false", 400, "bad_question");
    refused("market/orders?over=true&phase=running", 400, "bad_question");
    refused("market/orders?over=true&after=" + ORDER, 400, "bad_question");
    refused("market/machines?machine=web", 400, "bad_question");
    refused("market/orders/web", 400, "bad_question");
    refused("market/orders/" + ORDER, 404, "no_such_order");
    refused("market/orders/" + ORDER + "?epoch=1", 404, "no_such_order");
    refused("market/orders/" + ORDER + "?epoch=x", 400, "bad_question");
    refused("market/machines?after=x", 400, "bad_question");
    refused("market/estimate?proof=trust", 400, "bad_question");
    refused("market/estimate?gpus=-1", 400, "bad_question");
    assertThat(market.client.order(ORDER, OptionalLong.empty())).isEmpty();
  }

  private void refused(String path, int status, String reason) throws Exception {
    HttpResponse<String> response = market.get(path);
    assertThat(response.statusCode()).as(path).isEqualTo(status);
    JsonNode error = JsonMapper.shared().readTree(response.body()).path("error");
    assertThat(error.path("reason").asString()).as(path).isEqualTo(reason);
    assertThat(error.path("detail").asString()).as(path).isNotBlank();
  }

  @Test
  void whatOutcomesSayIsWithheldWhereTheDataIsNotPublic(@TempDir Path closed) throws Exception {
    try (TestMarket secret = new TestMarket(closed, "restricted").stand(1)) {
      secret.fund(0, ORDER, 10 * TOKEN).say(0, order(1, Proof.HASH, 4 * TOKEN));
      secret.seal(1, ORDER, TOKEN).closeEpoch();
      secret.open(1, ORDER, TOKEN).closeEpoch();

      OrderStory story = secret.client.order(ORDER, OptionalLong.empty()).orElseThrow();

      assertThat(story.phase()).isEqualTo("working");
      assertThat(story.cleared().orElseThrow().closed()).isPresent();
      assertThat(story.cleared().orElseThrow().lines()).isEmpty();
      String shown = secret.get(TestMarket.NAME + "/orders/" + ORDER).body();
      assertThat(JsonMapper.shared().readTree(shown).has("total")).isFalse();
    }
  }
}
