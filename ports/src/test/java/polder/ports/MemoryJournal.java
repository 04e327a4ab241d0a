package polder.ports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import polder.protocol.Hash;

/** A journal that forgets everything with its process. For tests of the rooms; safe for threads. */
public final class MemoryJournal implements ReportJournal {
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private final TreeMap<Long, Batch> batches = new TreeMap<>();
  private final TreeMap<Hash, Long> offsets = new TreeMap<>();
  private final TreeMap<Long, Cut> cuts = new TreeMap<>();
  private long begin;
  private long end;
  private long writesBeforeFailure = Long.MAX_VALUE;

  /** Lets the disk fail for good after so many more writes, none of which is kept. */
  public synchronized void failAfter(long writes) {
    writesBeforeFailure = writes;
  }

  private void write() throws IOException {
    if (writesBeforeFailure == 0) {
      throw new IOException("the disk of this test is broken");
    }
    writesBeforeFailure--;
  }

  @Override
  public synchronized long append(List<Batch> added) throws IOException {
    write();
    long first = end;
    for (Batch batch : added) {
      batches.put(end, batch);
      for (Entry entry : batch.entries()) {
        if (offsets.putIfAbsent(entry.message(), end) != null) {
          throw new IllegalArgumentException("message " + entry.message() + " is there already");
        }
        entries.put(end++, entry);
      }
    }
    return first;
  }

  @Override
  public synchronized Set<Hash> known(List<Hash> messages) {
    Set<Hash> known = new HashSet<>(messages);
    known.retainAll(offsets.keySet());
    return known;
  }

  @Override
  public synchronized Optional<Batch> batch(Hash message) {
    return Optional.ofNullable(offsets.get(message))
        .map(batches::floorEntry)
        .filter(batch -> batch.getKey() >= begin)
        .map(Map.Entry::getValue);
  }

  @Override
  public synchronized long begin() {
    return begin;
  }

  @Override
  public synchronized long end() {
    return end;
  }

  @Override
  public void read(long from, long to, Consumer<Entry> reader) {
    List<Entry> range;
    synchronized (this) {
      if (from < begin || to < from || to > end) {
        throw new IllegalArgumentException("no entries from " + from + " to " + to);
      }
      range = new ArrayList<>(entries.subMap(from, to).values());
    }
    range.forEach(reader);
  }

  @Override
  public synchronized void cut(Cut cut) throws IOException {
    long next = cuts.isEmpty() ? cut.epoch() : cuts.lastKey() + 1;
    long least = cuts.isEmpty() ? 0 : cuts.lastEntry().getValue().endOffset();
    if (cut.epoch() != next || cut.endOffset() < least || cut.endOffset() > end) {
      throw new IllegalArgumentException("epoch " + next + " is to be cut, not " + cut);
    }
    write();
    cuts.put(cut.epoch(), cut);
  }

  @Override
  public synchronized Optional<Cut> cut(long epoch) {
    return Optional.ofNullable(cuts.get(epoch));
  }

  @Override
  public synchronized Optional<Cut> lastCut() {
    return cuts.isEmpty() ? Optional.empty() : Optional.of(cuts.lastEntry().getValue());
  }

  @Override
  public synchronized void discard(long offset) throws IOException {
    if (offset > lastCut().map(Cut::endOffset).orElse(0L)) {
      throw new IllegalArgumentException("entries from " + offset + " on are not sealed");
    }
    write();
    for (Entry entry : entries.headMap(offset).values()) {
      offsets.remove(entry.message());
    }
    entries.headMap(offset).clear();
    batches.headMap(offset).clear();
    begin = Math.max(begin, offset);
  }
}
