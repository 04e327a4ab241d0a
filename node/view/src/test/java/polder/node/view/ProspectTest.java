package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.epoch.SealedEpoch;
import polder.networks.Factor;
import polder.networks.GroupKey;
import polder.networks.Guide;
import polder.networks.SenderRecord;
import polder.node.gateway.HttpLimits;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.geo.Place;
import polder.protocol.message.Action;
import polder.protocol.message.Site;
import tools.jackson.databind.JsonNode;

/** What somebody is told that a device would earn, beside what it then earns. */
final class ProspectTest {
  @TempDir Path directory;

  private TestNode start() throws Exception {
    return TestNode.start(
        directory, TestRules.town(), TestRules.GENESIS_MILLIS, HttpLimits.USUAL, ViewLimits.USUAL);
  }

  /** A town in which every device reports once an epoch. */
  private static final class Town {
    final TestNode node;
    final List<TestSender> senders = new ArrayList<>();
    long sequence = 1;

    Town(TestNode node, int... numbers) throws Exception {
      this.node = node;
      for (int number : numbers) {
        enrol(node.sender(TestRules.TOWN, number));
      }
    }

    void enrol(TestSender sender) throws Exception {
      assertThat(node.post(sender.enrol(1)).body()).contains("accepted");
      senders.add(sender);
    }

    SealedEpoch epoch() throws Exception {
      long now = node.time.nowMillis();
      List<Bytes> reports = new ArrayList<>();
      for (TestSender sender : senders) {
        reports.add(sender.report(sequence, "10", now));
      }
      sequence++;
      assertThat(node.post(reports.toArray(Bytes[]::new)).body()).doesNotContain("refused");
      return node.closeEpoch();
    }

    SealedEpoch epochs(int count) throws Exception {
      SealedEpoch last = epoch();
      for (int i = 1; i < count; i++) {
        last = epoch();
      }
      return last;
    }
  }

  private static Place place(TestSender sender) {
    Action.Enrol enrolment = sender.enrolment(1);
    return enrolment.site().orElseThrow().place();
  }

  private static JsonNode ask(TestNode node, TestSender sender) throws Exception {
    Place place = place(sender);
    return node.json(
        "/v1/networks/town/prospect?lat="
            + place.latMicro() / 1e6
            + "&lon="
            + place.lonMicro() / 1e6);
  }

  private static RewardLine reward(SealedEpoch sealed, TestSender sender) {
    return EpochDigest.of(sealed.header(), sealed.outcome()).of(sender.key.id()).getFirst();
  }

  @Test
  void whatOneIsToldOneEarnsOnceEverythingIsVerified() throws Exception {
    try (TestNode node = start()) {
      Town town = new Town(node, 0, 1, 2, 3, 4, 5, 20, 21, 22);
      SealedEpoch before = town.epochs(4);
      for (int number : new int[] {23, 40, 6, 200}) {
        TestSender newcomer = node.sender(TestRules.TOWN, number);
        JsonNode told = ask(node, newcomer);
        assertThat(told.path("epoch").asLong()).isEqualTo(before.header().epoch());
        assertThat(told.path("simulated").asBoolean()).isTrue();

        town.enrol(newcomer);
        before = town.epochs(4);

        RewardLine earned = reward(before, newcomer);
        boolean alone = told.path("nearby").asInt() < 2;
        String which = alone ? "leastNano" : "mostNano";
        assertThat(earned.amountNano())
            .as(number + " " + earned + " " + told)
            .isBetween(
                told.path("perEpoch").path(which).asLong(),
                told.path("perEpoch").path(which).asLong() + 1);
        assertThat(alone).isEqualTo(number == 200);
        assertThat(told.path("perDay").path("mostNano").asLong())
            .isEqualTo(told.path("perEpoch").path("mostNano").asLong() * 8_640);
        if (!alone) {
          earned
              .factors()
              .forEach(factor ->
                  assertThat(told.path("factorsPpm").path(factor.name()).asLong())
                      .as(factor.name())
                      .isEqualTo(factor.ppm()));
        }
      }
    }
  }

  @Test
  void neighboursAreThoseOfOtherOwnersWithinTheRulesReach() throws Exception {
    try (TestNode node = start()) {
      Town town = new Town(node, 0, 1, 2, 20, 200);
      TestSender first = town.senders.getFirst();
      String path = "/v1/devices/" + first.did() + "/neighbours";
      assertThat(node.json(path).path("neighbours").size()).as("before an epoch").isZero();
      assertThat(node.json(path).path("epoch").isNull()).isTrue();
      town.epochs(2);

      JsonNode answer = node.json(path + "?network=town");
      assertThat(answer.path("withinMeters").asLong()).isEqualTo(2_500);
      List<String> devices = new ArrayList<>();
      double last = 0;
      for (JsonNode neighbour : answer.path("neighbours").values()) {
        devices.add(neighbour.path("device").asString());
        assertThat(neighbour.path("distanceMeters").asDouble()).isBetween(last, 2_500.0);
        assertThat(neighbour.path("weightPpm").asLong()).isPositive();
        assertThat(neighbour.path("place").path("latitude").asDouble()).isBetween(52.0, 52.01);
        last = neighbour.path("distanceMeters").asDouble();
      }
      assertThat(devices)
          .containsExactly(
              town.senders.get(1).did(), town.senders.get(3).did(), town.senders.get(2).did());
      TestSender stranger = node.sender(TestRules.TOWN, 77);
      assertThat(node.get("/v1/devices/" + stranger.did() + "/neighbours").statusCode())
          .isEqualTo(404);
      assertThat(node.get(path + "?network=none").statusCode()).isEqualTo(404);
    }
  }

  private static String terms(String change) {
    byte[] issuer = new byte[32];
    return """
    credentials:
      trusted:
        - type: CalibrationCredential
          issuers: [%s]
          %s
    """
        .formatted(DeviceKey.ed25519(issuer).id().did(), change);
  }

  private TestNode start(String credentials) throws Exception {
    return TestNode.start(
        directory,
        TestRules.town(credentials),
        TestRules.GENESIS_MILLIS,
        HttpLimits.USUAL,
        ViewLimits.USUAL);
  }

  @Test
  void aNewcomerIsToldWhatTheNetworkMakesOfOneWithoutCredentials() throws Exception {
    try (TestNode node = start(terms("cap: 0.1"))) {
      TestSender newcomer = node.sender(TestRules.TOWN, 1);
      JsonNode told = ask(node, newcomer);
      assertThat(told.path("words").toString())
          .contains("Without a CalibrationCredential")
          .contains("10 % of a whole one at most");
      assertThat(told.path("factorsPpm").path("credential_cap").asLong()).isEqualTo(100_000);

      Town town = new Town(node);
      town.enrol(newcomer);
      RewardLine earned = reward(town.epochs(4), newcomer);

      assertThat(earned.weightPpm()).isEqualTo(100_000);
      for (String which : List.of("leastNano", "mostNano")) {
        assertThat(earned.amountNano())
            .as(which)
            .isBetween(
                told.path("perEpoch").path(which).asLong(),
                told.path("perEpoch").path(which).asLong() + 1);
      }
    }
  }

  @Test
  void whoMustHoldACredentialIsToldToEarnNothingWithoutIt() throws Exception {
    try (TestNode node = start(terms("required: true"))) {
      JsonNode told = ask(node, node.sender(TestRules.TOWN, 1));
      assertThat(told.path("perEpoch").path("mostNano").asLong(-1)).isZero();
      assertThat(told.path("words").toString())
          .contains("heard only once it holds a CalibrationCredential");
    }
  }

  @Test
  void whatOthersGetForCredentialsIsPartOfWhatOneShares() throws Exception {
    try (TestNode node = start(terms("weight: 2"))) {
      assertThat(ask(node, node.sender(TestRules.TOWN, 1)).path("words").toString())
          .contains("With a CalibrationCredential a device counts 2 times as much");
      Site site = new Site(new Place(52_000_000, 4_800_000), 15);
      SenderRecord sender =
          new SenderRecord(
              node.key.id(),
              node.sender(TestRules.TOWN, 1).owner,
              Optional.of(site),
              Optional.empty(),
              0,
              SenderRecord.NEVER_MOVED);
      List<RewardLine> rewards =
          List.of(line(sender, 1_000_000, 500_000), line(sender, 2_000_000, 1_000_000));
      Survey survey =
          new Survey(
              node.manifests.network(TestRules.TOWN).orElseThrow(),
              Guide.NONE,
              Bytes.EMPTY,
              Optional.of(node.closeEpoch().header()),
              List.of(new Survey.Surveyed(sender, rewards, 0)),
              0);
      assertThat(Weighed.of(survey).withCredentials(300)).isEqualTo(600);
    }
  }

  /** Of this weight, of which {@code bare} is without the factor of a credential. */
  private static RewardLine line(SenderRecord sender, long weight, long bare) {
    return new RewardLine(
        TestRules.TOWN,
        new GroupKey("1"),
        sender.device(),
        sender.owner(),
        weight,
        0,
        false,
        List.of(new Factor("need", bare), new Factor("credential", 2_000_000)),
        List.of());
  }

  @Test
  void whereNotAllCouldBeLookedAtItIsSaidHowMany() throws Exception {
    try (TestNode node = start()) {
      Town town = new Town(node, 0, 1, 2, 20, 200);
      History history = new History(node.sources().archive(), ViewLimits.USUAL);
      history.refill(Optional.of(town.epochs(2).header()));
      JsonNode told = ask(node, node.sender(TestRules.TOWN, 3));
      assertThat(told.path("leftOut").asLong(-1)).isZero();
      Survey some = new Surveys(node.sources(), history, 2).of(TestRules.TOWN).orElseThrow();
      assertThat(some.devices()).hasSize(2);
      assertThat(some.leftOut()).isEqualTo(3);

      Surveys surveys = new Surveys(node.sources(), history, 9);
      Survey all = surveys.of(TestRules.TOWN).orElseThrow();
      Weighed weighed = surveys.weighed(all);
      assertThat(surveys.weighed(all)).as("put in order once").isSameAs(weighed);
      assertThat(weighed.past().worked()).hasSize(5);
      // The last one stands ten steps of 0.01 degrees, which are 11 km, north of the first.
      assertThat(weighed.around(place(town.senders.getLast()), 80_000)).hasSize(1);
      assertThat(weighed.around(place(town.senders.getFirst()), 100_000)).hasSize(4);
      assertThat(weighed.around(place(town.senders.getFirst()), 120_000)).hasSize(5);
    }
  }

  @Test
  void whatCannotBeUnderstoodIsRefusedWithAReason() throws Exception {
    try (TestNode node = start()) {
      for (String bad :
          new String[] {
            "",
            "?lat=52",
            "?lat=52&lon=x",
            "?lat=91&lon=0",
            "?lat=1e1&lon=0",
            "?lat=NaN&lon=0",
            "?lat=0&lon=180.0000001",
            "?lat=0&lon=999999999999999999999"
          }) {
        assertThat(node.get("/v1/networks/town/prospect" + bad).statusCode())
            .as(bad)
            .isEqualTo(400);
      }
      assertThat(node.get("/v1/networks/none/prospect?lat=0&lon=0").statusCode()).isEqualTo(404);
      // Before any epoch, at the ends of the Earth: the first one there is still told.
      for (String end : new String[] {"?lat=-90&lon=-180", "?lat=90&lon=180", "?lat=0&lon=-0.0"}) {
        JsonNode told = node.json("/v1/networks/town/prospect" + end);
        assertThat(told.path("epoch").isNull()).isTrue();
        assertThat(told.path("perEpoch").path("mostNano").asLong()).isPositive();
        assertThat(told.path("words").size()).isPositive();
      }
    }
  }

  @Test
  void nobodyLearnsWhoStandsWhereThatIsNotForEveryone() throws Exception {
    try (TestNode node =
        TestNode.start(
            directory,
            TestRules.withAccess("restricted"),
            TestRules.GENESIS_MILLIS,
            HttpLimits.USUAL,
            ViewLimits.USUAL)) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      node.closeEpoch();
      assertThat(node.get("/v1/networks/air/prospect?lat=52&lon=4.8").statusCode()).isEqualTo(403);
      JsonNode neighbours = node.json("/v1/devices/" + sender.did() + "/neighbours");
      assertThat(neighbours.path("restricted").asBoolean()).isTrue();
      assertThat(neighbours.path("neighbours").size()).isZero();
    }
  }
}
