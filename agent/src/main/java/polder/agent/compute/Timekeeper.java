package polder.agent.compute;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import polder.agent.AgentEvent.Kind;
import polder.agent.work.Yardstick;
import polder.networks.compute.ComputeKind;
import polder.networks.compute.Machine;
import polder.networks.compute.Round;
import polder.networks.compute.SpeedTask;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;

/**
 * Times machines of others when it was drawn for that: asks, waits for the answer, works it out
 * itself, and says what it saw. For one thread; asks in others.
 */
final class Timekeeper implements AutoCloseable {
  private static final int MOST_AT_ONCE = 16;
  private static final long LEAST_PAUSE_MILLIS = 300;
  private static final long MOST_PAUSE_MILLIS = 10_000;
  private static final int TRIES_AN_EPOCH = 8;
  private static final long LAST_WORD_MILLIS = 1_000;
  private static final long NANOS = 1_000_000;

  private final Desk desk;
  private final Yardstick yardstick;
  private final SpeedDesk self;
  private final SpeedClient client;
  private final long withinEpochs;
  private final SecureRandom random = new SecureRandom();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Name, Watch> watches = new HashMap<>();

  /** One machine in one round. */
  private record Name(DeviceId machine, long epoch) {}

  /** How far the timing of one machine has come. */
  private static final class Watch {
    private volatile Said.@Nullable OfMachine seen;
    private volatile boolean dropped;
    private boolean said;
  }

  /**
   * One that times.
   *
   * @param self where this machine is timed: who works has no core to work answers out with
   * @param withinEpochs within how many epochs what was seen must be said
   */
  Timekeeper(
      Desk desk, Yardstick yardstick, SpeedDesk self, SpeedClient client, long withinEpochs) {
    this.desk = desk;
    this.yardstick = yardstick;
    this.self = self;
    this.client = client;
    this.withinEpochs = withinEpochs;
  }

  /** Begins with what it was drawn for, and says what it has seen. */
  void attend(MarketView view, long clockMillis) throws IOException {
    Set<Name> asked = new HashSet<>();
    List<Machine> fresh = new ArrayList<>();
    for (Machine machine : view.toTime()) {
      Name name = name(machine);
      asked.add(name);
      if (!watches.containsKey(name)) {
        fresh.add(machine);
      }
    }
    watches.forEach((name, watch) -> watch.dropped |= !asked.contains(name));
    watches.keySet().retainAll(asked);
    for (Machine machine : fresh) {
      if (watches.size() < MOST_AT_ONCE) {
        begin(machine, view, clockMillis);
      }
    }
    for (Map.Entry<Name, Watch> entry : watches.entrySet()) {
      Watch watch = entry.getValue();
      Said.OfMachine seen = watch.seen;
      if (seen != null && !watch.said) {
        desk.say(seen);
        watch.said = true;
        desk.tell(Kind.NOTICE, words(seen));
      }
    }
  }

  private static String words(Said.OfMachine seen) {
    String machine = seen.machine().did();
    return switch (seen) {
      case Said.Timed timed ->
          "timed " + machine + ": " + Sizes.speed(SpeedTask.speed(timed.millis()));
      case Said.Untimed untimed ->
          "could not time "
              + machine
              + ": "
              + ComputeKind.meaning("timing_" + untimed.why().code()).orElse("");
    };
  }

  private static Name name(Machine machine) {
    return new Name(machine.device(), machine.round().orElseThrow().epoch());
  }

  private void begin(Machine machine, MarketView view, long clockMillis) {
    Watch watch = new Watch();
    watches.put(name(machine), watch);
    long length = view.lengthMillis();
    long epochs = name(machine).epoch() + withinEpochs - view.epoch();
    long left =
        view.endMillis()
            - view.within(clockMillis)
            + Math.max(0, epochs) * length
            - Math.max(LAST_WORD_MILLIS, length / TRIES_AN_EPOCH);
    long until = System.nanoTime() + left * NANOS;
    long pause = Math.clamp(length / TRIES_AN_EPOCH, LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS);
    threads.execute(() -> time(machine, watch, until, pause));
  }

  private void time(Machine machine, Watch watch, long until, long pauseMillis) {
    Optional<Said.Untimed.Why> why = Optional.empty();
    try {
      while (!watch.dropped && System.nanoTime() < until) {
        if (self.isFree()) {
          SpeedDesk.Question question = question(machine);
          switch (client.ask(machine, question)) {
            case SpeedClient.Answer.Given given -> {
              watch.seen = judged(machine, question, given);
              return;
            }
            case SpeedClient.Answer.None none -> why = Optional.of(none.why());
          }
        }
        Thread.sleep(pauseMillis + random.nextLong(pauseMillis));
      }
      // Who worked all the time, and so never asked, saw nothing.
      if (why.isPresent()) {
        watch.seen = new Said.Untimed(machine.device(), name(machine).epoch(), why.get());
      }
    } catch (IOException e) {
      desk.tell(Kind.NOTICE, "cannot time " + machine.device().did() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private SpeedDesk.Question question(Machine machine) {
    byte[] salt = new byte[Seals.SALT_SIZE];
    random.nextBytes(salt);
    return new SpeedDesk.Question(name(machine).epoch(), Bytes.wrap(salt));
  }

  private Said.OfMachine judged(
      Machine machine, SpeedDesk.Question question, SpeedClient.Answer.Given given)
      throws IOException, InterruptedException {
    Round round = machine.round().orElseThrow();
    Hash right =
        yardstick.answer(
            SpeedTask.input(round.nonce(), machine.device(), desk.machine(), question.salt()));
    return right.equals(given.digest())
        ? new Said.Timed(machine.device(), round.epoch(), question.salt(), given.millis(), right)
        : new Said.Untimed(machine.device(), round.epoch(), Said.Untimed.Why.WRONG);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    client.close();
    try {
      threads.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
