package polder.node.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.DirectoryArchive;
import polder.epoch.EpochHeader;
import polder.epoch.OutcomeLeaf;
import polder.networks.Assessment;
import polder.networks.Assessment.Verdict;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.networks.compute.Bid;
import polder.networks.compute.OrderState;
import polder.networks.compute.job.Proof;
import polder.node.archive.EpochArchive;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;
import polder.protocol.settlement.ChainPoint;

/** What is remembered of orders has a bound, whatever devices send. */
final class ChronicleTest {
  private static final int MOST_LINES = 10;

  @TempDir Path folder;

  private Chronicle chronicle;

  @BeforeEach
  void begin() {
    chronicle =
        new Chronicle(
            new EpochArchive(new DirectoryArchive(folder).reader()),
            new MarketLimits(1, 1, 1, 100, MOST_LINES, 1));
  }

  private static EpochHeader header(long epoch) {
    return new EpochHeader(
        Hash.ZERO,
        epoch,
        0,
        Hash.ZERO,
        epoch * 1_000,
        epoch * 1_000 + 1_000,
        ChainPoint.NONE,
        Hash.ZERO,
        0,
        Hash.ZERO,
        Hash.ZERO,
        EpochHeader.SeedTrust.OPERATOR_TRUSTED,
        Hash.ZERO,
        0,
        List.of(),
        Hash.ZERO,
        Hash.ZERO,
        Hash.ZERO,
        0,
        Hash.ZERO,
        Hash.ZERO,
        0,
        Hash.ZERO,
        0,
        Hash.ZERO,
        Hash.ZERO,
        Hash.ZERO,
        0,
        0,
        0);
  }

  /** Says in an epoch of one order so much of messages. */
  private void say(long epoch, long order, int assessments) {
    List<Assessment> said =
        Collections.nCopies(
            assessments, new Assessment(Hash.ZERO, 0, "bid", Verdict.REJECTED, List.of()));
    OutcomeLeaf line =
        new OutcomeLeaf.Reward(
            TestMarket.NAME,
            TestMarket.key(order),
            Samples.device(1).id(),
            Samples.account(1),
            0,
            0,
            0,
            0,
            0,
            false,
            List.of(),
            List.of("seal_differs"),
            said,
            List.of());
    chronicle.add(header(epoch), List.of(line));
  }

  private boolean isRemembered(long order) {
    GroupKey group = TestMarket.key(order);
    return chronicle.of(new Deeds.Name(TestMarket.NAME, group)).isPresent();
  }

  @Test
  void theOldestIsForgottenOnceThereIsTooMuch() {
    say(0, 1, 4);
    say(1, 2, 4);
    assertThat(isRemembered(1)).isTrue();
    say(2, 3, 0);
    assertThat(isRemembered(1)).isFalse();
    assertThat(isRemembered(2)).isTrue();
    assertThat(isRemembered(3)).isTrue();
  }

  /** Whoever sends a thousand bids that were never sealed makes one line of a thousand parts. */
  @Test
  void aLineOfManyMessagesCountsForThemAll() {
    say(0, 1, 0);
    say(1, 2, MOST_LINES - 1);
    assertThat(isRemembered(1)).isFalse();
    assertThat(isRemembered(2)).isTrue();
    say(2, 3, MOST_LINES);
    assertThat(isRemembered(3)).isFalse();
    say(3, 4, 0);
    assertThat(isRemembered(4)).isTrue();
  }

  /** How an order stood last counts as well: a thousand bids may hang on it. */
  @Test
  void howAnOrderStoodCountsWithItsBids() {
    say(0, 1, 0);
    say(1, 2, 0);
    chronicle.ended(new Deeds.Name(TestMarket.NAME, TestMarket.key(2)), standing(2, MOST_LINES));
    assertThat(isRemembered(1)).isFalse();
    assertThat(isRemembered(2)).isFalse();
    say(2, 3, 0);
    chronicle.ended(new Deeds.Name(TestMarket.NAME, TestMarket.key(3)), standing(3, 1));
    assertThat(isRemembered(3)).isTrue();
  }

  private static OrderBook.Entry standing(long order, int bids) {
    SortedMap<DeviceId, Bid> all = new TreeMap<>();
    for (int machine = 1; machine <= bids; machine++) {
      DeviceId device = Samples.device(machine).id();
      all.put(
          device,
          new Bid(device, Samples.account(machine), Hash.ZERO, 0, OptionalLong.empty(), Hash.ZERO));
    }
    OrderState state =
        new OrderState(
            Samples.device(0).id(),
            Samples.account(0),
            TestMarket.order(order, Proof.HASH, 1),
            Hash.ZERO,
            0,
            0,
            new OrderState.Phase.Bidding(all));
    return new OrderBook.Entry(TestMarket.key(order), 0, Bytes.EMPTY, state);
  }
}
