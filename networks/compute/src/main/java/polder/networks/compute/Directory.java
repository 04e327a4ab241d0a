package polder.networks.compute;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.DeviceId;

/**
 * The machines whose offers stand: the network's summary, which every group reads one epoch later.
 */
public final class Directory {
  private final SortedMap<DeviceId, Machine> machines;
  private final List<Machine> all;

  private Directory(SortedMap<DeviceId, Machine> machines) {
    this.machines = Collections.unmodifiableSortedMap(machines);
    this.all = List.copyOf(machines.values());
  }

  /** The machine of that name. */
  public Optional<Machine> find(DeviceId device) {
    return Optional.ofNullable(machines.get(device));
  }

  /** All of them, by name. */
  public List<Machine> all() {
    return all;
  }

  /** A directory of one. */
  static Bytes of(Machine machine) {
    SortedMap<DeviceId, Machine> one = new TreeMap<>();
    one.put(machine.device(), machine);
    return encode(one);
  }

  private static Bytes encode(SortedMap<DeviceId, Machine> machines) {
    CborWriter writer = new CborWriter().beginArray(machines.size());
    machines.values().forEach(machine -> machine.write(writer));
    return writer.toBytes();
  }

  /** Reads a summary; an empty one is of no machine. */
  public static Directory decode(Bytes summary) {
    SortedMap<DeviceId, Machine> machines = new TreeMap<>();
    if (summary.size() > 0) {
      CborReader reader = new CborReader(summary);
      int size = reader.beginArray();
      for (int i = 0; i < size; i++) {
        Machine machine = Machine.read(reader);
        machines.put(machine.device(), machine);
      }
      reader.end();
    }
    return new Directory(machines);
  }

  /** One directory of two, in which no machine stands twice. */
  static Bytes merge(Bytes first, Bytes second) {
    if (first.size() == 0) {
      return second;
    }
    if (second.size() == 0) {
      return first;
    }
    // Entries are copied as they stand: most of a merge is of machines that nobody asks for.
    CborReader one = new CborReader(first);
    CborReader other = new CborReader(second);
    SortedMap<Bytes, Bytes> entries = new TreeMap<>();
    for (CborReader reader : List.of(one, other)) {
      int size = reader.beginArray();
      for (int i = 0; i < size; i++) {
        Bytes entry = reader.encodedItem();
        entries.put(name(entry), entry);
      }
    }
    List<Bytes> sorted = new ArrayList<>(entries.values());
    CborWriter writer = new CborWriter().beginArray(sorted.size());
    sorted.forEach(writer::encoded);
    return writer.toBytes();
  }

  private static Bytes name(Bytes entry) {
    CborReader reader = new CborReader(entry);
    reader.beginArray();
    return reader.bytes();
  }

  /** Remembers the summary that all groups of an epoch share. */
  static final class Memo {
    // Any thread may set it: whichever entry is seen, it was read from its own summary.
    private volatile Entry last = new Entry(Bytes.EMPTY, decode(Bytes.EMPTY));

    private record Entry(Bytes encoded, Directory directory) {}

    Directory of(Bytes summary) {
      Entry entry = last;
      if (!entry.encoded().equals(summary)) {
        entry = new Entry(summary, decode(summary));
        last = entry;
      }
      return entry.directory();
    }
  }
}
