package polder.node.blobs;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.ports.BlobStore;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;

/**
 * Who holds which blobs, and until when. What must outlive the process stands in the blobs' notes;
 * in memory are sums alone, one number an account. Any thread may call it.
 */
public final class BlobBooks {
  private static final Logger LOG = LoggerFactory.getLogger(BlobBooks.class);

  private final BlobStore store;
  private final BlobTerms terms;
  private final InstantSource clock;
  private final Map<Account, Long> held = new HashMap<>();
  // Blobs that stay whoever holds them, each up to a number that only grows.
  private final Map<Hash, Long> pinned = new HashMap<>();
  // Blobs that are being put, and by how many: nobody may delete one between its end and its note.
  private final Map<Hash, Integer> underWay = new HashMap<>();

  private BlobBooks(BlobStore store, BlobTerms terms, InstantSource clock) {
    this.store = store;
    this.terms = terms;
    this.clock = clock;
  }

  /**
   * Opens the books of {@code store}; reads all notes.
   *
   * @throws IOException if the store cannot be read
   */
  public static BlobBooks open(BlobStore store, BlobTerms terms, InstantSource clock)
      throws IOException {
    BlobBooks books = new BlobBooks(store, terms, clock);
    store.forEach((blob, bytes, damaged) -> books.count(blob, bytes));
    return books;
  }

  private synchronized void count(Hash blob, long bytes) throws IOException {
    for (Account holder : holders(blob).until().keySet()) {
      charge(holder, bytes);
    }
  }

  private void charge(Account holder, long bytes) {
    // Below nothing it would only go after a disk that failed between a note and its folder.
    long after = Math.max(0, Math.addExact(held.getOrDefault(holder, 0L), bytes));
    if (after == 0) {
      held.remove(holder);
    } else {
      held.put(holder, after);
    }
  }

  private Holders holders(Hash blob) throws IOException {
    Optional<Bytes> note = store.note(blob);
    if (note.isEmpty()) {
      return Holders.NOBODY;
    }
    try {
      return Holders.decode(note.get());
    } catch (CodecException e) {
      LOG.warn("the note of who holds blob {} is damaged; nobody does now", blob, e);
      return Holders.NOBODY;
    }
  }

  /** What comes of the wish to put a blob. */
  sealed interface Begun {
    /** It may be put. */
    record Ready(Booking booking) implements Begun {}

    /** It may not. */
    record Refused(String reason, String detail) implements Begun {}
  }

  /** Begins to put a blob of so many bytes, which count from now on. */
  synchronized Begun begin(Account holder, Hash blob, long bytes) throws IOException {
    Holders before = holders(blob);
    long charged = before.has(holder) ? 0 : bytes;
    long has = held.getOrDefault(holder, 0L);
    if (charged > terms.ownerBytes() - has) {
      return new Begun.Refused(
          "over_quota",
          holder
              + " holds "
              + has
              + " bytes and may hold "
              + terms.ownerBytes()
              + ": wait until some expire");
    }
    if (!before.has(holder) && before.isFull()) {
      return new Begun.Refused(
          "too_many_holders",
          Holders.MOST
              + " accounts hold this blob already, and no more can; it can be read all the same");
    }
    charge(holder, charged);
    underWay.merge(blob, 1, Math::addExact);
    return new Begun.Ready(new Booking(holder, blob, charged));
  }

  /** A blob on its way. Closed before it is held, it costs nothing. */
  final class Booking implements AutoCloseable {
    private final Account holder;
    private final Hash blob;
    private long charged;
    private boolean isOver;

    private Booking(Account holder, Hash blob, long charged) {
      this.holder = holder;
      this.blob = blob;
      this.charged = charged;
    }

    /**
     * Says that the blob is stored; when it returns, durably, that its holder holds it. The booking
     * is over then, before anybody is answered: whoever knows of the blob finds the books as they
     * stay.
     *
     * @return until when, epoch milliseconds
     */
    long hold() throws IOException {
      synchronized (BlobBooks.this) {
        Holders before = holders(blob);
        Holders after = before.with(holder, clock.millis() + terms.keep().toMillis());
        if (!store.note(blob, after.encode())) {
          throw new IOException("blob " + blob + " is gone before it could be held");
        }
        if (!before.has(holder)) {
          charged = 0;
        }
        close();
        return after.until().getOrDefault(holder, 0L);
      }
    }

    @Override
    public void close() {
      synchronized (BlobBooks.this) {
        if (isOver) {
          return;
        }
        isOver = true;
        charge(holder, -charged);
        underWay.computeIfPresent(blob, (its, count) -> count == 1 ? null : count - 1);
      }
    }
  }

  /**
   * Has a blob stay, whoever holds it, until {@link #unpin} of that number or a higher one; of
   * several numbers the highest counts. In memory alone.
   *
   * @return the blob, if it is there
   */
  synchronized Optional<BlobStore.Blob> pin(Hash blob, long number) {
    Optional<BlobStore.Blob> found = store.find(blob);
    if (found.isPresent()) {
      pinned.merge(blob, number, Math::max);
    }
    return found;
  }

  /** Lets go of blobs that were pinned up to {@code number}. */
  synchronized void unpin(long number) {
    pinned.values().removeIf(last -> last <= number);
  }

  /** What {@code account} holds. */
  synchronized long held(Account account) {
    return held.getOrDefault(account, 0L);
  }

  /**
   * Forgets who held blobs for long enough, and deletes those that nobody holds.
   *
   * @return how many were deleted
   */
  public long sweep() throws IOException {
    long[] deleted = {0};
    store.forEach((blob, bytes, damaged) -> deleted[0] += isSwept(blob, bytes) ? 1 : 0);
    return deleted[0];
  }

  private synchronized boolean isSwept(Hash blob, long bytes) throws IOException {
    if (underWay.containsKey(blob)) {
      return false;
    }
    Holders before = holders(blob);
    Holders after = before.after(clock.millis());
    boolean stays = !after.until().isEmpty() || pinned.containsKey(blob);
    if (!stays) {
      store.delete(blob);
    } else if (!after.equals(before)) {
      store.note(blob, after.encode());
    }
    for (Account holder : before.until().keySet()) {
      if (!after.has(holder)) {
        charge(holder, -bytes);
      }
    }
    return !stays;
  }
}
