package polder.node.market;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.node.market.TestMarket.TOKEN;
import static polder.node.market.TestMarket.key;
import static polder.node.market.TestMarket.order;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.node.gateway.Described;
import polder.node.gateway.Description;
import polder.node.gateway.HeardRoutes;

/** The description that programs are written against: complete, true, and changed on purpose. */
final class OpenApiTest {
  private final Described described = Described.of(Description.beside(MarketView.class).json());

  @TempDir Path folder;

  @Test
  void describesEveryRouteAndNoOther() throws Exception {
    try (TestMarket market = new TestMarket(folder, "public")) {
      assertThat(described.routes()).isEqualTo(HeardRoutes.of(market.view.routes()));
    }
  }

  /** The node's own description has it, of which this one is a part. */
  @Test
  void leavesNothingButErrorsToOthers() {
    assertThat(described.strangers()).containsExactly("#/components/schemas/Error");
  }

  @Test
  void describesWhatComes() throws Exception {
    List<String> wrong = new ArrayList<>();
    try (TestMarket market = new TestMarket(folder, "public").stand(3)) {
      market.say(0, order(9, Proof.HASH, TOKEN));
      market.fund(0, key(1), 9 * TOKEN).say(0, order(1, Proof.HASH, TOKEN));
      market.fund(0, key(2), TOKEN).say(0, order(2, Proof.METERED, 500)).seal(2, key(2), 400);
      market.seal(1, key(1), 5).closeEpoch();
      compare(market, described, wrong);
      market.open(1, key(1), 5).open(2, key(2), 400).closeEpoch();
      market.say(0, order(3, Proof.HASH, TOKEN)).closeEpoch();
      compare(market, described, wrong);
      market.say(0, new Said.Close(key(2))).closeEpoch();
      market.closeEpoch();
      wrong.addAll(
          described.wrong(
              "get /v1/networks/{network}/orders",
              market.get(TestMarket.NAME + "/orders?over=true")));
      compare(market, described, wrong);
    }
    assertThat(wrong).isEmpty();
  }

  private static void compare(TestMarket market, Described described, List<String> wrong)
      throws Exception {
    for (String path : List.of("orders", "machines", "estimate?proof=hash&memory=1048576")) {
      wrong.addAll(
          described.wrong(
              "get /v1/networks/{network}/" + path.split("\\?")[0],
              market.get(TestMarket.NAME + "/" + path)));
    }
    for (int number = 1; number <= 2; number++) {
      wrong.addAll(
          described.wrong(
              "get /v1/networks/{network}/orders/{order}",
              market.get(TestMarket.NAME + "/orders/" + key(number))));
    }
  }

  @Test
  void isLocked() throws Exception {
    Described.requireLocked(MarketView.class);
  }
}
