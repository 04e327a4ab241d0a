package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.GroupKey;
import polder.networks.compute.Lease;
import polder.networks.compute.OrderState;
import polder.networks.compute.OrderState.Phase;

/**
 * A machine's agent, the node and what runs are killed at every stage of an order: it is done all
 * the same, paid once, and nothing of it is left on the machine.
 */
@Tag("full")
class MarketKillTest {
  private static final long TOKEN = MarketProcesses.TOKEN;
  private static final long PRICE = 500_000;
  private static final int PATIENCE_MILLIS = 90_000;

  @TempDir Path folder;
  private MarketProcesses market;

  @BeforeEach
  void start() throws Exception {
    WebImage.make(folder);
    // Who is killed comes back within some epochs, which here are short.
    market = MarketProcesses.start(folder, "4s", 10);
    market.lend(1, "--price-core", "3.6", "--price-memory", "0", "--price-job", "0.25");
    // Dearer than the limits of containers: it only looks, and checks.
    market.lend(2, "--price-core", "3600", "--price-memory", "0", "--price-job", "0.5");
    market.awaitStanding(2);
  }

  @AfterEach
  void end() throws Exception {
    market.close();
  }

  private void await(String what, ChildNode.Condition condition) throws Exception {
    market.node().await(what, condition);
  }

  private Optional<Phase> phase(GroupKey order) throws IOException, InterruptedException {
    return market.order(order).map(OrderState::phase);
  }

  @Test
  void aLeaseOutlivesItsAgentItsNodeAndItsOwnProcess() throws Exception {
    KernelTraces traces = market.traces(1);
    market.machine(1).kill();
    GroupKey order =
        market.ordered(
            market.run(
                market.job("web.yaml", WebImage.job()),
                "--limit",
                "36",
                "--for",
                "1h",
                "--detach"));
    market.killMachine(1);
    untilItRuns(order, traces);
    long first = traces.workload().getFirst();
    long firstBegan = KernelTraces.began(first);
    String address = address(order);

    market.machine(1).kill();
    assertThat(WebImage.page(address)).as("nobody forwards").isEmpty();
    market.killMachine(1);
    await("the service after its agent died", () -> answers(address));
    assertThat(traces.workload()).contains(first);
    assertThat(KernelTraces.began(first)).isEqualTo(firstBegan);

    long before = market.paidSeconds(order);
    await("more pay", () -> market.paidSeconds(order) > before);
    long killed = KernelTraces.now();
    KernelTraces.kill(first);
    await("the dead service to be silent", () -> !answers(address));
    await("another process in its place", () -> !traces.workload().isEmpty() && answers(address));
    long second = traces.workload().getFirst();
    assertThat(second).isNotEqualTo(first);
    long secondBegan = KernelTraces.began(second);

    market.killNode();
    assertThat(WebImage.page(address)).as("while the node was away").isEqualTo(WebImage.PAGE);
    long then = market.paidSeconds(order);
    await("more pay after the node died", () -> market.paidSeconds(order) > then);

    ends(order, traces);
    long lived = killed - firstBegan + KernelTraces.now() - secondBegan;
    paidFor(order, lived / KernelTraces.TICKS + 1);
  }

  /** Kills its agent as it bids, as its bid is opened, as it has won, as its image is unpacked. */
  private void untilItRuns(GroupKey order, KernelTraces traces) throws Exception {
    await("its bid", () -> market.machine(1).hasSaid("bids for " + order));
    market.killMachine(1);
    await(
        "its bid under seal",
        () ->
            phase(order)
                .filter(its -> its instanceof Phase.Bidding bidding && !bidding.bids().isEmpty())
                .isPresent());
    market.killMachine(1);
    market.killNode();
    await("its word", () -> market.machine(1).hasSaid("messages for good") || won(order));
    market.killMachine(1);
    await("its bid to win", () -> won(order));
    await(
        "an image being brought",
        () -> !traces.tools("skopeo").isEmpty() || market.machine(1).hasSaid("bringing"));
    market.killMachine(1);
    await(
        "an image being unpacked",
        () -> !traces.tools("umoci").isEmpty() || !traces.workload().isEmpty());
    market.killMachine(1);
    await("the service", () -> !traces.workload().isEmpty() && answers(address(order)));
  }

  private boolean won(GroupKey order) throws IOException, InterruptedException {
    return phase(order).filter(Phase.Running.class::isInstance).isPresent();
  }

  /** Closes the order, and kills its agent and the node while last counts are awaited. */
  private void ends(GroupKey order, KernelTraces traces) throws Exception {
    assertThat(traces.all(market.meant())).as("what the kernel has of it").isNotEmpty();
    assertThat(market.rent("close", order.text()).code()).isZero();
    await(
        "its end to be near",
        () ->
            phase(order)
                    .filter(
                        its -> its instanceof Phase.Running running && running.ending().isPresent())
                    .isPresent()
                || market.isOver(order));
    market.killMachine(1);
    market.killNode();
    market.awaitEnd(order);
    market.killMachine(1);
    await("nothing to be left of it", () -> traces.all(market.meant()).isEmpty());
    assertThat(market.strangers()).isEmpty();
  }

  /** Paid in whole seconds, no more than the kernel knows of its processes' lives. */
  private void paidFor(GroupKey order, long mostSeconds) throws Exception {
    Purse purse = market.purse(order);
    long seconds = purse.paidNano() / PRICE;
    System.out.println(seconds + " s paid of " + mostSeconds + " s that its processes lived");
    assertThat(purse.paid()).containsOnlyKeys(market.account("owner1"));
    assertThat(purse.paidNano()).isEqualTo(seconds * PRICE);
    assertThat(seconds).isBetween(4L, mostSeconds);
    purse.assertWhole();
    nothingIsLost();
  }

  private void nothingIsLost() throws Exception {
    market.assertNothingIsLost();
    assertThat(market.machines()).allMatch(its -> its.bad() == 0);
    market.assertSameRoots();
  }

  private static boolean answers(String address) throws InterruptedException {
    return WebImage.page(address).equals(WebImage.PAGE);
  }

  /** Where the machine's door says that the service is. */
  private String address(GroupKey order) throws IOException, InterruptedException {
    Lease lease = market.order(order).orElseThrow().lease().orElseThrow();
    return WebImage.address(lease, order);
  }

  @Test
  void aResultIsWorkedOutCheckedAndPaidOnceWhoeverIsKilled() throws Exception {
    ChildNode run = market.run(program("count", 1_500_000_000), "--limit", "1");
    GroupKey order = market.ordered(run);
    await("its work", () -> Files.exists(work(1, order)));
    market.killMachine(1);
    await("its result", () -> market.machine(1).hasSaid("worked out " + order));
    market.killMachine(1);
    await("its result under seal", () -> runners(order).sealed() >= 1);
    market.killNode();
    await("the checker's work", () -> Files.exists(work(2, order)));
    market.killMachine(2);
    await("the checker's result", () -> market.machine(2).hasSaid("worked out " + order));
    market.killMachine(2);
    await("both under seal", () -> runners(order).sealed() == 2 || market.isOver(order));
    market.killMachine(1);
    market.killNode();
    await("one to be open", () -> runners(order).opened() >= 1 || market.isOver(order));
    market.killMachine(2);
    market.killNode();
    market.awaitEnd(order);
    assertThat(run.endsWithin(PATIENCE_MILLIS)).as(run.said()).isTrue();

    assertThat(run.said()).endsWith("the result:\n" + CountingProgram.RESULT);
    Purse purse = market.purse(order);
    assertThat(purse.paid())
        .isEqualTo(
            Map.of(market.account("owner1"), TOKEN / 4, market.account("owner2"), TOKEN / 8));
    purse.assertWhole();
    for (int machine : List.of(1, 2)) {
      await("its work to be cleared", () -> !Files.exists(work(machine, order)));
    }
    assertThat(market.strangers()).isEmpty();
    nothingIsLost();
  }

  private Path work(int machine, GroupKey order) {
    return market.state(machine).resolve("work").resolve(order.text() + ".log");
  }

  private record Runners(long sealed, long opened) {}

  private Runners runners(GroupKey order) throws IOException, InterruptedException {
    return phase(order)
        .filter(Phase.Working.class::isInstance)
        .map(Phase.Working.class::cast)
        .map(its ->
            new Runners(
                its.runners().stream().filter(one -> one.seal().isPresent()).count(),
                its.runners().stream().filter(one -> one.result().isPresent()).count()))
        .orElse(new Runners(0, 0));
  }

  private String program(String name, int turns) throws IOException {
    return CountingProgram.write(folder, name, turns).toString();
  }
}
