package polder.app.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import polder.agent.NodeException;
import polder.agent.market.MarketClient;
import polder.agent.market.OrderNote;
import polder.agent.market.OrderStory;
import polder.agent.market.Orders;
import polder.agent.market.Renter;
import polder.agent.market.RenterException;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.message.Said;

/**
 * Stays with orders until they are over: shows what becomes of them, counts the seconds in which
 * services answer, and says so once an epoch.
 */
final class OrderWatch {
  private static final long STOP_SECONDS = 10;
  private static final long MOST_MARGIN_MILLIS = 10_000;
  private static final int MARGIN = 5;

  private final MarketOption.Talk talk;
  private final Renter renter;
  private final Output output;
  private final Pace pace;
  private final OrderTeller teller;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * How often it looks.
   *
   * @param lookMillis between looks at a service
   * @param askMillis between questions to the node
   */
  record Pace(long lookMillis, long askMillis) {
    static final Pace USUAL = new Pace(1_000, 2_000);

    /**
     * How long before an epoch's end the count is said: as late as is safe, and never so late that
     * the end may come between two questions.
     */
    long marginMillis(long epochMillis) {
      return Math.max(askMillis + lookMillis, Math.min(MOST_MARGIN_MILLIS, epochMillis / MARGIN));
    }
  }

  /** An order that is watched. */
  static final class Watched {
    private final OrderNote note;
    private final Result result;
    private final Uptime uptime;
    private boolean over;
    private boolean done;
    private long countedEpoch = -1;

    Watched(OrderNote note, Pace pace, Result result) {
      this.note = note;
      this.result = result;
      this.uptime = new Uptime(note.order(), pace.askMillis());
    }

    OrderNote note() {
      return note;
    }

    Uptime uptime() {
      return uptime;
    }
  }

  OrderWatch(MarketOption.Talk talk, Renter renter, Output output, Pace pace) {
    this.talk = talk;
    this.renter = renter;
    this.output = output;
    this.pace = pace;
    this.teller = new OrderTeller(talk, output);
  }

  /** Follows them all to their end; asks to close them when the process is asked to stop. */
  ExitCode follow(List<Watched> all) throws IOException, InterruptedException {
    Thread hook = new Thread(this::stopped, "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return watch(all);
    } finally {
      all.forEach(each -> each.uptime().close());
      ended.countDown();
      removeHook(hook);
    }
  }

  private void stopped() {
    stop.countDown();
    try {
      // Beyond this the order ends by itself, when its time or its purse is over.
      if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, which is what the hook was for.
      return;
    }
  }

  private ExitCode watch(List<Watched> all) throws IOException, InterruptedException {
    long asked = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(pace.askMillis());
    while (!all.stream().allMatch(its -> its.over)) {
      if (stop.await(pace.lookMillis(), TimeUnit.MILLISECONDS)) {
        return close(all);
      }
      for (Watched each : all) {
        each.uptime().look();
      }
      if (System.nanoTime() - asked >= TimeUnit.MILLISECONDS.toNanos(pace.askMillis())) {
        asked = System.nanoTime();
        ask(all);
      }
    }
    return all.stream().allMatch(its -> its.done) ? ExitCode.DONE : ExitCode.NO;
  }

  /** A node that is away for a while is asked again. */
  private void ask(List<Watched> all) throws IOException, InterruptedException {
    try {
      Orders orders = talk.market().orders(MarketClient.Filter.ofClient(renter.client()));
      for (Watched each : all) {
        if (!each.over) {
          follow(each, orders);
        }
      }
    } catch (NodeException | RenterException e) {
      teller.trouble(String.valueOf(e.getMessage()));
    }
  }

  private void follow(Watched watched, Orders orders) throws IOException, InterruptedException {
    Optional<Orders.Standing> standing = orders.standing(watched.note().order());
    if (standing.isPresent()) {
      standing.get().state().lease().ifPresent(lease -> watched.uptime().at(lease.host()));
      teller.tell(watched, standing.get(), orders.epoch());
      if (standing.get().state().phase() instanceof Phase.Running) {
        count(watched, orders);
      }
      watched.result.progress(standing.get());
      return;
    }
    boolean pending =
        orders.pending().stream().anyMatch(its -> its.order().equals(watched.note().order()));
    if (pending) {
      return;
    }
    Optional<OrderStory> story = talk.market().order(watched.note().order(), OptionalLong.empty());
    if (story.isPresent() && story.get().over()) {
      boolean done = teller.tellEnd(watched, story.get());
      watched.over = true;
      if (done) {
        watched.result.fetch(story.get());
      }
      watched.done = done;
    }
  }

  /** Says the count once an epoch, as late in it as is safe: the machine does as well. */
  private void count(Watched watched, Orders orders) throws IOException, InterruptedException {
    long margin = pace.marginMillis(orders.endMillis() - orders.startMillis());
    boolean late =
        talk.deployment().simulatedClock()
            || System.currentTimeMillis() >= orders.endMillis() - margin;
    if (watched.countedEpoch == orders.epoch() || !late || !watched.uptime().everUp()) {
      return;
    }
    renter.say(talk.node(), new Said.Count(watched.note().order(), watched.uptime().seconds()));
    watched.countedEpoch = orders.epoch();
  }

  private ExitCode close(List<Watched> all) throws IOException, InterruptedException {
    for (Watched each : all) {
      if (!each.over) {
        renter.say(talk.node(), new Said.Close(each.note().order()));
        output.line(
            "asked to close "
                + each.note().order()
                + "; what its purse still holds comes back within two epochs");
      }
    }
    return ExitCode.DONE;
  }
}
