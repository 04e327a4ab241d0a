package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.GroupKey;
import polder.networks.compute.Lease;
import polder.protocol.money.Amounts;

/** Two strangers lend their machines, a third rents them, each by the program as it is started. */
@Tag("full")
class MarketTest {
  private static final long EPOCH_MILLIS = 3_000;
  private static final long TOKEN = MarketProcesses.TOKEN;
  private static final int PATIENCE_MILLIS = 60_000;

  @TempDir Path folder;
  private MarketProcesses market;

  @BeforeEach
  void start() throws Exception {
    WebImage.make(folder);
    market = MarketProcesses.start(folder, EPOCH_MILLIS / 1_000 + "s");
    market.lend(1, "--price-core", "3.6", "--price-memory", "0", "--price-job", "0.25");
    market.lend(2, "--price-core", "7.2", "--price-memory", "0", "--price-job", "0.5");
    market.awaitStanding(2);
  }

  @AfterEach
  void end() throws Exception {
    market.close();
  }

  @Test
  void aServiceOfAkashRunsIsMeteredAndPaidToTheLastUnit() throws Exception {
    String job = market.job("web.yaml", WebImage.job());
    ChildNode run = market.run(job, "--limit", "36");
    GroupKey order = market.ordered(run);
    run.await("the service", () -> run.hasSaid("web, port 80, is at 127.0.0.1:"));
    assertThat(WebImage.page(run)).isEqualTo(WebImage.PAGE);
    assertThat(market.traces(1).workload()).as("processes in containers").isNotEmpty();
    assertThat(market.traces(2).all(market.meant())).isEmpty();
    Lease lease = market.order(order).orElseThrow().lease().orElseThrow();
    assertThat(lease.priceNano()).as("half a core of 3.6 tokens an hour").isEqualTo(500_000);
    run.await("ten seconds", () -> market.paidSeconds(order) >= 10);
    assertThat(market.rent("orders", order.text()).out())
        .containsPattern("counted [0-9]+ s, [0-9]+ s of them seen by its renter or others");

    assertThat(market.rent("close", order.text()).code()).isZero();
    market.awaitEnd(order);
    assertThat(run.endsWithin(PATIENCE_MILLIS)).as(run.said()).isTrue();

    assertThat(run.said()).contains("it is over: the renter closed it");
    Purse purse = market.purse(order);
    assertThat(purse.fundedNano()).isEqualTo(36 * TOKEN);
    purse.assertWhole();
    assertThat(purse.paid()).containsOnlyKeys(market.account("owner1"));
    assertThat(purse.paidNano() % lease.priceNano()).isZero();
    assertThat(purse.paidNano() / lease.priceNano()).isGreaterThanOrEqualTo(10);
    market.node().await("all to be gone", () -> market.traces(1).all(market.meant()).isEmpty());
    toldToPeople(order, purse);
    market.assertNothingIsLost();
    market.assertSameRoots();
  }

  private void toldToPeople(GroupKey order, Purse purse) throws Exception {
    String paid = Amounts.format(purse.paidNano());
    assertThat(market.rent("orders").out()).contains(order.text(), "over: closed_by_renter");
    assertThat(market.rent("orders", order.text()).out())
        .contains(market.device(1).did() + ": its bid won; asked 1.8 tokens an hour")
        .contains("another machine's bid was lower", "asked 3.6 tokens an hour")
        .contains("of 36 tokens in its purse " + paid + " were paid")
        .contains(Amounts.format(purse.backNano()) + " came back");
    MarketProcesses.Said explained =
        market.read("explain", market.device(1).did(), Long.toString(purse.paidEpoch()));
    assertThat(explained.out())
        .as(explained.err())
        .contains(order.text())
        .contains("counts")
        .containsPattern("tokens paid to " + market.account("owner1") + " from the purse");
  }

  @Test
  void aProgramIsCheckedByTheOtherMachineAndBothArePaid() throws Exception {
    // The client's first order waits for its enrolment: what is measured is a renter's second one.
    worksOut(program("first", 1));
    for (int i = 0; i < 3; i++) {
      worksOut(program("count" + i, 200_000_000 + i));
    }
    market.assertNothingIsLost();
    market.assertSameRoots();
  }

  private void worksOut(String job) throws Exception {
    long begun = System.nanoTime();
    ChildNode run = market.run(job, "--limit", "1");
    GroupKey order = market.ordered(run);
    long ordered = System.nanoTime();
    Path log = market.state(1).resolve("work").resolve(order.text() + ".log");
    run.await("the program to begin", () -> Files.exists(log));
    long began = System.nanoTime();
    long beganMillis = System.currentTimeMillis();
    Lease lease = market.order(order).orElseThrow().lease().orElseThrow();
    System.out.println(
        "a program began "
            + epochs(began - begun)
            + " after `polder run` was started, "
            + epochs(began - ordered)
            + " after it had ordered, "
            + (beganMillis - lease.startMillis())
            + " ms after the end of the epoch that decided it");
    assertThat(run.endsWithin(PATIENCE_MILLIS)).as(run.said()).isTrue();

    assertThat(run.said())
        .contains("it is over: the result is there and paid")
        .endsWith("the result:\n" + CountingProgram.RESULT);
    Purse purse = market.purse(order);
    assertThat(purse.paid())
        .isEqualTo(
            Map.of(market.account("owner1"), TOKEN / 4, market.account("owner2"), TOKEN / 8));
    purse.assertWhole();
    assertThat(market.rent("orders", order.text()).out())
        .contains(market.device(1).did() + ": its bid won; asked 0.25 tokens")
        .contains("0.375 were paid");
    MarketProcesses.Said explained =
        market.read("explain", market.device(2).did(), Long.toString(purse.paidEpoch()));
    assertThat(explained.out())
        .as(explained.err())
        .contains("result_confirmed", "0.125 tokens paid");
    assertThat(leftOfTheWork()).isZero();
  }

  private static String epochs(long nanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    return millis + " ms (" + Amounts.format(millis * TOKEN / EPOCH_MILLIS) + " epochs)";
  }

  /** Files of machines' work; an order that is over leaves none. */
  private long leftOfTheWork() throws IOException, InterruptedException {
    market.node().await("the work to be cleared", () -> workFiles() == 0);
    return workFiles();
  }

  private long workFiles() throws IOException {
    long count = 0;
    for (int machine = 1; machine <= 2; machine++) {
      Path work = market.state(machine).resolve("work");
      if (Files.isDirectory(work)) {
        try (Stream<Path> files = Files.list(work)) {
          count += files.count();
        }
      }
    }
    return count;
  }

  private String program(String name, int turns) throws IOException {
    return CountingProgram.write(folder, name, turns).toString();
  }
}
