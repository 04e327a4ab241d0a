package polder.node.validator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import polder.node.gateway.VerifiedMessages;
import polder.node.journal.JournalPage;
import polder.ports.JournalReader;
import polder.ports.ReportJournal;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;

/**
 * A validator's own copy of what nodes acknowledged, durable, in the order in which it came. What
 * devices signed is verified as it arrives and remembered, so that computing the epoch does not
 * verify it again. Where the nodes cut their epochs is noted as far as it is known; a message that
 * is on the wrong side of such a cut costs a fetch from the archive, and nothing else. For any
 * thread.
 */
public final class JournalMirror {
  /** So many epochs stay after they were sealed: what is in none of them by then is late anyway. */
  static final long KEPT_EPOCHS = 16;

  /** Where cuts are missing that nobody has, so many are made up at most. */
  private static final long MOST_MISSING = 100_000;

  private static final int BATCH = 4_096;

  private final ReportJournal store;
  private final VerifiedMessages verified;
  private final long mostEntries;

  /** What a node served is not what a node acknowledges. */
  public static final class GarbageException extends Exception {
    private static final long serialVersionUID = 1L;

    GarbageException(String message) {
      super(message);
    }
  }

  /**
   * In {@code store}, which nobody else writes to.
   *
   * @param verified remembers whose signatures are good
   * @param mostEntries so many messages are kept at most; beyond it nodes have to wait
   */
  public JournalMirror(ReportJournal store, VerifiedMessages verified, long mostEntries) {
    this.store = store;
    this.verified = verified;
    this.mostEntries = mostEntries;
  }

  /** Whether it takes more now. */
  public boolean hasRoom() {
    return store.end() - store.begin() < mostEntries;
  }

  /** Messages that are kept. */
  public long size() {
    return store.end() - store.begin();
  }

  /** The first epoch whose cut is wanted; empty if nothing was mirrored yet. */
  public synchronized Optional<Long> nextCut() throws IOException {
    return store.lastCut().map(cut -> cut.epoch() + 1);
  }

  /**
   * Takes a page; what is there already is passed over. Durable when this returns.
   *
   * @return the identity of the last message of the page, if it has any
   * @throws GarbageException if something in it is no message or signed by nobody; nothing of the
   *     page is taken then
   */
  public Optional<Hash> take(JournalPage page) throws IOException, GarbageException {
    // Signatures are most of the work: only writing needs to be alone.
    List<Message> messages = new ArrayList<>(page.messages().size());
    for (Bytes wire : page.messages()) {
      messages.add(read(wire, page.from() + messages.size()));
    }
    List<Hash> ids = messages.stream().map(Message::id).toList();
    Set<Hash> known = known(ids);
    for (int i = 0; i < messages.size(); i++) {
      if (!known.contains(ids.get(i))) {
        verify(messages.get(i), page.from() + i);
      }
    }
    List<Entry> read = messages.stream().map(one -> new Entry(one.id(), one.wire())).toList();
    synchronized (this) {
      write(page, read, known(ids));
    }
    return read.isEmpty() ? Optional.empty() : Optional.of(read.getLast().message());
  }

  private static Message read(Bytes wire, long offset) throws GarbageException {
    try {
      return Message.decode(wire);
    } catch (CodecException e) {
      throw new GarbageException("message " + offset + " cannot be read: " + e.getMessage());
    }
  }

  private synchronized Set<Hash> known(List<Hash> messages) throws IOException {
    return store.known(messages);
  }

  /** What owners sign is checked with the epoch: it needs the rules, and there is little of it. */
  private void verify(Message message, long offset) throws GarbageException {
    if (message instanceof DeviceMessage device) {
      if (!device.isSignatureGood()) {
        throw new GarbageException(
            "message " + offset + " is signed by nobody, which no node acknowledges");
      }
      verified.add(device);
    }
  }

  private void write(JournalPage page, List<Entry> read, Set<Hash> known)
      throws IOException, GarbageException {
    List<Entry> fresh = new ArrayList<>();
    Set<Hash> seen = new HashSet<>(known);
    Iterator<Cut> cuts = page.cuts().iterator();
    Optional<Cut> cut = next(cuts);
    for (int i = 0; i < read.size(); i++) {
      while (cut.isPresent() && cut.get().endOffset() <= page.from() + i) {
        append(fresh);
        cut(cut.get());
        cut = next(cuts);
      }
      Entry entry = read.get(i);
      if (seen.add(entry.message())) {
        fresh.add(entry);
      }
    }
    append(fresh);
    while (cut.isPresent()) {
      cut(cut.get());
      cut = next(cuts);
    }
  }

  private static Optional<Cut> next(Iterator<Cut> cuts) {
    return cuts.hasNext() ? Optional.of(cuts.next()) : Optional.empty();
  }

  /**
   * Takes what this validator acknowledged and sealed itself while it closed.
   *
   * @throws GarbageException if that begins too far behind what is here
   */
  public synchronized void takeBack(JournalReader own) throws IOException, GarbageException {
    long at = own.begin();
    long last = own.lastCut().map(Cut::epoch).orElse(-1L);
    for (long epoch = nextCut().orElse(last + 1); epoch <= last; epoch++) {
      Optional<Cut> cut = own.cut(epoch);
      if (cut.isPresent() && cut.get().endOffset() >= at) {
        copy(own, at, cut.get().endOffset());
        cut(cut.get());
        at = cut.get().endOffset();
      }
    }
    copy(own, at, own.end());
  }

  private void copy(JournalReader own, long from, long to) throws IOException {
    for (long at = from; at < to; at += BATCH) {
      List<Entry> entries = new ArrayList<>();
      own.read(at, Math.min(to, at + BATCH), entries::add);
      Set<Hash> known = store.known(entries.stream().map(Entry::message).toList());
      entries.removeIf(entry -> known.contains(entry.message()));
      append(entries);
    }
  }

  private void append(List<Entry> entries) throws IOException {
    if (!entries.isEmpty()) {
      // Others promised, each its own; what this validator promises it says when it closes.
      store.append(List.of(new ReportJournal.Batch(entries, Bytes.EMPTY)));
      entries.clear();
    }
  }

  /** Notes an epoch's end here, and those of epochs before that nobody told of. */
  private void cut(Cut theirs) throws IOException, GarbageException {
    long first = store.lastCut().map(last -> last.epoch() + 1).orElse(theirs.epoch());
    if (theirs.epoch() - first > MOST_MISSING) {
      throw new GarbageException(
          "it has cut epoch "
              + theirs.epoch()
              + " and this mirror only "
              + (first - 1)
              + "; move the folder 'mirror' away if that is so");
    }
    for (long epoch = first; epoch <= theirs.epoch(); epoch++) {
      store.cut(
          new Cut(
              epoch,
              theirs.startMillis(),
              theirs.endMillis(),
              store.end(),
              theirs.manifests(),
              theirs.chain(),
              theirs.events()));
    }
  }

  /** The messages between the cut before {@code epoch} and its own, if both are known. */
  Optional<List<Bytes>> messages(long epoch) throws IOException {
    long from;
    long to;
    synchronized (this) {
      Optional<Cut> end = store.cut(epoch);
      Optional<Cut> start = epoch == 0 ? Optional.empty() : store.cut(epoch - 1);
      if (end.isEmpty() || (epoch > 0 && start.isEmpty())) {
        return Optional.empty();
      }
      from = start.map(Cut::endOffset).orElse(0L);
      to = end.get().endOffset();
      if (from < store.begin()) {
        return Optional.empty();
      }
    }
    List<Bytes> messages = new ArrayList<>();
    store.read(from, to, entry -> messages.add(entry.wire()));
    return Optional.of(messages);
  }

  /** That {@code epoch} was found right: what was cut long before it need not be kept. */
  synchronized void sealed(long epoch) throws IOException {
    Optional<Cut> old = store.cut(epoch - KEPT_EPOCHS);
    if (old.isPresent() && old.get().endOffset() > store.begin()) {
      store.discard(old.get().endOffset());
    }
  }

  /**
   * What came and is in none of the epochs up to the newest one.
   *
   * @param epochs gives the messages of an epoch that was found right, or empty if it has not got
   *     them
   */
  public synchronized List<Entry> waiting(long newest, SealedMessages epochs) throws IOException {
    return unsealed(store.end(), newest, epochs);
  }

  /** The same of what came before the newest epoch's cut, and should be in it or an earlier one. */
  public synchronized List<Entry> overdue(long newest, SealedMessages epochs) throws IOException {
    long end = store.cut(newest).map(Cut::endOffset).orElse(store.begin());
    return unsealed(Math.max(end, store.begin()), newest, epochs);
  }

  private List<Entry> unsealed(long end, long newest, SealedMessages epochs) throws IOException {
    if (end == store.begin()) {
      return List.of();
    }
    Set<Hash> sealed = new HashSet<>();
    for (long epoch = Math.max(0, newest - 2 * KEPT_EPOCHS); epoch <= newest; epoch++) {
      for (Bytes wire : epochs.of(epoch)) {
        identity(wire).ifPresent(sealed::add);
      }
    }
    List<Entry> waiting = new ArrayList<>();
    store.read(
        store.begin(),
        end,
        entry -> {
          if (!sealed.contains(entry.message())) {
            waiting.add(entry);
          }
        });
    return waiting;
  }

  /** An epoch may hold what is no message; it was refused there. */
  private static Optional<Hash> identity(Bytes wire) {
    try {
      return Optional.of(Message.decode(wire).id());
    } catch (CodecException e) {
      return Optional.empty();
    }
  }

  /** Where the messages of epochs are. */
  public interface SealedMessages {
    /** The messages of {@code epoch}; none if it is not there. */
    List<Bytes> of(long epoch) throws IOException;
  }
}
