package polder.node.view;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.Standing;
import polder.networks.EpochWindow;
import polder.networks.NetworkRules;
import polder.node.gateway.Answers;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells those who watch a network how it goes, every two seconds, and those who watch a device what
 * the running epoch would pay it. However many listen, each figure is computed and written once;
 * while nobody listens nothing is.
 */
final class Pulse implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
  private static final int WAKES_A_BEAT = 10;

  private final Sources sources;
  private final History history;
  private final Provisional provisional;
  private final Traffic traffic;
  private final NetworkRoutes networks;
  private final Events events;
  private final long everyNanos;
  private final ScheduledExecutorService thread;
  // What the running epoch would pay takes seconds to compute where there are many devices.
  private final ExecutorService reckoner;
  private final AtomicBoolean waking = new AtomicBoolean();
  private final AtomicBoolean reckoning = new AtomicBoolean();
  private volatile long beatNanos;
  // What those who watch a device were told of last. Of the thread alone.
  private final Map<DeviceId, Provisional.Computed> told = new HashMap<>();

  /**
   * What a pulse is made of.
   *
   * @param networks counts devices
   */
  record Parts(
      Sources sources,
      History history,
      Provisional provisional,
      Traffic traffic,
      NetworkRoutes networks,
      Events events) {}

  Pulse(Parts parts, ViewLimits limits) {
    this.sources = parts.sources();
    this.history = parts.history();
    this.provisional = parts.provisional();
    this.traffic = parts.traffic();
    this.networks = parts.networks();
    this.events = parts.events();
    this.everyNanos = limits.pulseEvery().toNanos();
    this.beatNanos = System.nanoTime() - everyNanos;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("pulse").daemon().factory());
    this.reckoner =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("provisional").daemon().factory());
  }

  /** Begins to beat. */
  void start() {
    thread.scheduleWithFixedDelay(
        () -> guarded(this::beat), everyNanos, everyNanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Beats for one who begins to listen: at once, unless it did just now, so that a crowd that comes
   * together costs a few beats.
   */
  void wake() {
    if (waking.compareAndSet(false, true)) {
      long restNanos = everyNanos / WAKES_A_BEAT - (System.nanoTime() - beatNanos);
      after(
          restNanos,
          () -> {
            waking.set(false);
            beat();
          });
    }
  }

  /** Tells of an epoch that was sealed. */
  void sealed(EpochDigest digest) {
    execute(() -> {
      events.devices().forEach(device -> events.reward(device, sealed(digest, device)));
      forget(digest);
      beat();
    });
  }

  private void execute(Runnable task) {
    after(0, task);
  }

  private void after(long nanos, Runnable task) {
    try {
      thread.schedule(() -> guarded(task), Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the view is closed");
    }
  }

  private void forget(EpochDigest sealed) {
    Standing standing = sources.closing().standing();
    EpochWindow window = sources.running().get();
    Map<String, Long> since = new HashMap<>();
    for (String network : standing.manifests().networks().keySet()) {
      since.put(network, onlineSince(standing, network, window));
    }
    traffic.forget(sealed.header().epoch(), since);
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      // As while the node stops. What is thrown here would end all further beats.
      LOG.warn("cannot say how it goes: {}", e.toString());
    }
  }

  // Only on the thread, so that figures are told in the order in which they were computed.
  private void beat() {
    Set<String> watched = events.networks();
    Set<DeviceId> devices = events.devices();
    told.keySet().retainAll(devices);
    if (watched.isEmpty() && devices.isEmpty()) {
      return;
    }
    beatNanos = System.nanoTime();
    tell(watched, devices);
    if (reckoning.compareAndSet(false, true)) {
      reckoner.execute(this::reckon); // Refused once the view is closed, as this beat is then.
    }
  }

  private void tell(Set<String> watched, Set<DeviceId> devices) {
    Optional<Provisional.Computed> known = provisional.known();
    Standing standing = sources.closing().standing();
    for (String name : watched) {
      standing
          .manifests()
          .network(name)
          .ifPresent(network -> events.pulse(name, pulse(standing, network, known)));
    }
    known.ifPresent(its -> devices.forEach(device -> tell(its, device)));
  }

  /** Computes what the running epoch would pay, if it is time to, and has it told if it is news. */
  private void reckon() {
    try {
      Optional<Provisional.Computed> before = provisional.known();
      Optional<Provisional.Computed> now = provisional.latest(Provisional.Pace.WATCHED);
      if (now.isPresent() && !now.equals(before)) {
        execute(() -> tell(events.networks(), events.devices()));
      }
    } catch (IOException e) {
      LOG.warn("cannot say what the running epoch would pay: {}", e.getMessage());
    } catch (RuntimeException e) {
      if (!reckoner.isShutdown()) {
        LOG.warn("cannot say what the running epoch would pay: {}", e.toString());
      }
    } finally {
      reckoning.set(false);
    }
  }

  private ObjectNode pulse(
      Standing standing, NetworkManifest network, Optional<Provisional.Computed> computed) {
    String name = network.name();
    EpochWindow window = sources.running().get();
    ObjectNode node =
        Answers.object()
            .put("network", name)
            .put("epoch", window.epoch())
            .put("startMillis", window.startMillis())
            .put("endMillis", window.endMillis())
            .put("nowMillis", sources.time().nowMillis())
            .put("messages", traffic.messages(name, window.epoch()))
            .put("messagesPerSecond", traffic.perSecond(name))
            .put("devices", networks.devices(standing).getOrDefault(name, 0L))
            .put("online", traffic.heardSince(name, onlineSince(standing, name, window)));
    Optional<Provisional.Computed> running = computed.filter(its -> its.epoch() == window.epoch());
    if (running.isPresent()) {
      EpochDigest.Numbers numbers = numbers(running.get().digest(), name);
      ObjectNode part = node.putObject("provisional");
      Json.amount(part, "paid", numbers.paidNano());
      part.put("atMillis", running.get().atMillis()).put("devices", numbers.devices());
      provisional.tell(window.epoch(), name, numbers.paidNano());
    } else {
      node.putNull("provisional");
    }
    lastSealed(node, name);
    return node.put("simulated", network.simulated());
  }

  private void lastSealed(ObjectNode node, String network) {
    Optional<EpochDigest> latest = history.latest();
    if (latest.isEmpty()) {
      node.putNull("lastSealed");
      return;
    }
    long epoch = latest.get().header().epoch();
    long paid = numbers(latest.get(), network).paidNano();
    ObjectNode part = node.putObject("lastSealed").put("epoch", epoch);
    Json.amount(part, "paid", paid);
    provisional
        .lastTold(epoch, network)
        .ifPresent(nano -> {
          Json.amount(part, "provisional", nano);
          Json.amount(part, "off", paid - nano);
        });
  }

  private static EpochDigest.Numbers numbers(EpochDigest digest, String network) {
    return digest.networks().getOrDefault(network, EpochDigest.Numbers.NONE);
  }

  /** From when on a device that was heard is online: twice its period, and the epoch before. */
  private long onlineSince(Standing standing, String network, EpochWindow window) {
    long nowMillis = sources.time().nowMillis();
    NetworkRules<?> rules = standing.rules().get(network);
    long before = window.startMillis() - window.lengthMillis();
    if (rules == null || rules.guide().periodMillis().isEmpty()) {
      return before;
    }
    return Math.min(before, nowMillis - 2 * rules.guide().periodMillis().getAsLong());
  }

  private void tell(Provisional.Computed computed, DeviceId device) {
    if (told.put(device, computed) == computed) {
      return;
    }
    List<RewardLine> rewards = computed.digest().of(device);
    provisional.tell(computed.epoch(), device, rewards);
    ObjectNode node = Answers.object().put("device", device.did()).put("epoch", computed.epoch());
    ArrayNode lines = node.putArray("provisional");
    rewards.forEach(line -> line(lines.addObject(), line));
    events.reward(device, node.put("atMillis", computed.atMillis()));
  }

  private ObjectNode sealed(EpochDigest digest, DeviceId device) {
    long epoch = digest.header().epoch();
    ObjectNode node = Answers.object().put("device", device.did()).put("epoch", epoch);
    ArrayNode lines = node.putArray("sealed");
    long off = 0;
    boolean known = false;
    for (RewardLine line : digest.of(device)) {
      ObjectNode object = lines.addObject();
      line(object, line);
      Optional<Long> before = provisional.lastAnswered(epoch, line.network(), device);
      if (before.isPresent()) {
        known = true;
        off += line.amountNano() - before.get();
        Json.amount(object, "provisional", before.get());
      }
    }
    if (known) {
      Json.amount(node, "off", off);
    }
    return node.put("atMillis", sources.time().nowMillis());
  }

  private void line(ObjectNode node, RewardLine line) {
    node.put("network", line.network());
    Json.amount(node, "amount", line.amountNano());
    node.put("weightPpm", line.weightPpm())
        .put("held", line.held())
        .put("simulated", sources.isSimulated(line.network()));
  }

  @Override
  public void close() {
    thread.shutdownNow();
    reckoner.shutdownNow();
  }
}
