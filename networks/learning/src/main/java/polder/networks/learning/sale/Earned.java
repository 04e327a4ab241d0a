package polder.networks.learning.sale;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.learning.message.Origin;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Apportionment;

/**
 * What a participant's updates have earned in training, and on whose readings they were trained.
 *
 * @param owner whose it was when it earned last
 * @param nano nano-tokens
 * @param sources by device, its part of that; what is nobody's is the participant's own
 */
public record Earned(Account owner, long nano, SortedMap<DataSource, DataUse> sources) {
  private static final int FIELDS = 3;
  private static final int USE_FIELDS = 5;

  public Earned {
    sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
  }

  /** What it has earned with {@code more}, in even parts for the devices of {@code origin}. */
  public static Earned with(
      Optional<Earned> before, Account owner, long more, Optional<Origin> origin) {
    SortedMap<DataSource, DataUse> sources = new TreeMap<>();
    before.ifPresent(its -> sources.putAll(its.sources));
    origin.ifPresent(its -> share(more, its, sources));
    return new Earned(owner, Math.addExact(before.map(Earned::nano).orElse(0L), more), sources);
  }

  private static void share(long nano, Origin origin, SortedMap<DataSource, DataUse> sources) {
    List<DeviceId> devices = origin.devices();
    long[] even = new long[devices.size()];
    Arrays.fill(even, 1);
    long[] parts = Apportionment.split(nano, even);
    for (int i = 0; i < parts.length; i++) {
      DataSource source = new DataSource(origin.network(), devices.get(i));
      // Who names others in each round would fill the state.
      if (sources.size() < Origin.MOST_DEVICES || sources.containsKey(source)) {
        sources.merge(
            source, new DataUse(parts[i], origin.firstEpoch(), origin.lastEpoch()), DataUse::and);
      }
    }
  }

  /** All of it as a map in one array, by participant. */
  public static void write(CborWriter writer, SortedMap<DeviceId, Earned> all) {
    writer.beginArray(2 * all.size());
    all.forEach((device, its) -> {
      writer.bytes(device.multikey());
      its.write(writer);
    });
  }

  private void write(CborWriter writer) {
    writer
        .beginArray(FIELDS)
        .bytes(owner.address())
        .integer(nano)
        .beginArray(USE_FIELDS * sources.size());
    sources.forEach((source, use) -> {
      source.write(writer);
      use.write(writer);
    });
  }

  /** Reads what {@link #write} gave. */
  public static SortedMap<DeviceId, Earned> readAll(CborReader reader) {
    int items = reader.beginArray();
    SortedMap<DeviceId, Earned> all = new TreeMap<>();
    for (int i = 0; i < items; i += 2) {
      all.put(new DeviceId(reader.bytes()), read(reader));
    }
    return all;
  }

  private static Earned read(CborReader reader) {
    if (reader.beginArray() != FIELDS) {
      throw new CodecException("nothing was earned like this", reader.offset());
    }
    Account owner = new Account(reader.bytes());
    long nano = reader.integer();
    int items = reader.beginArray();
    SortedMap<DataSource, DataUse> sources = new TreeMap<>();
    for (int i = 0; i < items; i += USE_FIELDS) {
      sources.put(DataSource.read(reader), DataUse.read(reader));
    }
    return new Earned(owner, nano, sources);
  }
}
