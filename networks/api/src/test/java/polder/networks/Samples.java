package polder.networks;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.manifest.Value;
import polder.protocol.message.Site;

/** Manifests, keys and places for the tests of kinds and of the epoch program. */
public final class Samples {
  /** Start of epoch 0 in the sample deployment. */
  public static final long GENESIS_MILLIS = 1_700_000_000_000L;

  private Samples() {}

  /** A table of these keys and values: text, whole numbers, switches, lists, tables. */
  public static Value.Table table(Object... keysAndValues) {
    SortedMap<String, Value> entries = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      entries.put((String) keysAndValues[i], value(keysAndValues[i + 1]));
    }
    return new Value.Table(entries);
  }

  private static Value value(Object plain) {
    return switch (plain) {
      case Value value -> value;
      case String text -> new Value.Text(text);
      case Integer number -> new Value.Whole(number);
      case Long number -> new Value.Whole(number);
      case Boolean on -> new Value.Flag(on);
      case List<?> list -> new Value.Sequence(list.stream().map(Samples::value).toList());
      default -> throw new IllegalArgumentException("no value of a manifest: " + plain);
    };
  }

  /** {@code table} with {@code value} at the dotted {@code path}. */
  public static Value.Table with(Value.Table table, String path, Object value) {
    return change(table, path, value(value));
  }

  /** {@code table} without what stands at the dotted {@code path}. */
  public static Value.Table without(Value.Table table, String path) {
    return change(table, path, null);
  }

  private static Value.Table change(Value.Table table, String path, @Nullable Value value) {
    SortedMap<String, Value> entries = new TreeMap<>(table.entries());
    int dot = path.indexOf('.');
    if (dot >= 0) {
      String key = path.substring(0, dot);
      Value.Table below = (Value.Table) entries.getOrDefault(key, Value.Table.empty());
      entries.put(key, change(below, path.substring(dot + 1), value));
    } else if (value == null) {
      entries.remove(path);
    } else {
      entries.put(path, value);
    }
    return new Value.Table(entries);
  }

  /** A deployment with epochs of {@code epoch}, which mints 86,400 tokens a day: one a second. */
  public static Value.Table deployment(String epoch) {
    return table(
        "name",
        "sample",
        "chain_id",
        31337,
        "genesis_millis",
        GENESIS_MILLIS,
        "epoch",
        epoch,
        "emission",
        table("per_day", 86_400, "halving", "1460d"),
        "grace",
        "5s",
        "clock_tolerance",
        "5s",
        "snapshot_every",
        100,
        "messages_per_epoch",
        1000);
  }

  /** A network that pays half of the emission at ten devices or more, without probation. */
  public static Value.Table network(String name, String kind, Value.Table parameters) {
    return table(
        "network", name,
        "kind", kind,
        "pay", table("share", "0.5", "target_devices", 10, "probation", "0s", "forfeit_below", 0),
        "data", table("access", "public", "licence", "CC0-1.0", "finest_place", "0.000001"),
        "parameters", parameters);
  }

  /** The window of an epoch of {@code lengthMillis} in the sample deployment. */
  public static EpochWindow window(long epoch, long lengthMillis) {
    long start = GENESIS_MILLIS + epoch * lengthMillis;
    return new EpochWindow(epoch, start, start + lengthMillis, 5_000, 5_000);
  }

  /** The key of device {@code number}. */
  public static DeviceKey device(long number) {
    return DeviceKey.ed25519(secret(number));
  }

  /** The secret of account {@code number}. */
  public static byte[] secret(long number) {
    byte[] secret = new byte[32];
    new SplittableRandom(number).nextBytes(secret);
    // Never above the order of any curve.
    secret[0] = 1;
    return secret;
  }

  /** Account {@code number}. */
  public static Account account(long number) {
    return Secp256k1.account(secret(1_000_000 + number));
  }

  /** The secret of {@link #account}. */
  public static byte[] accountSecret(long number) {
    return secret(1_000_000 + number);
  }

  /** A site at sea level. */
  public static Optional<Site> site(long latMicro, long lonMicro) {
    return Optional.of(
        new Site(new Place(Math.toIntExact(latMicro), Math.toIntExact(lonMicro)), 0));
  }
}
