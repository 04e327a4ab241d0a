package polder.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import polder.networks.GroupKey;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.protocol.Hash;

/** What a renter does at the command line, from a job's file to its result. */
final class MarketCommandsTest extends MarketScene {
  private static final String PROGRAM =
      """
      job: wasm
      module: app.wasm
      fuel: 1M
      memory: 1Mi
      """;

  private String program;

  @BeforeEach
  void write() throws Exception {
    file("app.wasm", "\0asm");
    program = file("job.yaml", PROGRAM);
  }

  private Going run(String typed, String... more) {
    String[] all = new String[3 + more.length];
    all[0] = "run";
    all[1] = "--owner";
    all[2] = path("renter.key");
    System.arraycopy(more, 0, all, 3, more.length);
    return go(typed, all);
  }

  /** A first order: the client is new, and may put files once its enrolment is sealed. */
  private GroupKey order(Going going) throws Exception {
    going.says("waiting for the end of this epoch");
    seal();
    going.says("ordered order-");
    return ordered();
  }

  @Test
  void aProgramIsOrderedWatchedAndItsResultPrinted() throws Exception {
    Going going = run("y\n", program, "--limit", "4");
    GroupKey order = order(going);
    assertThat(going.text())
        .contains("nothing comparable was ordered lately")
        .contains("at most 4 tokens, within 1 h")
        .contains("2 of 2 machines that stand in the market have what it needs")
        .as("the price, and three checks at half of it")
        .contains("10 tokens go into the order's purse");
    sealBid("one", order, 3 * TOKEN);
    sealBid("two", order, 2 * TOKEN);
    seal();
    going.says("2 machines have bid under seal");
    openBid("one", order, 3 * TOKEN);
    openBid("two", order, 2 * TOKEN);
    seal();
    going.says(key("two").id().did() + " of " + account("two") + " won at 2 tokens");
    going.says(
        key("one").id().did()
            + " asked 3 tokens: another machine's bid was lower, reputation counted in");
    Hash output = put("two", "forty-two\n");
    sealResult("two", order, output);
    seal();
    going.says("1 of 1 machines have a result under seal");
    openResult("two", order, output);
    seal();

    assertThat(going.end()).as(going.text()).isEqualTo(ExitCode.DONE);
    assertThat(going.text())
        .contains("it is over: the result is there and paid")
        .contains("2 tokens to " + account("two"))
        .contains("8 of 10 tokens came back")
        .endsWith("the result:\nforty-two\n");
    assertThat(command("orders").out()).contains(order.text()).contains("over: done");
    assertThat(command("orders", order.text()).out())
        .contains("result " + output)
        .contains("when a bid won")
        .contains(key("two").id().did() + ": its bid won; asked 2 tokens")
        .contains("of 10 tokens in its purse 2 were paid, and 8 came back");
    seal();
    assertThat(command("estimate", program).out())
        .contains("2 tokens to 2 tokens")
        .contains("of 1 comparable orders");
  }

  @Test
  void theResultGoesIntoAFile() throws Exception {
    Going going = run("", program, "--limit", "1", "--yes", "--out", path("out.bin"));
    GroupKey order = order(going);
    sealBid("one", order, TOKEN);
    seal();
    openBid("one", order, TOKEN);
    seal();
    Hash output = put("one", "\1\2\3");
    sealResult("one", order, output);
    seal();
    openResult("one", order, output);
    seal();

    assertThat(going.end()).as(going.text()).isEqualTo(ExitCode.DONE);
    assertThat(Files.readString(folder.resolve("out.bin"))).isEqualTo("\1\2\3");
  }

  private String service() throws Exception {
    return file(
        "web.yaml",
        """
        version: "2.0"
        services:
          web:
            image: nginx:1.27
            expose:
              - port: 80
                as: 8080
                to:
                  - global: true
        profiles:
          compute:
            web:
              resources:
                cpu:
                  units: 1
                memory:
                  size: 64Mi
                storage:
                  size: 64Mi
          placement:
            anywhere:
              pricing:
                web:
                  denom: uakt
                  amount: 1000
        deployment:
          web:
            anywhere:
              profile: web
              count: 1
        """);
  }

  @Test
  void aServiceIsCountedAsLongAsItAnswersUntilItIsClosed() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Going going = run("", service(), "--limit", "3.6", "--for", "1h", "--yes");
      GroupKey order = order(going);
      assertThat(going.text()).contains("3.6 tokens go into the order's purse");
      sealBid("one", order, 900_000);
      seal();
      openBid("one", order, 900_000);
      seal();
      going.says("won at 3.24 tokens an hour");
      door.runs("web", 8080, socket.getLocalPort());
      long seen = 0;
      for (int epoch = 0; epoch < 60 && seen == 0; epoch++) {
        String before = going.text();
        say("one", new Said.Count(order, 2 + epoch));
        seal();
        Phase.Running running =
            (Phase.Running) market.orders().standing(order).orElseThrow().state().phase();
        seen = running.meter().renterSeconds();
        going.saysMoreThan(before);
      }
      assertThat(seen).as(going.text()).isPositive();
      going.says("web, port 8080, is at 127.0.0.1:" + socket.getLocalPort());
      assertThat(command("orders", order.text()).out())
          .contains("asked 3.24 tokens an hour")
          .containsPattern("counted [0-9]+ s, [0-9]+ s of them seen by its renter")
          .containsPattern("of 3\\.6 tokens in its purse 0\\.[0-9]+ are paid until now, and 3\\.5");

      Ended closed = command("close", order.text());
      assertThat(closed.code()).as(closed.err()).isEqualTo(ExitCode.DONE);
      seal();
      seal();
      assertThat(going.end()).as(going.text()).isEqualTo(ExitCode.DONE);
      assertThat(going.text()).contains("it is over: the renter closed it");
      assertThat(command("orders").out()).contains("over: closed_by_renter");
    }
  }

  /** However short an epoch is, a question falls into the time in which the count is said. */
  @Test
  void theCountIsSaidInEachEpoch() {
    OrderWatch.Pace pace = OrderWatch.Pace.USUAL;
    for (long epochMillis : new long[] {1_000, 3_000, 10_000, 60_000, 3_600_000}) {
      assertThat(pace.marginMillis(epochMillis)).isGreaterThan(pace.askMillis());
    }
    assertThat(pace.marginMillis(60_000)).isEqualTo(10_000);
  }

  @Test
  void whatIsDetachedIsFoundAmongTheOrders() throws Exception {
    Going going = run("", program, "--limit", "1", "--yes", "--detach", "--for", "30m");
    GroupKey order = order(going);
    assertThat(going.end()).isEqualTo(ExitCode.DONE);
    assertThat(command("orders").out()).contains(order.text() + "  job.yaml  new");
    seal();
    Said.Order said = market.orders().standing(order).orElseThrow().state().order();
    assertThat(said.proof()).isEqualTo(Proof.HASH);
    assertThat(said.seconds()).isEqualTo(1_800);
    assertThat(market.orders().standing(order).orElseThrow().purseNano()).isEqualTo(5 * TOKEN / 2);

    // The client is known by now.
    Going second = run("", program, "--limit", "1", "--yes", "--detach");
    assertThat(second.end()).as(second.text()).isEqualTo(ExitCode.DONE);
    assertThat(ordered()).isNotEqualTo(order);
    assertThat(command("close", order.text()).code()).isEqualTo(ExitCode.DONE);
    seal();
    assertThat(market.order(order, OptionalLong.empty()).orElseThrow().over()).isTrue();
    assertThat(command("orders").out()).contains("over: closed_by_renter");
  }

  @Test
  void aContainerThatEndsIsOrderedWithItsQuorumAndAPurseForAllWhoMayBeDrawn() throws Exception {
    String batch =
        file(
            "batch.yaml",
            """
            job: batch
            image: alpine@sha256:%s
            args: [echo, hello]
            quorum: 3
            memory: 64Mi
            """
                .formatted("0".repeat(64)));
    Going going = run("", batch, "--limit", "1", "--yes", "--detach");
    GroupKey order = order(going);
    assertThat(going.end()).as(going.text()).isEqualTo(ExitCode.DONE);
    assertThat(going.text())
        .contains("at most 1 tokens to each of 3 machines, within 1 h")
        .contains("0 of 2 machines that stand in the market have what it needs; unless");

    seal();
    Said.Order said = market.orders().standing(order).orElseThrow().state().order();
    assertThat(said.proof()).isEqualTo(Proof.QUORUM);
    assertThat(said.quorum()).isEqualTo(3);
    // Three more may be drawn in this market.
    assertThat(market.orders().standing(order).orElseThrow().purseNano()).isEqualTo(6 * TOKEN);
  }

  /** No machine of this market has Blender. */
  @Test
  void aPictureIsOrderedByItsTilesAndItsRenterHearsThatNobodyOffersThat() throws Exception {
    file("scene.blend", "no scene, which nobody opens here");
    String few = file("few.yaml", render("1..2"));
    Going going = run("", few, "--limit", "1", "--yes", "--detach");
    GroupKey order = order(going);
    assertThat(going.end()).isEqualTo(ExitCode.DONE);
    assertThat(going.text()).contains("0 of 2 machines").contains("nobody will bid");
    seal();
    assertThat(market.orders().standing(order).orElseThrow().state().order().parts()).isEqualTo(16);

    String many = file("many.yaml", render("1..129"));
    refused(
        ExitCode.BAD_INPUT,
        "at most 1024 tiles, and this is of 1032",
        "run",
        many,
        "--owner",
        path("renter.key"),
        "--limit",
        "1",
        "--yes");
  }

  private static String render(String frames) {
    return """
    job: render
    scene: scene.blend
    frames: %s
    tiles: 4x2
    samples: 16
    blender: "3.4"
    memory: 1Gi
    """
        .formatted(frames);
  }

  @Test
  void machinesAreListed() throws Exception {
    assertThat(command("machines").out())
        .contains(key("one").id().did())
        .contains("8 GiB")
        .contains("SPEED")
        .contains("not timed")
        .contains("containers wasm");
  }

  private void refused(ExitCode code, String words, String... arguments) throws Exception {
    Ended ended = command(arguments);
    assertThat(ended.code()).as(ended.out() + ended.err()).isEqualTo(code);
    assertThat(ended.err()).contains(words);
  }

  @Test
  void nothingIsOrderedThatIsWrongOrThatNobodyAgreedTo() throws Exception {
    Going no = run("n\n", program, "--limit", "1");
    assertThat(no.end()).isEqualTo(ExitCode.NO);
    String key = path("renter.key");
    refused(
        ExitCode.BAD_INPUT,
        "say what you would pay at most",
        "run",
        program,
        "--owner",
        key,
        "--yes");
    refused(
        ExitCode.BAD_INPUT,
        "the balance of " + account("renter") + " is 100",
        "run",
        program,
        "--owner",
        key,
        "--yes",
        "--limit",
        "90");
    refused(
        ExitCode.BAD_INPUT,
        "line 3, column 1: fuel",
        "run",
        file("bad.yaml", "job: wasm\nmodule: app.wasm\nfuel: much\nmemory: 1Mi\n"),
        "--owner",
        key);
    refused(
        ExitCode.BAD_INPUT,
        "there is no file",
        "run",
        file("gone.yaml", PROGRAM.replace("app.wasm", "gone.wasm")),
        "--owner",
        key);
    refused(ExitCode.BAD_INPUT, "there is no", "run", program, "--owner", path("none.key"));
    refused(
        ExitCode.BAD_INPUT,
        "no market of computing called air; it has market",
        "machines",
        "--network",
        "air");
    refused(ExitCode.USAGE, "no time for --for", "run", program, "--owner", key, "--for", "long");
    refused(ExitCode.USAGE, "say --yes", "run", program, "--owner", key, "--json");
    refused(ExitCode.BAD_INPUT, "web is no order's name", "close", "web");
    String stranger = "order-" + "0".repeat(32);
    refused(ExitCode.BAD_INPUT, "no order of this client", "close", stranger);
    refused(ExitCode.BAD_INPUT, "remembers no order", "orders", stranger);
    assertThat(command("orders").out()).contains("no orders yet");
    assertThat(market.orders().pending()).isEmpty();
  }

  @Test
  void whatWasLeftIsWatchedAgainAndItsResultFetched() throws Exception {
    Going going = run("", program, "--limit", "1", "--yes", "--detach");
    GroupKey order = order(going);
    assertThat(going.end()).isEqualTo(ExitCode.DONE);
    assertThat(going.text()).contains("`polder watch ORDER` goes on from here");
    sealBid("one", order, TOKEN);
    seal();
    openBid("one", order, TOKEN);
    seal();
    Going again = go("", "watch", order.text(), "--out", path("later.bin"));
    again.says("won at 1 tokens");
    Hash output = put("one", "later");
    sealResult("one", order, output);
    seal();
    openResult("one", order, output);
    seal();
    assertThat(again.end()).as(again.text()).isEqualTo(ExitCode.DONE);
    assertThat(Files.readString(folder.resolve("later.bin"))).isEqualTo("later");

    assertThat(command("watch", "order-" + "0".repeat(32)).err())
        .contains("this client has ordered nothing called order-000");
  }
}
