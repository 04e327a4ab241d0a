package polder.bench;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import polder.epoch.FleetState;
import polder.networks.GroupKey;
import polder.networks.sensors.FilledWindows;
import polder.networks.sensors.FilledWindows.Member;
import polder.networks.sensors.FilledWindows.Series;
import polder.ports.readings.EpochReadings;
import polder.protocol.Bytes;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.identity.KeyType;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.Parameters;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Site;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

/**
 * A simulated fleet of thermometers in cities of two thousand, each as wide as Berlin. Nobody holds
 * their keys: what they send is as if it had been verified when it arrived.
 */
final class Fleet {
  /** Berlin's thermometers in a published data set were 2,378. */
  static final int CITY = 2_000;

  private static final long SEED = 20_251_125;
  private static final long HOUR = 3_600_000;
  private static final int ROWS = 58;
  private static final int HEIGHT_MICRO = 300_000;
  private static final int WIDTH_MICRO = 440_000;

  private static final double[] DAY = new double[24];

  static {
    Arrays.setAll(DAY, hour -> Math.sin(2 * Math.PI * hour / 24));
  }

  private final String network;
  private final NetworkManifest manifest;
  private final List<Member> members;

  Fleet(NetworkManifest manifest, int size) {
    this.network = manifest.name();
    this.manifest = manifest;
    this.members = new ArrayList<>(size);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < size; i++) {
      int city = i / CITY;
      byte[] key = new byte[32];
      random.nextBytes(key);
      byte[] owner = new byte[Account.SIZE];
      random.nextBytes(owner);
      Place place =
          new Place(
              -54_000_000 + 2_000_000 * (city % ROWS) + random.nextInt(HEIGHT_MICRO),
              -179_000_000 + 3_000_000 * (city / ROWS) + random.nextInt(WIDTH_MICRO));
      members.add(
          new Member(
              DeviceId.of(KeyType.ED25519, Bytes.wrap(key)),
              new Account(Bytes.wrap(owner)),
              new Site(place, random.nextInt(600)),
              series(city, random)));
    }
  }

  int size() {
    return members.size();
  }

  private static Series course(int city) {
    return hour -> milli(weather(city, hour, 1));
  }

  /** The city's weather as a street has it: warmer or cooler by the hour, as no other has it. */
  private static Series series(int city, SplittableRandom random) {
    double offset = random.nextDouble(-1.5, 1.5);
    double swing = random.nextDouble(0.8, 1.2);
    int seed = random.nextInt();
    return hour ->
        milli(
            weather(city, hour, swing)
                + offset
                + wave(seed, hour, 7)
                + wave(seed, hour, 31)
                + 0.2 * noise(seed, hour));
  }

  /** Noise that takes {@code hours} to change, up to a degree either way. */
  private static double wave(int seed, long hour, int hours) {
    long at = Math.floorDiv(hour, hours);
    double part = (double) Math.floorMod(hour, hours) / hours;
    return (1 - part) * noise(seed + hours, at) + part * noise(seed + hours, at + 1);
  }

  /** White noise from -1 to 1: the finaliser of SplitMix64 (Steele et al. 2014). */
  private static double noise(int seed, long number) {
    long mixed = seed * 0x9E3779B97F4A7C15L + number;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return (mixed ^ mixed >>> 31) * 0x1p-63;
  }

  private static double weather(int city, long hour, double swing) {
    double week = 5 * wave(city, hour, 80);
    return 10 + swing * 4 * DAY[Math.floorMod(hour + city, 24)] + week;
  }

  /** Shown in tenths. */
  private static long milli(double degrees) {
    return Math.round(degrees * 10) * 100;
  }

  /** The state as it is when all are enrolled and nobody has measured anything. */
  FleetState enrolled() {
    FleetState state = new FleetState(network);
    members.forEach(member -> state.enrol(member.device(), member.owner(), member.site()));
    return state;
  }

  /** What a store of readings takes from their enrolment. */
  List<EpochReadings.Enrolment> enrolments() {
    return members.stream()
        .<EpochReadings.Enrolment>map(member ->
            new EpochReadings.Enrolled(
                network,
                member.device(),
                member.owner(),
                Optional.of(member.site()),
                Optional.empty()))
        .toList();
  }

  /** The state as it is when the fleet has measured for weeks, up to the hour of that number. */
  FleetState state(long hour) {
    FleetState state = new FleetState(network);
    FilledWindows windows =
        new FilledWindows(
            new Parameters("parameters", manifest.parameters()), hour, new SplittableRandom(SEED));
    for (int from = 0; from < members.size(); from += CITY) {
      List<Member> city = members.subList(from, Math.min(members.size(), from + CITY));
      Series course = course(from / CITY);
      SortedMap<GroupKey, SortedMap<DeviceId, Member>> groups = new TreeMap<>();
      SortedMap<GroupKey, List<Member>> reviews = new TreeMap<>();
      for (Member member : city) {
        state.enrol(member.device(), member.owner(), member.site());
        GroupKey group = windows.group(member.site());
        groups.computeIfAbsent(group, key -> new TreeMap<>()).put(member.device(), member);
        reviews.computeIfAbsent(windows.review(group), key -> new ArrayList<>()).add(member);
      }
      groups.forEach((group, its) ->
          state.remember(group, 1, windows.ofGroup(group, List.copyOf(its.values()), course)));
      reviews.forEach(
          (group, its) -> state.remember(group, 60 * 24, windows.ofReview(group, its, course)));
    }
    return state;
  }

  /** What the device of that number says in an hour. */
  DeviceMessage message(int index, long hour) {
    Member member = members.get(index);
    long time = hour * HOUR + HOUR / 2;
    SenmlRecord record =
        new SenmlRecord(
            "temperature",
            "Cel",
            new SenmlValue.Number(BigDecimal.valueOf(member.series().milli(hour) / 100, 1)),
            time);
    return new DeviceMessage.Draft(
            network,
            time,
            Optional.empty(),
            DeviceMessage.SENML_CBOR,
            SenmlPack.encode(List.of(record)))
        .unsigned(member.device());
  }
}
