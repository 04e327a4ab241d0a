package polder.networks.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.compute.MarketWorld.TOKEN;
import static polder.networks.compute.MarketWorld.output;
import static polder.networks.compute.MarketWorld.reasons;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.epoch.SealedEpoch;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.protocol.Hash;

/** Of a result of parts, such as tiles, some are drawn once it is sealed, and worked out again. */
final class PartsTest {
  private static final int PARTS = 8;
  private static final long PRICE = 8 * TOKEN;

  private final MarketWorld world = MarketWorld.of(4);
  private final GroupKey order =
      world.leased(
          new Said.Order(
              1, Proof.PIXELS, MarketWorld.need(), MarketWorld.JOB, PRICE, 60, 1, PARTS, 1),
          PRICE,
          2 * PRICE);

  private OrderState.Phase.Working working() {
    return (OrderState.Phase.Working) world.order(order).orElseThrow().phase();
  }

  private long drawn() {
    for (long machine = 1; machine <= 4; machine++) {
      if (working().runners().getLast().machine().equals(Samples.device(machine).id())) {
        return machine;
      }
    }
    throw new AssertionError("nobody was drawn");
  }

  private static List<Hash> tiles(String scene) {
    List<Hash> tiles = new ArrayList<>();
    for (int i = 0; i < PARTS; i++) {
      tiles.add(output(scene + i));
    }
    return tiles;
  }

  private List<Hash> asked(List<Hash> all) {
    return working().asked().stream().map(all::get).toList();
  }

  @Test
  void whoIsDrawnRendersOnlyWhatIsDrawnWithHimAndIsPaidForThat() {
    world.sealParts(1, order, tiles("good")).close();
    long checker = drawn();
    assertThat(working().asked()).hasSize(2).isSorted().doesNotHaveDuplicates();
    world.sealParts(checker, order, asked(tiles("good"))).close();
    List<Hash> part = asked(tiles("good"));

    SealedEpoch sealed =
        world.openParts(1, order, tiles("good")).openParts(checker, order, part).close();

    assertThat(reasons(sealed, 1, order)).contains("result_confirmed", "paid");
    assertThat(world.account(1).earnedNano()).isEqualTo(PRICE);
    assertThat(world.account(checker).earnedNano()).isEqualTo(PRICE / 2 * 2 / PARTS);
    assertThat(MarketWorld.line(sealed, 0, order).orElseThrow().assessments())
        .anySatisfy(
            its -> assertThat(its.subject()).isEqualTo("output:" + output("document").toHex()));
  }

  @Test
  void aTileThatOthersRenderOtherwiseCostsTheBond() {
    List<Hash> cheap = tiles("cheap");
    world.sealParts(1, order, cheap).close();
    long checker = drawn();
    world.sealParts(checker, order, asked(tiles("good"))).close();
    List<Hash> part = asked(tiles("good"));
    world.openParts(1, order, cheap).openParts(checker, order, part).close();
    long referee = drawn();
    assertThat(referee).isNotEqualTo(checker);
    world.sealParts(referee, order, part).close();
    SealedEpoch sealed = world.openParts(referee, order, part).close();
    world.close();

    assertThat(reasons(sealed, 1, order)).containsExactly("wrong_result");
    assertThat(world.account(1).earnedNano()).isZero();
    assertThat(world.bondNano(1)).isZero();
    assertThat(world.account(checker).earnedNano()).isPositive();
  }

  @Test
  void whoOpensFewerPartsThanWereOrderedDoesNotFitTheSeal() {
    List<Hash> few = tiles("good").subList(0, 3);
    world.sealParts(1, order, few).close();
    long checker = drawn();
    world.sealParts(checker, order, asked(tiles("good"))).close();
    SealedEpoch sealed = world.openParts(1, order, few).close();

    assertThat(reasons(sealed, 1, order)).containsExactly("seal_differs");
  }

  @Test
  void onlyTheSameRendererOnTheSameProcessorsIsDrawn() {
    MarketWorld two = MarketWorld.of(1);
    two.enrol(2, 2).fund(2, Seals.machine(Samples.device(2).id()), 5 * TOKEN).close();
    Capacity like = MarketWorld.capacity();
    TreeMap<String, String> other = new TreeMap<>(like.runtimes());
    other.put("blender", "4.2");
    two.say(
        2,
        MarketWorld.offer(
            new Capacity(
                like.cpuMilli(),
                like.memoryBytes(),
                like.diskBytes(),
                like.gpus(),
                other,
                like.attributes())));
    two.close();
    GroupKey its =
        two.leased(
            new Said.Order(
                1, Proof.PIXELS, MarketWorld.need(), MarketWorld.JOB, PRICE, 60, 1, PARTS, 1),
            PRICE,
            2 * PRICE);
    two.sealParts(1, its, tiles("good")).close();

    assertThat(((OrderState.Phase.Working) two.order(its).orElseThrow().phase()).runners())
        .hasSize(1);
  }
}
