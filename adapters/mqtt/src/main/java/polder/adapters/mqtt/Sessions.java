package polder.adapters.mqtt;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Who is connected, and who was and may come back. There is nothing to remember of a session but
 * that it was: nobody subscribes here, and messages are told apart by what they are, so that a
 * client that comes back may send everything again that it has no answer to. Bounded; lost with the
 * process, which a client hears as "no session present". Any thread may call it.
 */
final class Sessions {
  /**
   * Whose session it is. The user is part of it: nobody who knows a name alone can send away
   * another user's device.
   *
   * @param user name of the login; empty without one
   */
  record Key(String user, String clientId) {}

  /** What a connection may be told from outside, in whatever thread. */
  interface Holder {
    /** Another connection has the session now. */
    void takenOver();
  }

  /** What opening a session found: whether there was one, and who held it. */
  record Opened(boolean present, Optional<Holder> displaced) {}

  private final int most;
  private final Map<Key, Holder> held = new HashMap<>();
  private final LinkedHashMap<Key, Long> left = new LinkedHashMap<>();

  Sessions(int most) {
    this.most = most;
  }

  /**
   * Gives the session to {@code holder}.
   *
   * @param fresh whether to forget one that there was
   */
  synchronized Opened open(Key key, boolean fresh, Holder holder, long nowNanos) {
    Holder before = held.put(key, holder);
    Long until = left.remove(key);
    boolean known = before != null || (until != null && until - nowNanos > 0);
    return new Opened(known && !fresh, Optional.ofNullable(before));
  }

  /** Ends what {@code holder} has of a session; it is remembered for {@code seconds}. */
  synchronized void close(Key key, Holder holder, long seconds, long nowNanos) {
    if (!held.remove(key, holder) || seconds == 0 || most == 0) {
      return;
    }
    left.put(key, nowNanos + TimeUnit.SECONDS.toNanos(seconds));
    if (left.size() > most) {
      Iterator<Key> oldest = left.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
