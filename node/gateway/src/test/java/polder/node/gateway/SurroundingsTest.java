package polder.node.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.epoch.Standing;
import polder.networks.EpochWindow;
import polder.ports.Time;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import polder.protocol.merkle.StateTree;

final class SurroundingsTest {
  private static final long START = 1_000_000;

  private record Standstill(long nowMillis) implements Time {
    @Override
    public void awaitMillis(long millis) {
      throw new AssertionError("nobody waits here");
    }
  }

  private static Manifests manifests() {
    TreeMap<String, Value> emission = new TreeMap<>();
    emission.put("per_day", new Value.Whole(1));
    emission.put("halving", new Value.Text("1d"));
    TreeMap<String, Value> top = new TreeMap<>();
    top.put("name", new Value.Text("test"));
    top.put("chain_id", new Value.Whole(1));
    top.put("genesis_millis", new Value.Whole(0));
    top.put("epoch", new Value.Text("10s"));
    top.put("emission", new Value.Table(emission));
    top.put("grace", new Value.Text("5s"));
    top.put("clock_tolerance", new Value.Text("5s"));
    top.put("snapshot_every", new Value.Whole(1));
    top.put("messages_per_epoch", new Value.Whole(1));
    return Manifests.of(new Value.Table(top), java.util.List.of());
  }

  private static Surroundings at(long nowMillis) {
    EpochWindow running = new EpochWindow(7, START, START + 10_000, 5_000, 5_000);
    Standing standing =
        new Standing(
            Optional.empty(),
            StateTree.of(new TreeMap<polder.protocol.Bytes, polder.protocol.Bytes>().entrySet()),
            manifests(),
            Map.of());
    return new Surroundings(() -> standing, () -> running, new Standstill(nowMillis));
  }

  @Test
  void judgeByTheWindowThatTheClockWaitsFor() {
    assertThat(at(START + 5_000).window(7).endMillis()).isEqualTo(START + 10_000);
  }

  /** Closing may take long; what is measured meanwhile is of the next window, not of the future. */
  @Test
  void judgeByTheNextWindowWhileAnEpochIsClosed() {
    EpochWindow window = at(START + 25_000).window(8);
    assertThat(window.epoch()).isEqualTo(8);
    assertThat(window.startMillis()).isEqualTo(START + 20_000);
    assertThat(window.isFuture(START + 25_000)).isFalse();
    assertThat(at(START + 5_000).window(8).startMillis()).isEqualTo(START + 10_000);
  }
}
