package polder.agent.compute;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import polder.agent.AgentEvent.Kind;
import polder.agent.work.Stock;
import polder.networks.GroupKey;
import polder.networks.compute.Lease;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Work;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.ports.work.ContainerDriver;
import polder.ports.work.ContainerLease;
import polder.ports.work.ContainerStatus;
import polder.ports.work.Deployment;

/**
 * Lets run what is metered, and counts the seconds in which all of it runs. What runs outlives this
 * process and is found again; the seconds in between, in which nobody could reach it, are not
 * counted. For one thread, but for {@link #find}.
 */
final class Leases implements AutoCloseable {
  /** Whether all ran is not known of longer than this between two looks. */
  private static final long MOST_STEP_MILLIS = 60_000;

  private static final long NOTE_SECONDS = 5;
  private static final long RETRY_MILLIS = 15_000;
  private static final long COUNT_BEFORE_END_MILLIS = 60_000;
  private static final long SECOND_MILLIS = 1_000;

  private final Desk desk;
  private final Optional<ContainerDriver> driver;
  private final Stock stock;
  private final LongSupplier nanos;
  private final Map<GroupKey, Starting> starting = new HashMap<>();
  private final Map<GroupKey, Clock> clocks = new HashMap<>();

  /** A deployment that is being made. */
  private record Starting(Thread thread, long retryMillis) {}

  /**
   * How long a lease has run, up to which moment it was looked at.
   *
   * @param restarts how often any of its containers had been started again by then
   */
  private record Clock(long millis, long atNanos, long restarts) {}

  Leases(Desk desk, Optional<ContainerDriver> driver, Stock stock) {
    this(desk, driver, stock, System::nanoTime);
  }

  /**
   * With a clock of its own.
   *
   * @param nanos a clock that never goes back, nanoseconds
   */
  Leases(Desk desk, Optional<ContainerDriver> driver, Stock stock, LongSupplier nanos) {
    this.desk = desk;
    this.driver = driver;
    this.stock = stock;
    this.nanos = nanos;
  }

  /** What runs for an order. Any thread may ask. */
  Optional<Deployment> find(GroupKey order) {
    return driver.flatMap(its -> its.find(order.text()));
  }

  /** Sees that it runs, and says its count near the end of each epoch. */
  void run(Deal deal, Lease lease, MarketView view, long clockMillis) throws IOException {
    if (find(deal.order()).isEmpty()) {
      start(deal, clockMillis);
    }
    Deal counted = tick(deal, lease, view.within(clockMillis));
    long left = view.endMillis() - view.within(clockMillis);
    Long last = deal.said().get(Deal.Word.COUNT);
    boolean isTime = left <= Math.min(view.lengthMillis() / 4, COUNT_BEFORE_END_MILLIS);
    if (isTime && (last == null || last != view.epoch())) {
      count(counted, view.epoch());
    }
  }

  /** Goes on counting while nobody can be told: the node is away, and the lease goes on. */
  void goOn(Deal deal, Lease lease, long clockMillis) throws IOException {
    tick(deal, lease, clockMillis);
  }

  /** Stops it, and says the last count. */
  void finish(Deal deal, Lease lease, MarketView view, long clockMillis) throws IOException {
    Deal counted =
        find(deal.order()).isPresent() ? tick(deal, lease, view.within(clockMillis)) : deal;
    Long last = deal.said().get(Deal.Word.COUNT);
    if (last == null || last != view.epoch()) {
      count(counted, view.epoch());
    }
    end(deal.order());
  }

  private void count(Deal deal, long epoch) throws IOException {
    // The count is on the disk before it is said: after a crash none may be lower.
    desk.ledger().keep(deal);
    desk.say(deal, Deal.Word.COUNT, new Said.Count(deal.order(), deal.seconds()), epoch);
  }

  private Deal tick(Deal deal, Lease lease, long nowMillis) throws IOException {
    long at = nanos.getAsLong();
    long restarts = restarts(deal.order());
    Clock before =
        clocks.getOrDefault(deal.order(), new Clock(deal.seconds() * SECOND_MILLIS, at, restarts));
    long step = Math.min((at - before.atNanos()) / 1_000_000, MOST_STEP_MILLIS);
    long elapsed = Math.max(0, nowMillis - lease.startMillis());
    // What was started again since was away for a time that nobody knows.
    boolean ran = isUp(deal.order()) && restarts == before.restarts();
    long millis = ran ? Math.min(before.millis() + step, elapsed) : before.millis();
    clocks.put(deal.order(), new Clock(Math.max(millis, before.millis()), at, restarts));
    long seconds = Math.max(deal.seconds(), millis / SECOND_MILLIS);
    Deal after = deal.withSeconds(seconds);
    if (seconds - deal.seconds() >= NOTE_SECONDS) {
      desk.ledger().note(after);
    }
    return after;
  }

  /** Whether all of it runs. */
  private boolean isUp(GroupKey order) {
    return find(order)
        .filter(its ->
            its.containers().stream()
                .allMatch(one -> one.state() instanceof ContainerStatus.State.Running))
        .isPresent();
  }

  private long restarts(GroupKey order) {
    return find(order).stream()
        .flatMap(its -> its.containers().stream())
        .mapToLong(ContainerStatus::restarts)
        .sum();
  }

  private void start(Deal deal, long clockMillis) {
    Starting last = starting.get(deal.order());
    boolean isBusy = last != null && (last.thread().isAlive() || clockMillis < last.retryMillis());
    if (isBusy || driver.isEmpty()) {
      return;
    }
    Thread thread =
        Thread.ofVirtual().name("deploy " + deal.order()).start(() -> deploy(driver.get(), deal));
    starting.put(deal.order(), new Starting(thread, clockMillis + RETRY_MILLIS));
  }

  private void deploy(ContainerDriver its, Deal deal) {
    try {
      Job job = stock.job(deal.asked().job());
      if (!(job.work() instanceof Work.Containers containers)) {
        throw new IOException("its job runs no containers");
      }
      its.deploy(
          new ContainerLease(deal.order().text(), deal.asked().need(), containers),
          List.of(),
          line -> desk.tell(Kind.NOTICE, deal.order() + ": " + line));
      desk.tell(Kind.WORKED, "runs " + deal.order());
    } catch (IOException e) {
      desk.tell(Kind.NOTICE, "cannot run " + deal.order() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends what runs for an order, and removes all of it.
   *
   * @throws IOException if something is left: to be asked again
   */
  void end(GroupKey order) throws IOException {
    Starting last = starting.get(order);
    if (last != null && last.thread().isAlive()) {
      last.thread().interrupt();
      throw new IOException(order + " is still being started; it is ended after that");
    }
    Optional<Deployment> running = find(order);
    if (running.isPresent()) {
      running.get().end();
      desk.tell(Kind.WORKED, "ended " + order);
    }
    starting.remove(order);
    clocks.remove(order);
  }

  /** Ends everything that no order of these asks for. */
  void keepOnly(Set<GroupKey> orders) throws IOException {
    if (driver.isEmpty()) {
      return;
    }
    SortedSet<String> orphans = new TreeSet<>(driver.get().leases());
    orders.forEach(order -> orphans.remove(order.text()));
    for (String name : orphans) {
      GroupKey order = new GroupKey(name);
      if (Seals.isOrder(order)) {
        end(order);
      }
    }
  }

  /** Lets go: what runs goes on. */
  @Override
  public void close() {
    starting.values().forEach(its -> its.thread().interrupt());
    driver.ifPresent(ContainerDriver::close);
  }
}
