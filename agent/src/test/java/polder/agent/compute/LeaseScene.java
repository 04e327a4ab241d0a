package polder.agent.compute;

import static polder.agent.compute.Orders.ORDER;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import polder.agent.Mailbox;
import polder.agent.Outbox;
import polder.agent.work.Blobs;
import polder.agent.work.Stock;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Work;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.ports.work.ContainerLease;
import polder.protocol.Hash;
import polder.protocol.message.DeviceMessage;

/** A machine that has won an order of containers, with a clock that stands still. */
final class LeaseScene implements AutoCloseable {
  final MemoryDriver driver;
  final Outbox outbox;
  final Ledger ledger;
  final Desk desk;
  final Stock stock;
  final Leases leases;
  final AtomicLong nanos = new AtomicLong();

  LeaseScene(Path folder) throws IOException {
    this(folder, new MemoryDriver());
  }

  /** As a process begins anew: what runs goes on in {@code driver}. */
  LeaseScene(Path folder, MemoryDriver driver) throws IOException {
    this.driver = driver;
    this.outbox = Outbox.open(folder, 1 << 20, warning -> {});
    this.ledger = Ledger.open(folder, warning -> {});
    this.desk =
        new Desk(
            Orders.MACHINE,
            ledger,
            new Mailbox(outbox, Orders.MACHINE_KEY, "market", () -> 1_000),
            event -> {});
    this.stock = new Stock(folder.resolve("blobs"), new JobBlobs(), 1 << 20, () -> 0);
    this.leases = new Leases(desk, Optional.of(driver), stock, nanos::get);
  }

  static Job job() {
    return Orders.containers();
  }

  static Deal deal() {
    Job job = job();
    return Deal.begin(ORDER, Orders.CLIENT, Orders.order(job, 1_000, 600), 5)
        .with(new Deal.Won(500, 60_000));
  }

  void deploy() {
    driver.deploy(
        new ContainerLease(ORDER.text(), job().need(), (Work.Containers) job().work()),
        java.util.List.of(),
        line -> {});
  }

  /** Lets so many seconds pass, looked at once a second, while epoch 6 or a later one runs. */
  void run(long fromSecond, long toSecond) throws IOException {
    for (long second = fromSecond; second <= toSecond; second++) {
      nanos.set(second * 1_000_000_000);
      leases.run(
          ledger.find(ORDER).orElseThrow(),
          Orders.lease(Orders.MACHINE),
          Orders.view(6 + second / 10),
          60_000 + second * 1_000);
    }
  }

  /** The counts that were said, in their order. */
  java.util.List<Long> counts() {
    return outbox.oldest(100, 1 << 20).stream()
        .map(stored -> SaidCodec.decode(DeviceMessage.decode(stored.wire()).payload()))
        .map(Said.Count.class::cast)
        .map(Said.Count::seconds)
        .toList();
  }

  /** A node that has the job and nothing else. */
  static final class JobBlobs implements Blobs {
    @Override
    public void get(Hash blob, Path file, long mostBytes) throws IOException {
      if (!blob.equals(job().hash())) {
        throw new IOException("no blob " + blob);
      }
      Files.write(file, job().encode().toArray());
    }

    @Override
    public void put(Path file) {}

    @Override
    public boolean has(Hash blob) {
      return blob.equals(job().hash());
    }

    @Override
    public void close() {}
  }

  @Override
  public void close() throws IOException {
    leases.close();
    ledger.close();
    outbox.close();
  }
}
