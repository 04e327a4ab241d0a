package polder.node.alerts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.EpochHeader;
import polder.epoch.KeyUse;
import polder.epoch.Standing;
import polder.protocol.identity.Account;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.Parameters;
import polder.protocol.manifest.Value;

/**
 * Follows the devices of those who subscribed from epoch to epoch, and tells their owners what
 * changed. Every method is called under the lock of the book.
 */
final class Watch {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final int MESSAGE_ID_BYTES = 16;

  private final Alerts.Parts parts;
  private final Book book;
  private final Courier courier;
  private final Wording wording;

  Watch(Alerts.Parts parts, Book book, Courier courier, Wording wording) {
    this.parts = parts;
    this.book = book;
    this.courier = courier;
    this.wording = wording;
  }

  static String messageId() {
    return "msg_" + Secrets.hex(MESSAGE_ID_BYTES);
  }

  /** Takes in an epoch; one that is closed again was taken in before. */
  void look(EpochHeader header, Sightings sightings) {
    if (header.attempt() > 0 && header.endMillis() <= book.endMillis) {
      return;
    }
    boolean gap = header.startMillis() > book.endMillis;
    book.endMillis = header.endMillis();
    Standing standing = parts.standing().get();
    endWhatIsOver(standing);
    if (book.subscriptions.isEmpty()) {
      book.tracks.clear();
      return;
    }
    Map<Account, List<Subscription>> byOwner = byOwner();
    for (Watched watched : sightings.named()) {
      if (!book.tracks.containsKey(watched)) {
        owner(standing, watched)
            .ifPresent(owner -> begin(watched, owner, byOwner, header.startMillis()));
      }
    }
    step(standing, byOwner, header, sightings, gap);
    tell(byOwner, standing.manifests());
  }

  /** Begins to follow a device, if its owner wants that. */
  private void begin(
      Watched watched, Account owner, Map<Account, List<Subscription>> byOwner, long nowMillis) {
    boolean wanted =
        byOwner.getOrDefault(owner, List.of()).stream().anyMatch(its -> its.covers(watched, owner));
    if (wanted && book.tracks.size() < AlertLimits.DEVICES) {
      book.tracks.put(watched, Track.begin(owner, nowMillis));
      courier.wake();
    }
  }

  /** Begins to follow all devices that a new subscription is about. */
  void begin(Subscription subscription, Standing standing) {
    Map<Account, List<Subscription>> one = Map.of(subscription.account, List.of(subscription));
    for (String network : standing.manifests().networks().keySet()) {
      if (subscription.what.device().isPresent()) {
        Watched watched = new Watched(network, subscription.what.device().get());
        owner(standing, watched).ifPresent(owner -> beginOnce(watched, owner, one));
      } else {
        standing.forEachDevice(
            network,
            (device, entry) ->
                beginOnce(new Watched(network, device), entry.sender().owner(), one));
      }
    }
  }

  private void beginOnce(Watched watched, Account owner, Map<Account, List<Subscription>> byOwner) {
    if (!book.tracks.containsKey(watched)) {
      begin(watched, owner, byOwner, parts.time().nowMillis());
    }
  }

  /** Who owns a device that is not revoked. */
  static Optional<Account> owner(Standing standing, Watched watched) {
    return standing.manifests().network(watched.network()).isEmpty()
        ? Optional.empty()
        : standing
            .device(watched.network(), watched.device())
            .filter(entry -> entry.use().status() != KeyUse.Status.REVOKED)
            .map(entry -> entry.sender().owner());
  }

  /** A clone's messages are refused at the door, so that it is cloned shows in the state alone. */
  private static Sighting seen(Standing standing, Watched watched, Sightings sightings) {
    boolean cloned =
        standing
            .device(watched.network(), watched.device())
            .filter(entry -> entry.use().status() == KeyUse.Status.CLONED)
            .isPresent();
    return cloned ? Sighting.CLONED : sightings.of(watched);
  }

  private Map<Account, List<Subscription>> byOwner() {
    Map<Account, List<Subscription>> byOwner = new HashMap<>();
    for (Subscription its : book.subscriptions.values()) {
      byOwner.computeIfAbsent(its.account, owner -> new ArrayList<>()).add(its);
    }
    return byOwner;
  }

  /** Ends what was never confirmed, and what is about a device that has another owner by now. */
  private void endWhatIsOver(Standing standing) {
    long now = parts.time().nowMillis();
    for (Subscription its : List.copyOf(book.subscriptions.values())) {
      boolean stale = !its.isConfirmed() && now - its.createdMillis > AlertLimits.DAY_MILLIS;
      boolean lost = its.what.device().isPresent() && !owns(standing, its);
      if (stale || lost) {
        LOG.info(
            "subscription {} has ended: {}",
            its.id,
            lost
                ? "its device has another owner or was revoked"
                : "its address was not confirmed within a day");
        book.remove(its);
        courier.wake();
      }
    }
  }

  private static boolean owns(Standing standing, Subscription its) {
    return standing.manifests().networks().keySet().stream()
        .map(network -> new Watched(network, its.what.device().orElseThrow()))
        .anyMatch(watched ->
            owner(standing, watched).filter(owner -> its.covers(watched, owner)).isPresent());
  }

  private void step(
      Standing standing,
      Map<Account, List<Subscription>> byOwner,
      EpochHeader header,
      Sightings sightings,
      boolean gap) {
    Map<String, Long> periods = periods(standing.manifests());
    Set<Watched> gone = new HashSet<>();
    boolean changed = false;
    Iterator<Map.Entry<Watched, Track>> tracks = book.tracks.entrySet().iterator();
    while (tracks.hasNext()) {
      Map.Entry<Watched, Track> entry = tracks.next();
      Watched watched = entry.getKey();
      Optional<Account> owner = owner(standing, watched);
      if (owner.isEmpty() || !isWanted(watched, owner.get(), byOwner)) {
        tracks.remove();
        gone.add(watched);
        continue;
      }
      Track before =
          owner.get().equals(entry.getValue().owner())
              ? entry.getValue()
              : Track.begin(owner.get(), header.startMillis());
      Track.Epoch epoch =
          new Track.Epoch(
              header.startMillis(),
              header.endMillis(),
              periods.getOrDefault(watched.network(), 0L));
      Track after =
          (gap ? before.afterGap() : before)
              .next(seen(standing, watched, sightings), epoch, parts.settings().rules());
      if (!after.equals(entry.getValue())) {
        entry.setValue(after);
        changed = true;
      }
    }
    // Whoever gets a device back begins anew with it.
    for (Subscription its : book.subscriptions.values()) {
      its.told.keySet().removeIf(watched -> !isStillWatched(watched, its));
    }
    if (changed || !gone.isEmpty()) {
      courier.wake();
    }
  }

  private boolean isStillWatched(Watched watched, Subscription its) {
    Track track = book.tracks.get(watched);
    return track != null && its.covers(watched, track.owner());
  }

  private static boolean isWanted(
      Watched watched, Account owner, Map<Account, List<Subscription>> byOwner) {
    return byOwner.getOrDefault(owner, List.of()).stream()
        .anyMatch(its -> its.covers(watched, owner));
  }

  /** How often a network's devices are expected to report, where its kind has such a thing. */
  private static Map<String, Long> periods(Manifests manifests) {
    Map<String, Long> periods = new HashMap<>();
    for (NetworkManifest network : manifests.networks().values()) {
      if (network.parameters().entries().get("period") instanceof Value.Text(String text)) {
        Parameters.parseDurationMillis(text)
            .ifPresent(millis -> periods.put(network.name(), millis));
      }
    }
    return periods;
  }

  /**
   * Tells what is not as it was told last. So what changes to and fro between two messages is never
   * told, and what changes at many devices comes together.
   */
  private void tell(Map<Account, List<Subscription>> byOwner, Manifests manifests) {
    Map<Subscription, List<Wording.Change>> news = new HashMap<>();
    book.tracks.forEach((watched, track) -> {
      for (Subscription its : byOwner.getOrDefault(track.owner(), List.of())) {
        Condition before = its.told(watched);
        if (before != track.condition()
            && its.isConfirmed()
            && its.covers(watched, track.owner())) {
          news.computeIfAbsent(its, none -> new ArrayList<>())
              .add(new Wording.Change(watched, track, before));
        }
      }
    });
    long now = parts.time().nowMillis();
    news.forEach((to, changes) -> {
      // One at a time: while a receiver is away, its news gather.
      if (book.deliveriesOf(to.id) > 0 || !to.takeMessage(now, parts.settings().pace())) {
        return;
      }
      if (courier.take(to, wording.changes(messageId(), to, changes, manifests, now))) {
        changes.forEach(change -> to.tell(change.watched(), change.track().condition()));
      }
    });
  }
}
