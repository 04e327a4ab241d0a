package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.epoch.SealedEpoch;

/** What those who ask much or listen slowly cost. */
final class BoundsTest {
  @TempDir Path directory;

  @Test
  void whoListensTooSlowlyIsDroppedAndHoldsNobodyUp() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      SealedEpoch sealed = node.closeEpoch();
      EpochDigest digest = EpochDigest.of(sealed.header(), sealed.outcome());
      Events events = new Events(ViewLimits.USUAL);
      try (Events.Listener slow = events.listen(Optional.empty(), Optional.empty()).orElseThrow()) {
        for (int i = 0; i < ViewLimits.USUAL.eventQueue(); i++) {
          events.sealed(sealed, digest);
        }
        assertThat(slow.isDropped()).isFalse();
        events.sealed(sealed, digest);
        assertThat(slow.isDropped()).isTrue();
        assertThat(Thread.interrupted()).as("a write that is stuck ends").isTrue();
        assertThat(events.listening()).isZero();
      }
    }
  }

  @Test
  void theRunningEpochIsComputedAtMostOnceASecondHoweverManyAsk() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      AtomicLong nanos = new AtomicLong();
      Provisional provisional = new Provisional(node.sources(), ViewLimits.USUAL, nanos::get);
      assertThat(provisional.of(sender.key.id()).orElseThrow().rewards()).isEmpty();
      node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      nanos.set(999_999_999);
      assertThat(provisional.of(sender.key.id()).orElseThrow().rewards()).isEmpty();
      nanos.set(1_000_000_000);
      assertThat(provisional.of(sender.key.id()).orElseThrow().rewards()).hasSize(1);
      assertThat(provisional.lastAnswered(0, TestRules.AIR, sender.key.id())).isPresent();
      assertThat(provisional.lastAnswered(1, TestRules.AIR, sender.key.id())).isEmpty();
    }
  }

  /** Memory keeps the newest epochs; an epoch larger than the bound is kept alone. */
  @Test
  void memoryForgetsTheOldestFirst() throws Exception {
    ViewLimits usual = ViewLimits.USUAL;
    ViewLimits small =
        new ViewLimits(
            10, 1, 1, 1, 1, 1, usual.heartbeat(), usual.provisionalEvery(), usual.pulseEvery(), 1);
    try (TestNode node = TestNode.start(directory)) {
      History history = new History(node.sources().archive(), small);
      for (int number = 0; number < 2; number++) {
        TestSender sender = node.sender(TestRules.AIR, number);
        node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      }
      for (int epoch = 0; epoch < 3; epoch++) {
        SealedEpoch sealed = node.closeEpoch();
        history.add(EpochDigest.of(sealed.header(), sealed.outcome()));
        assertThat(history.recent(epoch)).isPresent();
      }
      assertThat(history.recent(0)).isEmpty();
      assertThat(history.archived(0).orElseThrow().lines()).isEqualTo(2);
      assertThat(history.archived(9)).isEmpty();
    }
  }
}
