package polder.agent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.agent.Outbox.Author;
import polder.agent.Outbox.Position;
import polder.agent.Outbox.Stored;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.DeviceId;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;

/**
 * What the records of an outbox add up to. Each change gives the record that says the same to
 * whoever reads the file. Readings are numbered, and a message says up to which number it took
 * them, so that a lost record cannot shift what the others mean.
 */
final class OutboxState {
  /** Most readings in one record. */
  static final int RECORDS_TOGETHER = 100;

  private static final int SETTLED_TOGETHER = 10_000;

  private static final int BASE = 1;
  private static final int READINGS = 2;
  private static final int MESSAGE = 3;
  private static final int SETTLED = 4;
  private static final int CONSUMED = 5;
  private static final int UNSURE = 6;
  private static final int AUTHOR = 7;

  /** About what a reading takes in the file. */
  private static final int READING_BYTES = 48;

  private static final int MESSAGE_OVERHEAD = 32;

  private final Deque<Numbered> pending = new ArrayDeque<>();
  private final SortedMap<Long, Bytes> messages = new TreeMap<>();
  private final SortedMap<String, String> positions = new TreeMap<>();
  private long lastSequence;
  private long nextNumber;
  private long messageBytes;
  private int passedOver;
  private Optional<Author> author = Optional.empty();
  // Of a message from this sequence on a node must say that it has it, before it is certain that no
  // later one was ever signed than the last that is known here; 0 where that is certain.
  private long unsureFrom;

  private record Numbered(long number, SenmlRecord reading) {}

  /** What had to go, and the records that say so. */
  record Dropped(int messages, int readings, List<RecordLog.Entry> entries) {}

  /**
   * The state after what a file holds; an entry of another form than its type's is passed over.
   * What is missing of it so may have been a message, as may all of a file that is not there.
   */
  static OutboxState of(RecordLog.Contents contents) {
    List<RecordLog.Entry> entries = contents.entries();
    OutboxState state = new OutboxState();
    for (RecordLog.Entry entry : entries) {
      try {
        state.apply(entry);
      } catch (CodecException | IllegalArgumentException e) {
        // Its checksum holds, so a later version wrote it: its readings are not ours to guess.
        state.passedOver++;
      }
    }
    if (contents.damagedBytes() > 0 || state.passedOver > 0 || state.lastSequence == 0) {
      state.unsureFrom = state.lastSequence + 1;
    }
    return state;
  }

  private void apply(RecordLog.Entry entry) {
    CborReader reader = new CborReader(entry.content());
    int items = reader.beginArray();
    switch (entry.type()) {
      case BASE -> {
        lastSequence = Math.max(lastSequence, reader.integer());
        nextNumber = Math.max(nextNumber, reader.integer());
        for (int i = 2; i < items; i += 2) {
          positions.put(reader.text(), reader.text());
        }
      }
      case READINGS -> {
        long number = reader.integer();
        List<SenmlRecord> readings = SenmlPack.decode(reader.bytes());
        for (int i = 2; i < items; i += 2) {
          positions.put(reader.text(), reader.text());
        }
        for (SenmlRecord reading : readings) {
          pending.add(new Numbered(number++, reading));
        }
        nextNumber = Math.max(nextNumber, number);
      }
      case MESSAGE -> {
        consumeBelow(reader.integer());
        long sequence = reader.integer();
        put(new Stored(sequence, reader.bytes()));
        remove(reader.integer());
        lastSequence = Math.max(lastSequence, sequence);
      }
      case SETTLED -> {
        for (int i = 0; i < items; i++) {
          remove(reader.integer());
        }
      }
      case CONSUMED -> consumeBelow(reader.integer());
      case UNSURE -> unsureFrom = reader.integer();
      case AUTHOR -> {
        author = Optional.of(new Author(new DeviceId(reader.bytes()), reader.text()));
        unsureFrom = reader.integer();
      }
      default -> throw new IllegalArgumentException("unknown type " + entry.type());
    }
  }

  /** Everything there is, as the records of a new file. */
  List<RecordLog.Entry> snapshot() {
    List<RecordLog.Entry> entries = new ArrayList<>();
    entries.add(base());
    entries.add(unsure());
    author.ifPresent(its -> entries.add(author(its)));
    messages.forEach((sequence, wire) -> entries.add(message(0, new Stored(sequence, wire), 0)));
    List<SenmlRecord> together = new ArrayList<>();
    long first = 0;
    for (Numbered reading : pending) {
      if (reading.number() != first + together.size() || together.size() == RECORDS_TOGETHER) {
        flush(entries, first, together);
        first = reading.number();
      }
      together.add(reading.reading());
    }
    flush(entries, first, together);
    return entries;
  }

  private void flush(List<RecordLog.Entry> entries, long first, List<SenmlRecord> together) {
    if (!together.isEmpty()) {
      entries.add(readings(first, together));
      together.clear();
    }
  }

  /** Last sequence, next number, positions. */
  RecordLog.Entry base() {
    CborWriter writer = new CborWriter().beginArray(2 + 2 * positions.size());
    writer.integer(lastSequence).integer(nextNumber);
    write(writer, positions);
    return new RecordLog.Entry(BASE, writer.toBytes());
  }

  private RecordLog.Entry unsure() {
    return new RecordLog.Entry(
        UNSURE, new CborWriter().beginArray(1).integer(unsureFrom).toBytes());
  }

  /** In one record with what it makes unsure, so that no crash keeps the one without the other. */
  private RecordLog.Entry author(Author its) {
    CborWriter writer = new CborWriter().beginArray(3).bytes(its.device().multikey());
    return new RecordLog.Entry(AUTHOR, writer.text(its.network()).integer(unsureFrom).toBytes());
  }

  /**
   * Takes in who signs what comes next. Which message another one signed last is not known here.
   *
   * @return what the file must say, if that is somebody else than before
   */
  Optional<RecordLog.Entry> signedBy(Author next) {
    if (author.equals(Optional.of(next))) {
      return Optional.empty();
    }
    author = Optional.of(next);
    unsureFrom = lastSequence + 1;
    return Optional.of(author(next));
  }

  /** How many records were passed over. */
  int passedOver() {
    return passedOver;
  }

  /**
   * Takes in that a node has these messages: a node takes none whose sequence is below that of one
   * that it has, so whatever was forgotten here was signed before them.
   *
   * @return what the file must say, if that makes certain what was not
   */
  Optional<RecordLog.Entry> acknowledged(Collection<Long> sequences) {
    if (unsureFrom == 0 || sequences.stream().noneMatch(sequence -> sequence >= unsureFrom)) {
      return Optional.empty();
    }
    unsureFrom = 0;
    return Optional.of(unsure());
  }

  /** The sequence that was used last; empty where a later one may have been used. */
  private Optional<Long> previous() {
    return unsureFrom == 0 ? Optional.of(lastSequence) : Optional.empty();
  }

  void at(Position position) {
    positions.put(position.source(), position.place());
  }

  Optional<String> position(String source) {
    return Optional.ofNullable(positions.get(source));
  }

  RecordLog.Entry added(List<SenmlRecord> readings) {
    long first = nextNumber;
    readings.forEach(reading -> pending.add(new Numbered(nextNumber++, reading)));
    return readings(first, readings);
  }

  private RecordLog.Entry readings(long first, List<SenmlRecord> readings) {
    CborWriter writer = new CborWriter().beginArray(2 + 2 * positions.size());
    writer.integer(first).bytes(SenmlPack.encode(readings));
    write(writer, positions);
    return new RecordLog.Entry(READINGS, writer.toBytes());
  }

  private static void write(CborWriter writer, SortedMap<String, String> positions) {
    positions.forEach((source, place) -> writer.text(source).text(place));
  }

  /** The sequence after all that were ever used; it counts as used from now on. */
  Outbox.Numbering next(long nowMillis) {
    Optional<Long> previous = previous();
    lastSequence = Math.max(Math.addExact(lastSequence, 1), nowMillis);
    return new Outbox.Numbering(lastSequence, previous);
  }

  RecordLog.Entry sealed(int count, Stored message) {
    long below = 0;
    for (int i = 0; i < count && !pending.isEmpty(); i++) {
      below = pending.remove().number() + 1;
    }
    put(message);
    return message(below, message, 0);
  }

  RecordLog.Entry renewed(long oldSequence, Stored message) {
    remove(oldSequence);
    put(message);
    return message(0, message, oldSequence);
  }

  private static RecordLog.Entry message(long below, Stored message, long replaced) {
    CborWriter writer = new CborWriter(message.wire().size() + MESSAGE_OVERHEAD).beginArray(4);
    writer.integer(below).integer(message.sequence()).bytes(message.wire()).integer(replaced);
    return new RecordLog.Entry(MESSAGE, writer.toBytes());
  }

  RecordLog.Entry settled(List<Long> sequences) {
    sequences.forEach(this::remove);
    CborWriter writer = new CborWriter().beginArray(sequences.size());
    sequences.forEach(writer::integer);
    return new RecordLog.Entry(SETTLED, writer.toBytes());
  }

  /**
   * Drops the oldest messages, then the oldest readings, until at most {@code mostBytes} remain.
   */
  Dropped dropOldest(long mostBytes) {
    List<RecordLog.Entry> entries = new ArrayList<>();
    List<Long> gone = new ArrayList<>();
    int count = 0;
    while (bytes() > mostBytes && !messages.isEmpty()) {
      gone.add(messages.firstKey());
      remove(messages.firstKey());
      count++;
      if (gone.size() == SETTLED_TOGETHER) {
        entries.add(settled(gone));
        gone.clear();
      }
    }
    if (!gone.isEmpty()) {
      entries.add(settled(gone));
    }
    int readings = 0;
    long below = 0;
    while (bytes() > mostBytes && !pending.isEmpty()) {
      below = pending.remove().number() + 1;
      readings++;
    }
    if (readings > 0) {
      entries.add(
          new RecordLog.Entry(CONSUMED, new CborWriter().beginArray(1).integer(below).toBytes()));
    }
    return new Dropped(count, readings, entries);
  }

  private void consumeBelow(long number) {
    while (!pending.isEmpty() && pending.peek().number() < number) {
      pending.remove();
    }
  }

  private void put(Stored message) {
    Bytes before = messages.put(message.sequence(), message.wire());
    messageBytes += message.wire().size() - (before == null ? 0 : before.size());
  }

  private void remove(long sequence) {
    Bytes wire = messages.remove(sequence);
    messageBytes -= wire == null ? 0 : wire.size();
  }

  List<SenmlRecord> pending(int most) {
    List<SenmlRecord> oldest = new ArrayList<>();
    Iterator<Numbered> readings = pending.iterator();
    while (oldest.size() < most && readings.hasNext()) {
      oldest.add(readings.next().reading());
    }
    return oldest;
  }

  int pendingCount() {
    return pending.size();
  }

  int messageCount() {
    return messages.size();
  }

  List<Stored> oldest(int most) {
    List<Stored> oldest = new ArrayList<>();
    for (Map.Entry<Long, Bytes> message : messages.entrySet()) {
      if (oldest.size() >= most) {
        break;
      }
      oldest.add(new Stored(message.getKey(), message.getValue()));
    }
    return oldest;
  }

  /** About how many bytes a file of everything takes. */
  long bytes() {
    return messageBytes
        + (long) messages.size() * MESSAGE_OVERHEAD
        + (long) pending.size() * READING_BYTES;
  }
}
