package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.epoch.Standing;
import polder.node.gateway.HttpLimits;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.Action;
import tools.jackson.databind.JsonNode;

/** Who owns what, who earned how much, and how that is spread. */
class EconomyTest {
  @TempDir private Path directory;

  @Test
  void theGiniCoefficientIsThatOfTheMeanDifference() {
    assertThat(Concentration.giniPpm(new long[0])).isZero();
    assertThat(Concentration.giniPpm(new long[] {0, 0})).isZero();
    assertThat(Concentration.giniPpm(new long[] {7, 7, 7})).isZero();
    assertThat(Concentration.giniPpm(new long[] {0, 0, 0, Long.MAX_VALUE})).isEqualTo(750_000);
    assertThat(Concentration.giniPpm(new long[] {1, 2, 3, 4, 5})).isEqualTo(266_666);
    assertThatThrownBy(() -> Concentration.giniPpm(new long[] {2, 1}))
        .isInstanceOf(IllegalArgumentException.class);
    for (int seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long[] values = random.longs(random.nextInt(1, 40), 0, 1_000).sorted().toArray();
      // Half the mean absolute difference of all pairs, against the mean.
      long differences = 0;
      long sum = 0;
      for (long one : values) {
        sum += one;
        for (long other : values) {
          differences += Math.abs(one - other);
        }
      }
      long expected = sum == 0 ? 0 : differences * 1_000_000 / (2L * values.length * sum);
      assertThat(Concentration.giniPpm(values)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  /** Owners whose addresses begin alike included, for anybody can make such. */
  @Test
  void everyOwnersDevicesAreFoundAndCounted() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      List<Account> owners = new ArrayList<>();
      List<Bytes> messages = new ArrayList<>();
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < 40; i++) {
        String network = i % 3 == 0 ? TestRules.DEMO : TestRules.AIR;
        TestSender sender = node.sender(network, i + 1);
        messages.add(sender.enrol(1));
        byte[] address = new byte[Account.SIZE];
        address[0] = (byte) (random.nextBoolean() ? 0x80 : 0x7f);
        address[Account.SIZE - 1] = (byte) random.nextInt(6);
        Account owner = new Account(Bytes.wrap(address));
        messages.add(sender.ask(2, new Action.Transfer(network, sender.key.id(), owner)));
        owners.add(owner);
      }
      node.post(messages.toArray(Bytes[]::new));
      node.closeEpoch();
      Standing standing = node.sources().closing().standing();
      OwnerIndex index = OwnerIndex.of(standing);
      SortedMap<String, SortedMap<Account, Long>> counts = new TreeMap<>();
      for (String network : List.of(TestRules.AIR, TestRules.DEMO)) {
        counts.put(network, new TreeMap<>());
        standing.forEachDevice(
            network,
            (device, entry) -> counts.get(network).merge(entry.sender().owner(), 1L, Long::sum));
        long[] ascending =
            counts.get(network).values().stream().mapToLong(Long::longValue).sorted().toArray();
        assertThat(index.spread(network))
            .isEqualTo(new OwnerIndex.Spread(ascending.length, Concentration.giniPpm(ascending)));
        assertThat(index.devices(network)).isEqualTo(Arrays.stream(ascending).sum());
      }
      for (Account owner : owners) {
        JsonNode devices = node.json("/v1/accounts/" + owner).path("devices");
        counts.forEach((network, of) ->
            assertThat(devices.path(network).asLong()).isEqualTo(of.getOrDefault(owner, 0L)));
        assertPaged(node, owner, devices);
      }
      assertThat(node.json("/v1/devices?owner=" + node.sender(TestRules.AIR, 99).owner))
          .hasToString("{\"devices\":[]}");
      assertThat(node.get("/v1/devices?owner=0x12").statusCode()).isEqualTo(400);
    }
  }

  /**
   * The device of number 0 may stand anywhere among those of owners whose addresses begin alike.
   */
  @Test
  void whoeverOwnsTheFirstDeviceHidesNobodysWithAnAddressAlike() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      List<TestSender> senders = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        senders.add(node.sender(TestRules.AIR, i));
      }
      senders.sort(Comparator.comparing(sender -> sender.key.id()));
      List<Bytes> messages = new ArrayList<>();
      List<Account> owners = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        byte[] address = new byte[Account.SIZE];
        address[Account.SIZE - 1] = (byte) new int[] {2, 1, 3}[i];
        owners.add(new Account(Bytes.wrap(address)));
        messages.add(senders.get(i).enrol(1));
        messages.add(
            senders
                .get(i)
                .ask(
                    2,
                    new Action.Transfer(TestRules.AIR, senders.get(i).key.id(), owners.getLast())));
      }
      node.post(messages.toArray(Bytes[]::new));
      node.closeEpoch();
      OwnerIndex index = OwnerIndex.of(node.sources().closing().standing());
      for (int i = 0; i < 3; i++) {
        List<DeviceId> found = new ArrayList<>();
        index.forEach(
            owners.get(i), (network, device) -> false, (network, device) -> found.add(device));
        assertThat(found).containsExactly(senders.get(i).key.id());
        assertThat(index.counts(owners.get(i))).containsExactly(Map.entry(TestRules.AIR, 1));
      }
    }
  }

  /** A page costs its own devices, not those of the pages before it. */
  @Test
  void aPageOfAnOwnersDevicesBeginsWhereTheLastOneEnded() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      TestSender owner = node.sender(TestRules.AIR, 1);
      List<Bytes> messages = new ArrayList<>();
      for (int i = 1; i <= 64; i++) {
        TestSender sender = node.sender(TestRules.AIR, i);
        messages.add(sender.enrol(1));
        messages.add(
            sender.ask(2, new Action.Transfer(TestRules.AIR, sender.key.id(), owner.owner)));
      }
      node.post(messages.toArray(Bytes[]::new));
      node.closeEpoch();
      OwnerIndex index = OwnerIndex.of(node.sources().closing().standing());
      List<DeviceId> all = new ArrayList<>();
      index.forEach(owner.owner, (network, device) -> false, (network, device) -> all.add(device));
      assertThat(all).hasSize(64).isSorted();
      int[] asked = new int[1];
      List<DeviceId> page = new ArrayList<>();
      index.forEach(
          owner.owner,
          (network, device) -> {
            asked[0]++;
            return device.compareTo(all.get(40)) <= 0;
          },
          (network, device) -> {
            page.add(device);
            return page.size() < 5;
          });
      assertThat(page).isEqualTo(all.subList(41, 46));
      assertThat(asked[0]).isLessThan(10);
    }
  }

  private static void assertPaged(TestNode node, Account owner, JsonNode counts) throws Exception {
    List<String> all = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = node.json("/v1/devices?limit=2&owner=" + owner + after);
      for (JsonNode device : page.path("devices").values()) {
        assertThat(device.path("owner").asString()).isEqualTo(owner.toString());
        all.add(device.path("network").asString() + "/" + device.path("device").asString());
      }
      after = page.has("next") ? "&after=" + page.path("next").asString() : "";
    } while (!after.isEmpty());
    assertThat(all).isSorted().doesNotHaveDuplicates();
    assertThat(all.size())
        .isEqualTo(counts.path(TestRules.AIR).asInt(0) + counts.path(TestRules.DEMO).asInt(0));
    assertThat(
            node.json("/v1/devices?network=" + TestRules.AIR + "&owner=" + owner).path("devices"))
        .hasSize(counts.path(TestRules.AIR).asInt(0));
  }

  @Test
  void theEconomyIsThatOfTheLatestEpoch() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      assertThat(node.get("/v1/economy").statusCode()).isEqualTo(404);
      TestSender one = node.sender(TestRules.AIR, 1);
      TestSender two = node.sender(TestRules.AIR, 2);
      TestSender poor = node.sender(TestRules.AIR, 3);
      node.post(one.enrol(1), two.enrol(1), poor.enrol(1));
      node.closeEpoch();
      JsonNode held = node.json("/v1/economy");
      assertThat(held.path("accounts").asInt()).as("all is held, nobody earned").isZero();
      assertThat(held.path("largest")).isEmpty();
      // Behind the probation of an hour what is earned is the owner's at once.
      long late = TestRules.GENESIS_MILLIS + 2 * 3_600_000;
      node.time.advanceTo(late);
      node.closeEpoch();
      long start = node.sources().running().get().startMillis();
      node.post(
          one.report(1, "10", start), two.report(1, "10", start), poor.report(1, "-300", start));
      node.closeEpoch();
      JsonNode economy = node.json("/v1/economy");
      long earned = node.json("/v1/accounts/" + one.owner).path("earnedNano").asLong();
      assertThat(earned).isPositive();
      assertThat(economy.path("accounts").asInt()).isEqualTo(2);
      assertThat(economy.path("earnedNano").asLong()).isEqualTo(earned + earnedBy(node, two.owner));
      assertThat(economy.path("largest")).hasSize(2);
      assertThat(economy.path("largest").path(0).path("sharePpm").asLong())
          .isBetween(500_000L, 999_999L);
      JsonNode air = economy.path("networks").path(0);
      assertThat(air.path("network").asString()).isEqualTo(TestRules.AIR);
      assertThat(air.path("simulated").asBoolean()).isFalse();
      assertThat(air.path("devices").asInt()).isEqualTo(3);
      assertThat(air.path("owners").asInt()).isEqualTo(3);
      assertThat(air.path("working").asInt()).isEqualTo(2);
      assertThat(air.path("giniPpm").asLong()).isZero();
      assertThat(air.path("paidNano").asLong())
          .isEqualTo(economy.path("earnedNano").asLong())
          .isLessThanOrEqualTo(air.path("budgetNano").asLong());
      // 864,000 tokens a day are 100 an epoch of ten seconds; half of it is this network's.
      assertThat(economy.path("emission").path("perEpoch").asString()).isEqualTo("100");
      assertThat(air.path("budget").asString()).isEqualTo("50");
      assertThat(air.path("utilisationPpm").asLong())
          .isEqualTo(air.path("paidNano").asLong() * 1_000_000 / 50_000_000_000L);
      JsonNode series = economy.path("series");
      assertThat(series.size()).isBetween(3, 100);
      JsonNode last = series.path(series.size() - 1);
      assertThat(last.path("epoch").asLong()).isEqualTo(economy.path("asOfEpoch").asLong());
      assertThat(last.path("emissionNano").asLong()).isEqualTo(100_000_000_000L);
      assertThat(last.path("networks").path(TestRules.AIR).asLong())
          .isEqualTo(air.path("paidNano").asLong());
      assertRanks(node, one.owner, two.owner, poor.owner);
    }
  }

  @Test
  void theSeriesIsReadAgainBitByBitAfterAStart() throws Exception {
    int epochs = 6;
    try (TestNode node = TestNode.start(directory)) {
      for (int i = 0; i < epochs; i++) {
        node.closeEpoch();
      }
    }
    // One epoch in memory; one question reads two from the archive.
    ViewLimits small = TestNode.limits(1, 2);
    try (TestNode node =
        TestNode.start(
            directory,
            TestRules.open(),
            TestRules.GENESIS_MILLIS + epochs * TestRules.EPOCH_MILLIS,
            HttpLimits.USUAL,
            small)) {
      assertThat(known(node)).containsExactly(false, false, false, true, true, true);
      assertThat(known(node))
          .as("once an epoch")
          .containsExactly(false, false, false, true, true, true);
      node.closeEpoch();
      assertThat(known(node)).containsExactly(false, true, true, true, true, true, true);
      HttpResponse<String> first = node.get("/v1/economy");
      String tag = first.headers().firstValue("ETag").orElseThrow();
      HttpRequest again =
          HttpRequest.newBuilder(node.uri("/v1/economy")).header("If-None-Match", tag).build();
      assertThat(node.send(again).statusCode()).isEqualTo(304);
      node.closeEpoch();
      assertThat(node.send(again).statusCode()).isEqualTo(200);
      assertThat(known(node)).doesNotContain(false);
    }
  }

  /** Whether it is known what each epoch paid by network, oldest first. */
  private static List<Boolean> known(TestNode node) throws Exception {
    return node.json("/v1/economy")
        .path("series")
        .valueStream()
        .map(epoch -> epoch.has("networks"))
        .toList();
  }

  private static long earnedBy(TestNode node, Account account) throws Exception {
    return node.json("/v1/accounts/" + account).path("earnedNano").asLong();
  }

  private static void assertRanks(TestNode node, Account one, Account two, Account poor)
      throws Exception {
    JsonNode first = node.json("/v1/accounts/" + one);
    JsonNode second = node.json("/v1/accounts/" + two);
    long more = first.path("earnedNano").asLong() - second.path("earnedNano").asLong();
    assertThat(first.path("rank").asInt()).isEqualTo(more >= 0 ? 1 : 2);
    assertThat(second.path("rank").asInt()).isEqualTo(more <= 0 ? 1 : 2);
    assertThat(second.path("accounts").asInt()).isEqualTo(2);
    assertThat(node.json("/v1/accounts/" + poor).has("rank")).isFalse();
  }
}
