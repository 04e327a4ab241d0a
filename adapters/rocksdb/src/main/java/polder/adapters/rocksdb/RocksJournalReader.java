package polder.adapters.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import polder.ports.JournalReader;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainPoint;

/** Reads the journal. The keys are big-endian, so that the order of bytes is that of numbers. */
class RocksJournalReader implements JournalReader {
  static final byte[] BEGIN = {'b', 'e', 'g', 'i', 'n'};

  private static final int CUT_BYTES = 5 * Long.BYTES + 3 * Hash.SIZE;
  private static final int ENTRY_HEAD_BYTES = Integer.BYTES + Hash.SIZE;

  private final Database database;

  /** Entries from begin to end are kept. Replaced as a whole, so that a reader sees both agree. */
  record Range(long begin, long end) {}

  private volatile Range range;

  RocksJournalReader(Database database) throws IOException {
    this.database = database;
    byte[] kept = database.get(Family.META, BEGIN);
    long begin = kept == null ? 0 : number(kept);
    byte[] last = database.lastKey(Family.ENTRIES);
    this.range = new Range(begin, last == null ? begin : Math.max(begin, number(last) + 1));
  }

  final Database database() {
    return database;
  }

  final Range range() {
    return range;
  }

  final void moveTo(long begin, long end) {
    range = new Range(begin, end);
  }

  static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static long number(byte[] key) throws IOException {
    if (key.length != Long.BYTES) {
      throw new IOException("damaged: a number of " + key.length + " bytes in the journal");
    }
    return ByteBuffer.wrap(key).getLong();
  }

  static byte[] encode(int place, Entry entry) {
    byte[] value = new byte[ENTRY_HEAD_BYTES + entry.wire().size()];
    ByteBuffer.wrap(value).putInt(place);
    entry.message().write(value, Integer.BYTES);
    System.arraycopy(entry.wire().unsafeArray(), 0, value, ENTRY_HEAD_BYTES, entry.wire().size());
    return value;
  }

  private static Entry decode(byte[] value) throws IOException {
    requireHead(value);
    return new Entry(
        Hash.read(value, Integer.BYTES),
        Bytes.copyOf(value, ENTRY_HEAD_BYTES, value.length - ENTRY_HEAD_BYTES));
  }

  private static int place(byte[] value) throws IOException {
    requireHead(value);
    return ByteBuffer.wrap(value).getInt();
  }

  private static void requireHead(byte[] value) throws IOException {
    if (value.length < ENTRY_HEAD_BYTES) {
      throw new IOException("damaged: an entry of " + value.length + " bytes in the journal");
    }
  }

  static byte[] encode(Batch batch) {
    return ByteBuffer.allocate(Integer.BYTES + batch.promise().size())
        .putInt(batch.entries().size())
        .put(batch.promise().unsafeArray())
        .array();
  }

  static byte[] encode(Cut cut) {
    return ByteBuffer.allocate(CUT_BYTES)
        .putLong(cut.startMillis())
        .putLong(cut.endMillis())
        .putLong(cut.endOffset())
        .put(cut.manifests().toArray())
        .putLong(cut.chain().block())
        .put(cut.chain().blockHash().toArray())
        .putLong(cut.chain().validatorSet())
        .put(cut.events().toArray())
        .array();
  }

  private static Cut decode(long epoch, byte[] value) throws IOException {
    if (value.length != CUT_BYTES) {
      throw new IOException("damaged: a cut of " + value.length + " bytes in the journal");
    }
    ByteBuffer in = ByteBuffer.wrap(value);
    return new Cut(
        epoch,
        in.getLong(),
        in.getLong(),
        in.getLong(),
        hash(in),
        new ChainPoint(in.getLong(), hash(in), in.getLong()),
        hash(in));
  }

  private static Hash hash(ByteBuffer in) {
    byte[] bytes = new byte[Hash.SIZE];
    in.get(bytes);
    return Hash.of(bytes);
  }

  @Override
  public Set<Hash> known(List<Hash> messages) throws IOException {
    Set<Hash> known = new HashSet<>();
    List<byte[]> keys = messages.stream().map(Hash::toArray).toList();
    BitSet present = database.present(Family.MESSAGES, keys);
    for (int i = present.nextSetBit(0); i >= 0; i = present.nextSetBit(i + 1)) {
      known.add(messages.get(i));
    }
    return known;
  }

  @Override
  public Optional<Batch> batch(Hash message) throws IOException {
    byte[] key = database.get(Family.MESSAGES, message.toArray());
    if (key == null) {
      return Optional.empty();
    }
    long offset = number(key);
    byte[] value = database.get(Family.ENTRIES, key);
    if (value != null && !decode(value).message().equals(message)) {
      throw new IOException("damaged: message " + message + " points to another");
    }
    long first = value == null ? offset : offset - place(value);
    byte[] head = value == null ? null : database.get(Family.BATCHES, key(first));
    if (head == null || head.length < Integer.BYTES) {
      if (first < range.begin()) {
        return Optional.empty(); // Discarded, perhaps between two looks.
      }
      throw new IOException("damaged: message " + message + " has lost its batch");
    }
    try {
      List<Entry> entries = new ArrayList<>();
      read(first, first + ByteBuffer.wrap(head).getInt(), entries::add);
      return Optional.of(
          new Batch(entries, Bytes.copyOf(head, Integer.BYTES, head.length - Integer.BYTES)));
    } catch (IllegalArgumentException e) {
      if (first < range.begin()) {
        return Optional.empty();
      }
      throw new IOException("damaged: the batch of message " + message + " has lost entries", e);
    }
  }

  @Override
  public long begin() {
    return range.begin();
  }

  @Override
  public long end() {
    return range.end();
  }

  @Override
  public void read(long from, long to, Consumer<Entry> reader) throws IOException {
    Range kept = range;
    if (from < kept.begin() || to < from || to > kept.end()) {
      throw new IllegalArgumentException(
          "entries from %d to %d are asked for, from %d to %d are kept"
              .formatted(from, to, kept.begin(), kept.end()));
    }
    if (from == to) {
      return;
    }
    long[] next = {from};
    database.scan(
        Family.ENTRIES,
        key(from),
        (key, value) -> {
          if (number(key) != next[0]) {
            throw new IOException("damaged: entry " + next[0] + " is missing in the journal");
          }
          reader.accept(decode(value));
          return ++next[0] < to;
        });
    if (next[0] != to) {
      throw new IOException("damaged: entry " + next[0] + " is missing in the journal");
    }
  }

  @Override
  public Optional<Cut> cut(long epoch) throws IOException {
    byte[] value = database.get(Family.CUTS, key(epoch));
    return value == null ? Optional.empty() : Optional.of(decode(epoch, value));
  }

  @Override
  public Optional<Cut> lastCut() throws IOException {
    byte[] last = database.lastKey(Family.CUTS);
    return last == null ? Optional.empty() : cut(number(last));
  }
}
