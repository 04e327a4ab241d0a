package polder.agent.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.agent.compute.Orders.OWNER;
import static polder.agent.compute.Orders.RENTER;
import static polder.agent.compute.Orders.TOKEN;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.agent.market.Estimate;
import polder.networks.compute.Speed;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Work;
import polder.networks.compute.message.Said;

/** What a machine bids, and for what it does not. */
final class BidderTest {
  private static final Prices PRICES = new Prices(TOKEN, TOKEN / 2, 0, TOKEN, 1_000);
  private static final ZonedDateTime EVENING =
      ZonedDateTime.of(2026, 11, 26, 22, 0, 0, 0, ZoneOffset.UTC);

  private static Bidder.Decision decide(Said.Order order, Job job, Hours hours, Capacity free) {
    return new Bidder(PRICES, hours)
        .decide(
            new Bidder.Wanted(order, Optional.of(RENTER), job, OptionalLong.empty()),
            new Bidder.Situation(Optional.of(OWNER), free, EVENING, 20_000, Speed.UNKNOWN));
  }

  private static Bidder.Decision decide(Said.Order order, Job job) {
    return decide(order, job, Hours.ALWAYS, Orders.capacity());
  }

  @Test
  void aProgramCostsTheFuelThatItMayUseAtMost() {
    Job job = Orders.program(500_000_000);
    assertThat(decide(Orders.order(job, TOKEN, 600), job))
        .isEqualTo(new Bidder.Decision.Bid(TOKEN / 2, TOKEN / 2));
    Job little = Orders.program(1);
    assertThat(decide(Orders.order(little, TOKEN, 600), little))
        .isEqualTo(new Bidder.Decision.Bid(1_000, 1_000));
  }

  /** A core at 1 and a GiB at 0.5 tokens an hour: 416,666.7 nano-tokens a second, rounded up. */
  @Test
  void containersCostCoresAndMemoryByTheSecond() {
    Job job = Orders.containers();
    assertThat(decide(Orders.order(job, TOKEN, 3_600), job))
        .isEqualTo(new Bidder.Decision.Bid(416_667, 416_667L * 3_600));
  }

  /** As long as it may take at most, by the same prices. */
  @Test
  void aContainerThatEndsCostsAllTheTimeThatItMayTake() {
    Job job = Orders.batch();
    assertThat(decide(Orders.order(job, 2 * TOKEN, 3_600), job))
        .isEqualTo(new Bidder.Decision.Bid(TOKEN * 3 / 2, TOKEN * 3 / 2));
  }

  @Test
  void whoIsDrawnForAQuorumWorksForHalfOfWhatItAsksAndForNoLess() {
    Job job = Orders.batch();
    Said.Order order = Orders.order(job, 2 * TOKEN, 3_600);
    Bidder bidder = new Bidder(PRICES, Hours.ALWAYS);
    assertThat(bidder.isWorth(order, job, TOKEN * 3 / 4)).isTrue();
    assertThat(bidder.isWorth(order, job, TOKEN * 3 / 4 - 1)).isFalse();
    assertThat(bidder.isWorth(order, job, 0)).isFalse();
  }

  @Test
  void aPriceAboveTheLimitIsNoBid() {
    Job job = Orders.program(2_000_000_000);
    assertThat(decide(Orders.order(job, TOKEN, 600), job))
        .isInstanceOfSatisfying(
            Bidder.Decision.Pass.class, pass -> assertThat(pass.why()).contains("at most"));
  }

  @Test
  void aPriceBeyondAllNumbersIsNoBid() {
    Job job = Orders.program(Long.MAX_VALUE / 2);
    assertThat(decide(Orders.order(job, TOKEN, 600), job)).isInstanceOf(Bidder.Decision.Pass.class);
  }

  @Test
  void onlyWhatIsFreeIsBid() {
    Job job = Orders.program(1_000);
    Capacity left = Room.left(Orders.capacity(), List.of(Orders.need(), Orders.need()));
    assertThat(left.cpuMilli()).isZero();
    assertThat(decide(Orders.order(job, TOKEN, 600), job, Hours.ALWAYS, left))
        .isEqualTo(new Bidder.Decision.Pass("too little is free here: cpu, 0 of 1 core"));
  }

  @Test
  void onlyWhatEndsWithinTheHoursIsBid() {
    Job job = Orders.program(1_000);
    Hours night = Hours.parse("20:00-07:00");
    assertThat(decide(Orders.order(job, TOKEN, 3_600), job, night, Orders.capacity()))
        .isInstanceOf(Bidder.Decision.Bid.class);
    assertThat(decide(Orders.order(job, TOKEN, 9 * 3_600), job, night, Orders.capacity()))
        .isInstanceOf(Bidder.Decision.Pass.class);
    assertThat(
            decide(
                Orders.order(job, TOKEN, 60), job, Hours.parse("08:00-22:00"), Orders.capacity()))
        .isInstanceOf(Bidder.Decision.Pass.class);
  }

  @Test
  void anOrderThatSaysSomethingElseThanItsJobIsNotBid() {
    Job job = Orders.program(1_000);
    assertThat(decide(Orders.order(Orders.containers(), TOKEN, 600), job))
        .isInstanceOf(Bidder.Decision.Pass.class);
  }

  @Test
  void hoursAreReadAndRefused() {
    assertThat(Hours.parse("20:00-07:00")).hasToString("20:00-07:00");
    assertThat(Hours.parse("00:00-24:00")).isEqualTo(Hours.ALWAYS);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> Hours.parse("8pm-7am"))
        .hasMessageContaining("20:00-07:00");
  }

  @Test
  void anOwnerHearsWhatTheMachineAsksForAndWhatOthersWerePaid() {
    // Two cores at 1 and four GiB at 0.5 tokens an hour: 4 an hour, 96 a day.
    var hour = PRICES.hour(Prospect.of(Orders.capacity()));
    assertThat(hour).hasValue(4 * TOKEN);
    assertThat(
            Prospect.words(
                new Estimate(
                    "second",
                    9,
                    3,
                    Optional.of(new Estimate.Prices(1_000_000, 2_000_000, 4_000_000))),
                hour))
        .isEqualTo(
            "at its own prices, all of it rented, it asks for 96 tokens a day; services of such a"
                + " size were cleared lately at 86.4 to 345.6 a day (3 orders)");
    assertThat(Prospect.words(new Estimate("second", 0, 0, Optional.empty()), hour))
        .endsWith("no service of such a size was ordered lately to compare with");
    Capacity nothing = new Capacity(0, 0, 0, List.of(), new TreeMap<>(), new TreeMap<>());
    assertThat(PRICES.hour(Prospect.of(nothing))).isNotEmpty();
  }

  /** Two cores' worth of pictures for 90 seconds. */
  @Test
  void picturesCostWhatTheyTakeHere() {
    Job job =
        new Job(
            Orders.need(), new Work.Render(polder.protocol.Hash.ZERO, 1, 2, 2, 2, 16, 0, "3.4"));
    Said.Order order =
        new Said.Order(1, job.work().proof(), job.need(), job.hash(), TOKEN, 600, 1, 8, 1);
    TreeMap<String, String> runtimes = new TreeMap<>(Orders.capacity().runtimes());
    runtimes.put("blender", "3.4.1 cpu");
    Capacity free = new Capacity(2_000, 4L << 30, 1L << 30, List.of(), runtimes, new TreeMap<>());
    Bidder bidder = new Bidder(PRICES, Hours.ALWAYS);
    Bidder.Situation now =
        new Bidder.Situation(Optional.of(OWNER), free, EVENING, 20_000, Speed.UNKNOWN);
    assertThat(
            bidder.decide(
                new Bidder.Wanted(order, Optional.of(RENTER), job, OptionalLong.empty()), now))
        .isEqualTo(new Bidder.Decision.Appraise());
    // A core and a GiB: 1.5 tokens an hour.
    assertThat(
            bidder.decide(
                new Bidder.Wanted(order, Optional.of(RENTER), job, OptionalLong.of(90_000)), now))
        .isEqualTo(new Bidder.Decision.Bid(37_500_000, 37_500_000));
    assertThat(
            bidder.decide(
                new Bidder.Wanted(order, Optional.of(RENTER), job, OptionalLong.of(600_000)), now))
        .isInstanceOfSatisfying(
            Bidder.Decision.Pass.class,
            pass -> assertThat(pass.why()).contains("it would take 600 s here"));
  }

  @Test
  void whatAsksForMoreSpeedThanStrangersFoundIsLeftToOthers() {
    Need plain = Orders.need();
    Need need =
        new Need(
            plain.units(),
            plain.attributes(),
            plain.signedByAll(),
            plain.signedByAny(),
            900_000_000);
    Job job = new Job(need, Orders.program(500_000_000).work());
    Said.Order order = new Said.Order(1, job.work().proof(), need, job.hash(), TOKEN, 600, 1);
    assertThat(fast(order, job, Speed.UNKNOWN))
        .isEqualTo(
            new Bidder.Decision.Pass(
                "it asks for a speed, and strangers have not timed this machine yet"));
    assertThat(fast(order, job, new Speed(899_999_999, 3)))
        .isEqualTo(
            new Bidder.Decision.Pass(
                "it asks for 900 M fuel/s a core, and strangers timed this machine at 899 M fuel/s"
                    + " a core"));
    assertThat(fast(order, job, new Speed(900_000_000, 3))).isInstanceOf(Bidder.Decision.Bid.class);
  }

  private static Bidder.Decision fast(Said.Order order, Job job, Speed speed) {
    return new Bidder(PRICES, Hours.ALWAYS)
        .decide(
            new Bidder.Wanted(order, Optional.of(RENTER), job, OptionalLong.empty()),
            new Bidder.Situation(Optional.of(OWNER), Orders.capacity(), EVENING, 20_000, speed));
  }
}
