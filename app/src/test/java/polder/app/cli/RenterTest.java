package polder.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import polder.adapters.files.KeyFile;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.agent.market.OrderNote;
import polder.agent.market.Orders;
import polder.agent.market.Renter;
import polder.agent.market.RenterException;
import polder.networks.GroupKey;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Proof;
import polder.networks.compute.job.Resources;
import polder.networks.compute.message.Said;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;

/** What a renter says survives whatever ends its command. */
final class RenterTest extends MarketScene {
  private static final Hash JOB = Hash.sha256(new byte[] {7});

  private Deployment deployment;
  private Renter renter;

  @BeforeEach
  void enrol() throws Exception {
    deployment = client.deployment();
    renter = open();
    Action.Enrol bare =
        new Action.Enrol(NETWORK, renter.client(), Optional.empty(), Optional.empty(), Bytes.EMPTY);
    renter.ask(
        client,
        sign(1, AccountMessage.proven(deployment, account("renter"), 1, bare, renter.key())));
  }

  private Renter open() throws Exception {
    return Renter.open(folder.resolve("renter"), NETWORK, deployment, System::currentTimeMillis);
  }

  private AccountMessage sign(long sequence, Action action) throws Exception {
    return new AccountMessage.Draft(account("renter"), sequence, action)
        .sign(KeyFile.owner(folder.resolve("renter.key")), deployment);
  }

  private static Said.Order said(long number) {
    Resources each = new Resources(1_000, 1 << 20, List.of(), GpuNeed.NONE);
    return new Said.Order(
        number, Proof.HASH, Need.of(List.of(new Need.Unit("web", each, 1))), JOB, TOKEN, 60, 1);
  }

  private OrderNote order(NodeClient node, long fundNano) throws Exception {
    byte[] secret = KeyFile.owner(folder.resolve("renter.key"));
    return renter.order(node, RenterTest::said, order -> note(order, fundNano, secret));
  }

  private OrderNote note(GroupKey order, long fundNano, byte[] secret) {
    Bytes funding =
        new AccountMessage.Draft(
                Secp256k1.account(secret), 2, new Action.FundPurse(NETWORK, order.text(), fundNano))
            .sign(secret, deployment)
            .wire();
    return new OrderNote(order, "job", Proof.HASH, JOB, TOKEN, 60, fundNano, 1, funding);
  }

  @Test
  void whatANodeDidNotGetIsSentByTheNextCommandWithItsMoneyAndOnce() throws Exception {
    try (NodeClient away = new NodeClient(URI.create("http://127.0.0.1:1"))) {
      assertThatThrownBy(() -> order(away, 3 * TOKEN)).isInstanceOf(NodeException.class);
    }
    assertThat(market.orders().pending()).isEmpty();
    renter = open();

    renter.deliver(client);
    renter.deliver(client);

    GroupKey order = renter.notes().getFirst().order();
    assertThat(market.orders().pending()).extracting(Orders.Pending::order).containsExactly(order);
    seal();
    assertThat(market.orders().standing(order).orElseThrow().purseNano()).isEqualTo(3 * TOKEN);
    assertThat(renter.note(order)).isPresent();
  }

  @Test
  void whatCannotBeFundedIsNotOrdered() throws Exception {
    assertThatThrownBy(() -> order(client, 1_000 * TOKEN))
        .isInstanceOf(RenterException.class)
        .hasMessageContaining("no_balance");

    renter.deliver(client);

    assertThat(market.orders().pending()).isEmpty();
  }

  @Test
  void noTwoOrdersHaveOneNumber() throws Exception {
    try (NodeClient away = new NodeClient(URI.create("http://127.0.0.1:1"))) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> order(away, TOKEN)).isInstanceOf(NodeException.class);
        renter = open();
      }
    }
    // The first order waits; the second was never made, since the first could not be sent.
    assertThat(renter.notes()).hasSize(1);
    GroupKey first = renter.notes().getFirst().order();
    renter.deliver(client);
    assertThatThrownBy(() -> order(client, TOKEN)).hasMessageContaining("old_sequence");
    assertThat(renter.notes())
        .extracting(OrderNote::order)
        .hasSize(2)
        .contains(first)
        .doesNotHaveDuplicates();
  }
}
