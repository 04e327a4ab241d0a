package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import polder.networks.Assessment.Verdict;
import polder.networks.GroupKey;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Parameters;
import polder.protocol.message.Site;

/**
 * The memory of a fleet that has measured every hour for weeks: each window of the slow checks is
 * full, each diary written to its last slot. Simulated.
 */
public final class FilledWindows {
  private static final long HOUR = 3_600_000;
  private static final int HOURS = 24;

  private final SensorParameters parameters;
  private final Geography geography;
  private final long hour;
  private final RandomGenerator random;

  /** A station and what it measures. */
  public record Member(DeviceId device, Account owner, Site site, Series series) {}

  /** What a station measures. */
  public interface Series {
    /** Thousandths of the quantity's unit in the hour of that number, counted from 1970 on. */
    long milli(long hour);
  }

  /**
   * Up to the beginning of an hour.
   *
   * @param parameters the network's, of one quantity with a course of one-hour slots
   * @param hour its number, counted from 1970 on
   */
  public FilledWindows(Parameters parameters, long hour, RandomGenerator random) {
    this.parameters = SensorParameters.of(parameters);
    this.geography = new Geography(this.parameters);
    this.hour = hour;
    this.random = random;
  }

  /** The group that pays for what stands at {@code site}. */
  public GroupKey group(Site site) {
    return geography.spot(site.place()).grouping().home();
  }

  /** The group that reviews the stations of {@code group}. */
  public GroupKey review(GroupKey group) {
    return Geography.review(geography.region(group));
  }

  /** The memory of a group of stations, ordered by device. */
  public Bytes ofGroup(GroupKey group, List<Member> members, Series course) {
    Quantity quantity = parameters.quantities().values().iterator().next();
    SensorParameters.Course slots = parameters.course().orElseThrow();
    long region = geography.region(group);
    long day = slots.day(hour, region);
    long begin = hour - slots.slotOfDay(hour, region);
    DayBook book = DayBook.empty(1).begun(day);
    for (long at = begin; at < hour; at++) {
      book = book.with(day, 0, (int) (at - begin), quantity.slow().steps(course.milli(at)));
    }
    List<Station> stations = new ArrayList<>(members.size());
    for (Member member : members) {
      stations.add(station(member, quantity, begin));
    }
    return new GroupMemory(parameters).encode(book, stations);
  }

  private Station station(Member member, Quantity quantity, long begin) {
    Bytes samples = Bytes.EMPTY;
    for (long at = begin; at < hour; at++) {
      long steps = quantity.slow().steps(member.series().milli(at));
      samples = DaySamples.with(samples, (int) (at - begin), steps, DaySamples.GOOD);
    }
    long last = member.series().milli(hour - 1);
    long lastMillis = hour * HOUR - HOUR / 2;
    Past.Own own = new Past.Own(Verdict.ACCEPTED, true, true);
    Track track =
        new Track(
            samples,
            Track.Run.NONE.with(lastMillis, last),
            new Standing(990, 0, Optional.empty(), 0));
    byte[] message = new byte[Hash.SIZE];
    random.nextBytes(message);
    Memory memory =
        new Memory(
            hour * HOUR,
            HOUR / 2,
            Optional.of(Hash.of(message)),
            List.of(
                new Past(lastMillis - HOUR, member.series().milli(hour - 2), Optional.of(own)),
                new Past(lastMillis, last, Optional.of(own))),
            track);
    return new Station(
        member.device(),
        member.owner(),
        member.site(),
        1,
        false,
        true,
        lastMillis,
        List.of(memory));
  }

  /** The memory of a region's review, of all members of its groups. */
  public Bytes ofReview(GroupKey review, List<Member> members, Series course) {
    Quantity quantity = parameters.quantities().values().iterator().next();
    int slots = quantity.slow().days() * HOURS;
    SensorParameters.Course rules = parameters.course().orElseThrow();
    long region = Geography.reviewed(review);
    long day = rules.day(hour, region) - 1;
    long first = hour - rules.slotOfDay(hour, region) - slots;
    long[] steps = new long[slots];
    for (int slot = 0; slot < slots; slot++) {
      steps[slot] = quantity.slow().steps(course.milli(first + slot));
    }
    SortedMap<DeviceId, ReviewMemory.Reviewed> stations = new TreeMap<>();
    for (Member member : members) {
      byte[] diary = new byte[slots * Diary.BYTES];
      for (int slot = 0; slot < slots; slot++) {
        long apart = quantity.slow().steps(member.series().milli(first + slot)) - steps[slot];
        int code = (int) apart << 2 | DaySamples.GOOD;
        diary[slot * Diary.BYTES] = (byte) (code >> Byte.SIZE);
        diary[slot * Diary.BYTES + 1] = (byte) code;
      }
      stations.put(
          member.device(),
          new ReviewMemory.Reviewed(
              1, member.site().place(), day, List.of(Diary.of(Bytes.wrap(diary)))));
    }
    return new ReviewMemory(day, List.of(steps), stations).encode(parameters);
  }
}
