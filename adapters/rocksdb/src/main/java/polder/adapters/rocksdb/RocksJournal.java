package polder.adapters.rocksdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import polder.ports.ReportJournal;
import polder.protocol.Hash;

/** Writes the journal. One thread at a time: it is the only one that gives out offsets. */
final class RocksJournal extends RocksJournalReader implements ReportJournal {
  /** So many entries are forgotten in one write, to bound its memory. */
  private static final int DISCARD_BATCH = 10_000;

  private final Leftovers leftovers;

  RocksJournal(Database database) throws IOException {
    super(database);
    this.leftovers = new Leftovers(database, Family.ENTRIES);
  }

  @Override
  public synchronized long append(List<Batch> batches) throws IOException {
    Range kept = range();
    if (batches.isEmpty()) {
      return kept.end();
    }
    long[] offset = {kept.end()};
    database()
        .write((writes, database) -> {
          for (Batch batch : batches) {
            put(writes, database, offset[0], batch);
            offset[0] += batch.entries().size();
          }
        });
    moveTo(kept.begin(), offset[0]);
    return kept.end();
  }

  private static void put(WriteBatch writes, Database database, long first, Batch batch)
      throws RocksDBException {
    ColumnFamilyHandle contents = database.handle(Family.ENTRIES);
    ColumnFamilyHandle offsets = database.handle(Family.MESSAGES);
    writes.put(database.handle(Family.BATCHES), key(first), encode(batch));
    for (int place = 0; place < batch.entries().size(); place++) {
      Entry entry = batch.entries().get(place);
      byte[] key = key(first + place);
      writes.put(contents, key, encode(place, entry));
      writes.put(offsets, entry.message().toArray(), key);
    }
  }

  @Override
  public synchronized void cut(Cut cut) throws IOException {
    Optional<Cut> last = lastCut();
    long next = last.map(before -> before.epoch() + 1).orElse(cut.epoch());
    long least = last.map(Cut::endOffset).orElse(0L);
    if (cut.epoch() != next || cut.endOffset() < least || cut.endOffset() > end()) {
      throw new IllegalArgumentException(
          "epoch %d is to be cut, at an offset from %d to %d, not %s"
              .formatted(next, least, end(), cut));
    }
    database()
        .write((batch, database) ->
            batch.put(database.handle(Family.CUTS), key(cut.epoch()), encode(cut)));
  }

  @Override
  public void discard(long offset) throws IOException {
    synchronized (leftovers) {
      long sealed = lastCut().map(Cut::endOffset).orElse(0L);
      if (offset > sealed) {
        throw new IllegalArgumentException(
            "entries from %d on are in no epoch yet, so %d is too far".formatted(sealed, offset));
      }
      // By pieces, each looked at before the journal is held: what comes in meanwhile waits until
      // one is written at most.
      while (begin() < offset) {
        Piece piece = piece(Math.min(offset, begin() + DISCARD_BATCH));
        discard(piece);
        leftovers.add(piece.bytes());
      }
      leftovers.giveBack(key(0), key(offset));
    }
  }

  /**
   * The first of what is kept.
   *
   * @param end the offset behind it
   * @param messages which they are
   * @param bytes of all of them
   */
  private record Piece(long end, List<Hash> messages, long bytes) {}

  private Piece piece(long end) throws IOException {
    List<Hash> messages = new ArrayList<>();
    long[] bytes = {0};
    read(
        begin(),
        end,
        entry -> {
          messages.add(entry.message());
          bytes[0] += entry.wire().size();
        });
    return new Piece(end, messages, bytes[0]);
  }

  private synchronized void discard(Piece piece) throws IOException {
    Range kept = range();
    // Readers that come from now on are refused, those under way see the database as it was.
    moveTo(piece.end(), kept.end());
    database()
        .write((batch, database) -> {
          ColumnFamilyHandle offsets = database.handle(Family.MESSAGES);
          for (Hash message : piece.messages()) {
            batch.delete(offsets, message.toArray());
          }
          byte[] first = key(kept.begin());
          byte[] end = key(piece.end());
          batch.deleteRange(database.handle(Family.ENTRIES), first, end);
          batch.deleteRange(database.handle(Family.BATCHES), first, end);
          batch.put(database.handle(Family.META), BEGIN, end);
        });
  }
}
