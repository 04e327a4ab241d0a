package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import polder.node.gateway.Described;
import polder.node.gateway.Description;
import polder.node.join.JoinRoutes;
import polder.node.market.MarketView;
import polder.node.session.SessionRoutes;
import polder.node.settle.SettleRoutes;
import polder.node.view.View;

/** What the rooms of a node say of their routes fits together. */
class DescriptionsTest {
  private static final Description NODE = Description.beside(View.class);

  @Test
  void aNodeThatSettlesDescribesAllItsRoutes() {
    Described all = Described.of(NODE.with(Description.beside(SettleRoutes.class)).json());
    assertThat(all.routes()).contains("post /v1/messages", "get /v1/settlement");
    assertThat(all.strangers()).isEmpty();
  }

  @Test
  void everyNodeDescribesHowPeopleSignInAndJoin() {
    Described all =
        Described.of(
            NODE.with(Description.beside(SessionRoutes.class))
                .with(Description.beside(JoinRoutes.class))
                .json());
    assertThat(all.routes()).contains("post /v1/session", "post /v1/join/drafts");
    assertThat(all.strangers()).isEmpty();
  }

  @Test
  void everyNodeDescribesHowMarketsAreSeen() {
    Described all = Described.of(NODE.with(Description.beside(MarketView.class)).json());
    assertThat(all.routes()).contains("get /v1/networks/{network}/orders");
    assertThat(all.strangers()).isEmpty();
  }

  @Test
  void aNodeWithoutAChainClaimsNoRouteOfOne() {
    assertThat(Described.of(NODE.json()).routes())
        .doesNotContainAnyElementsOf(
            Described.of(Description.beside(SettleRoutes.class).json()).routes());
  }
}
