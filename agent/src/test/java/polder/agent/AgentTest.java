package polder.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.KeyFile;
import polder.agent.AgentEvent.Kind;
import polder.agent.format.Lines;
import polder.agent.source.Backoff;
import polder.agent.source.Intake;
import polder.agent.source.ReadingSource;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

@Timeout(60)
class AgentTest {
  private static final long NOW = 1_800_000_000_000L;

  @TempDir Path folder;

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final BlockingQueue<AgentEvent> events = new LinkedBlockingQueue<>();
  private final List<AgentEvent> seen = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong clock = new AtomicLong(NOW);

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  /** A source that measures when the test says so. */
  private static final class Hand implements ReadingSource {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private static final String END = "end";

    Hand measure(String line) {
      lines.add(line);
      return this;
    }

    Hand end() {
      return measure(END);
    }

    @Override
    public String name() {
      return "hand";
    }

    @Override
    public boolean ends() {
      return true;
    }

    @Override
    public void run(Intake intake) throws java.io.IOException, InterruptedException {
      Lines format = new Lines();
      for (String line = lines.take(); !line.equals(END); line = lines.take()) {
        intake.take(format.parse(line), Optional.empty());
      }
    }
  }

  private AgentSettings settings(URI node, long batchMillis, boolean once) {
    return settings(List.of(node), batchMillis, once);
  }

  private AgentSettings settings(List<URI> nodes, long batchMillis, boolean once) {
    SortedMap<String, String> map = new TreeMap<>();
    return new AgentSettings(
        nodes,
        folder,
        folder.resolve("agent.key"),
        Optional.empty(),
        map,
        Optional.of(batchMillis),
        1 << 20,
        once,
        once ? 200 : 20_000);
  }

  private Agent agent(URI node, long batchMillis) {
    return agent(settings(node, batchMillis, false));
  }

  private Agent agent(AgentSettings settings) {
    return new Agent(
        settings,
        event -> {
          seen.add(event);
          events.add(event);
        },
        clock::incrementAndGet,
        new Backoff(1, 20));
  }

  private AgentEvent await(Kind kind) throws InterruptedException {
    return await(kind, "");
  }

  private AgentEvent await(Kind kind, String text) throws InterruptedException {
    while (true) {
      AgentEvent event = events.poll(30, TimeUnit.SECONDS);
      assertThat(event).as("an event %s after %s", kind, seen).isNotNull();
      if (event.kind() == kind && event.text().contains(text)) {
        return event;
      }
    }
  }

  private <T> Future<T> start(Callable<T> task) {
    return executor.submit(task);
  }

  private static List<String> values(List<DeviceMessage> messages) {
    List<String> values = new ArrayList<>();
    for (DeviceMessage message : messages) {
      for (SenmlRecord reading : SenmlPack.decode(message.payload())) {
        values.add(((SenmlValue.Number) reading.value()).value().toPlainString());
      }
    }
    return values;
  }

  @Test
  void everythingArrivesOnceAndInOrderThroughOfflineBusyLostAnswersAndRestarts() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    URI address = URI.create("http://127.0.0.1:" + port);
    try (FakeNode first = FakeNode.start(port, FakeNode.Mood.ACCEPT)) {
      // Meets the node once, so that it knows what is measured.
      agent(address, 1).run(period -> List.of(new Hand().end()));
    }
    Hand offline = new Hand();
    Agent agent = agent(address, 1);
    Future<Agent.Result> run = start(() -> agent.run(period -> List.of(offline)));
    for (int i = 0; i < 20; i++) {
      offline.measure("temperature=" + i);
      await(Kind.SIGNED);
    }
    agent.stop();
    assertThat(run.get().waiting()).isEqualTo(20);
    // Said once, not with each reading.
    assertThat(seen).filteredOn(event -> event.kind() == Kind.WAITING).hasSize(1);

    Hand online = new Hand();
    Agent again = agent(address, 1);
    Future<Agent.Result> second = start(() -> again.run(period -> List.of(online)));
    await(Kind.STARTED);
    try (FakeNode node = FakeNode.start(port, FakeNode.Mood.BUSY)) {
      await(Kind.WAITING, "busy");
      node.mostMessages(3);
      node.losesAnswerTo(message -> true);
      node.mood(FakeNode.Mood.FAIL);
      online.measure("temperature=20");
      await(Kind.SIGNED);
      node.losesAnswerTo(message -> true);
      node.mood(FakeNode.Mood.ACCEPT);
      online.measure("temperature=21").end();
      Agent.Result result = second.get();

      assertThat(result.waiting()).isZero();
      assertThat(result.sent()).isEqualTo(22);
      assertThat(node.accepted()).extracting(DeviceMessage::sequence).isSorted();
      assertThat(values(node.accepted()))
          .containsExactlyElementsOf(
              java.util.stream.IntStream.range(0, 22).mapToObj(Integer::toString).toList());
      // What the node promised is kept, one receipt for each message.
      assertThat(
              polder.protocol.codec.CborSequence.split(
                  Files.readAllBytes(folder.resolve("receipts.cbor")), 1000))
          .hasSize(22);
    }
  }

  @Test
  void oneSignatureCoversABatchInTheNetworksUnits() throws Exception {
    try (FakeNode node = FakeNode.start()) {
      Hand hand = new Hand();
      hand.measure(
          "{\"BME280\":{\"Temperature\":70.7,\"Humidity\":40.1,\"Pressure\":1013.25},"
              + "\"TempUnit\":\"F\",\"PressureUnit\":\"hPa\"}");
      hand.measure("humidity=41 time=1799999999.5");
      hand.measure("BME280.Humidity=41").end();
      agent(node.address(), 600_000).run(period -> List.of(hand));

      assertThat(node.accepted()).hasSize(1);
      DeviceMessage message = node.accepted().getFirst();
      assertThat(message.network()).isEqualTo("air");
      assertThat(message.via()).isEmpty();
      assertThat(SenmlPack.decode(message.payload()))
          .extracting(SenmlRecord::name, SenmlRecord::unit)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("temperature", "Cel"),
              org.assertj.core.groups.Tuple.tuple("humidity", "%RH"),
              org.assertj.core.groups.Tuple.tuple("pressure", "Pa"));
      assertThat(values(node.accepted())).containsExactly("21.5", "40.1", "101325");
      assertThat(seen)
          .extracting(AgentEvent::text)
          .anyMatch(text -> text.contains("humidity is left out") || text.contains("left out"));
    }
  }

  @Test
  void aDeviceThatIsNotEnrolledSaysHowAndKeepsItsReadings() throws Exception {
    try (FakeNode node = FakeNode.start()) {
      node.mood(FakeNode.Mood.NOT_ENROLLED);
      Agent.Result result =
          agent(settings(node.address(), 1, true))
              .run(period -> List.of(new Hand().measure("temperature=1").end()));
      assertThat(result.waiting()).isEqualTo(1);
      assertThat(await(Kind.NOT_ENROLLED).text())
          .contains(
              "polder device enroll --node "
                  + node.address()
                  + " --network air --key "
                  + folder.resolve("agent.key").toAbsolutePath());

      node.mood(FakeNode.Mood.ACCEPT);
      Agent.Result later = agent(node.address(), 1).run(period -> List.of(new Hand().end()));
      assertThat(later.sent()).isEqualTo(1);
      assertThat(values(node.accepted())).containsExactly("1");
    }
  }

  @Test
  void whatIsRefusedForGoodIsSaidAndLetsTheRestThrough() throws Exception {
    try (FakeNode node = FakeNode.start()) {
      node.mood(FakeNode.Mood.MALFORMED);
      Agent.Result result =
          agent(node.address(), 1)
              .run(period -> List.of(new Hand().measure("temperature=1").end()));
      assertThat(result.refused()).isEqualTo(1);
      assertThat(result.waiting()).isZero();
      assertThat(await(Kind.REFUSED).text()).contains("malformed").contains("because of the test");
    }
  }

  @Test
  void aSequenceThatWasUsedElsewhereIsReplacedByOneThatWasNot() throws Exception {
    try (FakeNode node = FakeNode.start()) {
      node.lastSequence(NOW + 1_000);
      clock.set(NOW);
      Hand hand = new Hand().measure("temperature=1");
      Agent agent = agent(node.address(), 1);
      Future<Agent.Result> run = start(() -> agent.run(period -> List.of(hand)));
      await(Kind.SIGNED);
      AgentEvent refused = await(Kind.REFUSED);
      // The clock is behind what the node has seen: said, not retried for ever.
      assertThat(refused.text()).contains("old_sequence");
      clock.set(NOW + 2_000);
      hand.measure("temperature=2").end();
      assertThat(run.get().sent()).isEqualTo(1);
      assertThat(values(node.accepted())).containsExactly("2");
    }
  }

  /** Nothing is lost while its owner finds out which copy is to stay. */
  @Test
  void aClonesReadingsWaitAndASecondKeySignsThemAnew() throws Exception {
    try (FakeNode node = FakeNode.start()) {
      agent(node.address(), 1).run(period -> List.of(new Hand().measure("temperature=1").end()));
      node.mood(FakeNode.Mood.CLONED);
      AgentSettings before = settings(node.address(), 1, true);
      Agent.Result cloned =
          agent(before).run(period -> List.of(new Hand().measure("temperature=2").end()));
      assertThat(cloned.waiting()).isEqualTo(1);
      assertThat(await(Kind.WAITING).text()).contains("cloned");

      node.mood(FakeNode.Mood.ACCEPT);
      node.replaced(KeyFile.device(before.key()).id());
      AgentSettings after =
          new AgentSettings(
              before.nodes(),
              folder,
              folder.resolve("new.key"),
              before.network(),
              before.map(),
              before.batchMillis(),
              before.bufferBytes(),
              true,
              before.waitMillis());
      Agent.Result rotated = agent(after).run(period -> List.of(new Hand().end()));
      assertThat(rotated.waiting()).isZero();
      assertThat(values(node.accepted())).containsExactly("1", "2");
      DeviceMessage last = node.accepted().getLast();
      assertThat(last.device()).isEqualTo(KeyFile.device(after.key()).id());
      assertThat(last.previous()).as("the new key's first message").isEmpty();
    }
  }

  @Test
  void aReceiptThatDoesNotHoldIsNoAcknowledgement() throws Exception {
    try (FakeNode node = FakeNode.start()) {
      node.badReceipts(true);
      Agent.Result result =
          agent(settings(node.address(), 1, true))
              .run(period -> List.of(new Hand().measure("temperature=1").end()));
      assertThat(result.waiting()).isEqualTo(1);
      assertThat(await(Kind.WAITING).text()).contains("receipt does not count");
    }
  }

  @Test
  void readingsOfADeadAgentAreSignedByTheNext() throws Exception {
    try (FakeNode node = FakeNode.start()) {
      agent(node.address(), 1).run(period -> List.of(new Hand().end()));
      try (Outbox outbox = Outbox.open(folder, 1 << 20, line -> {})) {
        outbox.add(
            List.of(
                new SenmlRecord(
                    "temperature",
                    "Cel",
                    new SenmlValue.Number(new java.math.BigDecimal("3.5")),
                    NOW - 5)),
            Optional.empty());
      }
      agent(node.address(), 600_000).run(period -> List.of(new Hand().end()));
      assertThat(values(node.accepted())).containsExactly("3.5");
    }
  }

  @Test
  void turnsToAnotherNodeOfTheDeploymentAndBelievesItsReceipts() throws Exception {
    URI gone;
    try (FakeNode node = FakeNode.start();
        FakeNode stranger = FakeNode.startStranger();
        FakeNode successor = FakeNode.startSuccessor()) {
      gone = node.address();
      Hand hand = new Hand();
      Agent agent =
          agent(settings(List.of(gone, stranger.address(), successor.address()), 1, false));
      Future<Agent.Result> running = start(() -> agent.run(period -> List.of(hand)));
      hand.measure("temperature=1.5");
      await(Kind.SENT);
      node.close();
      hand.measure("temperature=2.5");
      await(Kind.NOTICE, "sending to " + successor.address());
      await(Kind.SENT);
      hand.end();
      assertThat(running.get(30, TimeUnit.SECONDS).sent()).isEqualTo(2);
      assertThat(values(successor.accepted())).containsExactly("2.5");
      assertThat(stranger.accepted()).isEmpty();
    }
    // The first one is back and the other is gone, whose word it has: it asks who is there.
    Hand hand = new Hand().measure("temperature=2.75");
    Agent agent = agent(settings(List.of(gone), 1, false));
    Future<Agent.Result> running = start(() -> agent.run(period -> List.of(hand)));
    await(Kind.WAITING);
    try (FakeNode node = FakeNode.start(gone.getPort(), FakeNode.Mood.ACCEPT)) {
      await(Kind.WAITING, "another node signed it");
      await(Kind.SENT);
      hand.end();
      assertThat(running.get(30, TimeUnit.SECONDS).waiting()).isZero();
      assertThat(values(node.accepted())).containsExactly("2.75");
    }
    // It begins with what it was told last where nobody is there, and with whoever is there.
    try (FakeNode stranger = FakeNode.startStranger();
        FakeNode successor = FakeNode.startSuccessor()) {
      agent(settings(List.of(gone, stranger.address(), successor.address()), 600_000, false))
          .run(period -> List.of(new Hand().measure("temperature=3.5").end()));
      assertThat(values(successor.accepted())).containsExactly("3.5");
    }
  }

  @Test
  void asksForTheNetworkWhereSeveralAreMeant() throws Exception {
    try (FakeNode node = FakeNode.start()) {
      AgentSettings wrong =
          new AgentSettings(
              List.of(node.address()),
              folder,
              folder.resolve("agent.key"),
              Optional.of("water"),
              new TreeMap<>(),
              Optional.empty(),
              1 << 20,
              true,
              0);
      assertThatThrownBy(() -> agent(wrong).run(period -> List.of()))
          .isInstanceOf(OfferException.class)
          .hasMessageContaining("water")
          .hasMessageContaining("air, demo (simulated)");
    }
  }
}
