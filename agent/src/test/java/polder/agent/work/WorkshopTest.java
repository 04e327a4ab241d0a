package polder.agent.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.GroupKey;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Work;
import polder.ports.work.WasmEnd;
import polder.ports.work.WasmOutcome;
import polder.protocol.Hash;

/** A result stays on the machine until it may be opened, and until its order is over. */
final class WorkshopTest {
  private static final GroupKey ORDER = new GroupKey("order-1");
  private static final byte[] WORDS = "words".getBytes(StandardCharsets.UTF_8);
  private static final Hash OUTPUT = Hash.sha256(WORDS);

  @TempDir Path folder;

  private final Map<Hash, byte[]> node = new ConcurrentHashMap<>();
  private final Semaphore bell = new Semaphore(0);
  private final Job job =
      new Job(
          Need.of(
              List.of(
                  new Need.Unit("program", new Resources(1_000, 1, List.of(), GpuNeed.NONE), 1))),
          new Work.Wasm(Hash.sha256(new byte[0]), List.of(), Optional.empty(), 9, 9));

  private Workshop workshop;

  /** A node that keeps what it is given. */
  private final class Node implements Blobs {
    @Override
    public void get(Hash blob, Path file, long mostBytes) throws IOException {
      Files.write(file, node.getOrDefault(blob, new byte[0]));
    }

    @Override
    public void put(Path file) throws IOException {
      byte[] content = Files.readAllBytes(file);
      node.put(Hash.sha256(content), content);
    }

    @Override
    public boolean has(Hash blob) {
      return node.containsKey(blob);
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() {
    node.put(job.hash(), job.encode().toArray());
    workshop =
        new Workshop(
            new Workshop.House(
                folder.resolve("work"),
                new Stock(folder.resolve("blobs"), new Node(), 1 << 20, () -> 0),
                new Node(),
                (task, streams, stop) -> {
                  streams.output().write(WORDS);
                  return new WasmOutcome(new WasmEnd.Exited(0), 7, WORDS.length, OUTPUT);
                },
                Optional.empty(),
                Optional.empty(),
                bell::release),
            1);
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  private Outcome next() throws InterruptedException {
    bell.acquire();
    return workshop.finished().getFirst();
  }

  private void work() throws InterruptedException {
    workshop.begin(new Task(ORDER, job.hash(), Duration.ofMinutes(1), List.of()));
    assertThat(next())
        .isInstanceOfSatisfying(
            Outcome.Done.class, done -> assertThat(done.made().output()).isEqualTo(OUTPUT));
  }

  @Test
  void nobodySeesAResultBeforeItIsDelivered() throws Exception {
    work();
    assertThat(node).doesNotContainKey(OUTPUT);
    assertThat(workshop.isDelivered(ORDER)).isFalse();

    workshop.deliver(ORDER, OUTPUT);
    assertThat(next()).isEqualTo(new Outcome.Delivered(ORDER));

    assertThat(node.get(OUTPUT)).isEqualTo(WORDS);
    assertThat(workshop.isDelivered(ORDER)).isTrue();
  }

  @Test
  void whatWasDamagedOnTheDiskIsNotDelivered() throws Exception {
    work();
    Files.writeString(folder.resolve("work/order-1.output"), "rot");

    workshop.deliver(ORDER, OUTPUT);

    assertThat(next())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.why()).hasMessageContaining("as it was"));
    assertThat(workshop.isDelivered(ORDER)).isFalse();
  }

  @Test
  void nothingIsLeftOfAnOrderThatIsOver() throws Exception {
    work();
    workshop.keepOnly(Set.of(ORDER));
    assertThat(folder.resolve("work/order-1.output")).exists();
    workshop.keepOnly(Set.of());
    assertThat(folder.resolve("work")).isEmptyDirectory();
  }
}
