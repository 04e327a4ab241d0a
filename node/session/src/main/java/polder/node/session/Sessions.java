package polder.node.session;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * All sessions, in memory alone. Each has an id of 256 random bits, of which only the SHA-256 is
 * kept: who reads the memory can take nobody's place. Any thread may call it.
 */
public final class Sessions {
  private static final int ID_BYTES = 32;

  private final InstantSource clock;
  private final SessionLimits limits;
  private final SecureRandom random = new SecureRandom();

  /** In the order of their last use. */
  private final LinkedHashMap<Hash, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

  private record Kept(Account account, boolean contract, long endMillis, long usedMillis) {}

  /**
   * A new session.
   *
   * @param id by which its holder is known, 43 letters of Base64 (RFC 4648, section 5); nowhere
   *     else
   */
  record Opened(String id, Session session) {}

  /** None yet. */
  public Sessions(InstantSource clock, SessionLimits limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * Opens a session.
   *
   * @param contract whether the account is a contract
   */
  synchronized Opened open(Account account, boolean contract) {
    long now = clock.millis();
    forgetIdle(now);
    makeRoom(account);
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Kept session = new Kept(account, contract, now + limits.most().toMillis(), now);
    kept.put(hash(id), session);
    return new Opened(id, session(session));
  }

  private void forgetIdle(long now) {
    Iterator<Kept> oldestFirst = kept.values().iterator();
    while (oldestFirst.hasNext()
        && oldestFirst.next().usedMillis() + limits.idle().toMillis() <= now) {
      oldestFirst.remove();
    }
  }

  /** Ends the session unused longest where there are too many, of all or of this account. */
  private void makeRoom(Account account) {
    long ofAccount = kept.values().stream().filter(its -> its.account().equals(account)).count();
    Iterator<Kept> oldestFirst = kept.values().iterator();
    while (ofAccount >= limits.ofAccount() && oldestFirst.hasNext()) {
      if (oldestFirst.next().account().equals(account)) {
        oldestFirst.remove();
        ofAccount--;
      }
    }
    if (kept.size() >= limits.sessions()) {
      kept.remove(kept.firstEntry().getKey());
    }
  }

  /** The session of this id, which lasts anew from now on; nothing if it ended or never was. */
  synchronized Optional<Session> find(String id) {
    Hash hash = hash(id);
    Kept session = kept.get(hash);
    if (session == null) {
      return Optional.empty();
    }
    long now = clock.millis();
    if (now >= session.endMillis() || now >= session.usedMillis() + limits.idle().toMillis()) {
      kept.remove(hash);
      return Optional.empty();
    }
    Kept used = new Kept(session.account(), session.contract(), session.endMillis(), now);
    kept.put(hash, used);
    return Optional.of(session(used));
  }

  /** Ends the session of this id; false if there was none. */
  synchronized boolean end(String id) {
    return kept.remove(hash(id)) != null;
  }

  /** How many there are, some of which may have run out. */
  synchronized int count() {
    return kept.size();
  }

  private Session session(Kept its) {
    return new Session(
        its.account(),
        its.contract(),
        Math.min(its.endMillis(), its.usedMillis() + limits.idle().toMillis()));
  }

  // What is looked up is a hash, so how long that takes says nothing about any id.
  private static Hash hash(String id) {
    return Hash.sha256(id.getBytes(StandardCharsets.UTF_8));
  }
}
