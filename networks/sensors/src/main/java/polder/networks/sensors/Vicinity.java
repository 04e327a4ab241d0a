package polder.networks.sensors;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import polder.protocol.geo.Distance;
import polder.protocol.geo.Place;
import polder.protocol.identity.DeviceId;

/**
 * Who stands near whom among these stations. It follows from where they stand alone, so it is kept
 * from epoch to epoch, and when some come, go or move, only their distances are measured. What was
 * found once is remembered; any thread may ask.
 */
final class Vicinity {
  // A little less than the length of a degree of latitude anywhere, so that no neighbour is lost.
  private static final long MICRO_DEGREES_PER_100_METERS = 910;
  // By tens of degrees of latitude, thousandths: how many degrees of longitude go at most into the
  // length of one of latitude. 1 ÷ cos 10°, 20° and so on, and 4 % more, since the longest way east
  // within a radius lies off the parallel: enough for a radius of 1,000 km, twice what manifests
  // may
  // name. Nearer to a pole a small circle may hold all longitudes.
  private static final long[] LONGITUDE_STRETCH_MILLI = {
    1_060, 1_110, 1_210, 1_370, 1_620, 2_090, 3_050, 6_000
  };
  private static final int TEN_DEGREES = 10_000_000;
  private static final int FULL_CIRCLE = 360_000_000;

  /** The key of a station that is too far away. */
  private static final long FAR = -1;

  private final List<Stand> stands;
  private final long[] places;
  private final int[] byLatitude;
  // By radius and station its neighbours. Whatever thread finds them, they are the same.
  private final SortedMap<Long, AtomicReferenceArray<int[]>> found = new TreeMap<>();

  /** Where a station stands. */
  record Stand(DeviceId device, Place place) {}

  /**
   * Among {@code stands}, which are ordered by device, for these radii.
   *
   * @param radiiDecimeters all radii that will be asked for
   */
  Vicinity(List<Stand> stands, SortedSet<Long> radiiDecimeters) {
    this.stands = List.copyOf(stands);
    for (long radius : radiiDecimeters) {
      found.put(radius, new AtomicReferenceArray<>(stands.size()));
    }
    this.places = new long[stands.size()];
    long[] keys = new long[stands.size()];
    for (int i = 0; i < keys.length; i++) {
      places[i] = packed(stands.get(i).place());
      keys[i] = (long) stands.get(i).place().latMicro() << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    this.byLatitude = Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
  }

  /**
   * Whether this is the vicinity of {@code others} too: who they are does not matter, since it
   * tells stations by their index.
   */
  boolean isOf(List<Stand> others) {
    if (others.size() != places.length) {
      return false;
    }
    for (int i = 0; i < places.length; i++) {
      if (places[i] != packed(others.get(i).place())) {
        return false;
      }
    }
    return true;
  }

  private static long packed(Place place) {
    return (long) place.latMicro() << Integer.SIZE | place.lonMicro() & 0xffff_ffffL;
  }

  private static int lat(long packed) {
    return (int) (packed >> Integer.SIZE);
  }

  private static int lon(long packed) {
    return (int) packed;
  }

  /**
   * The indexes of the other stations within the radius of station {@code index}, nearest first,
   * ties by device; the caller must not change them.
   */
  int[] of(int index, long radiusDecimeters) {
    AtomicReferenceArray<int[]> known = Objects.requireNonNull(found.get(radiusDecimeters));
    int[] near = known.get(index);
    if (near == null) {
      near = find(index, radiusDecimeters);
      known.set(index, near);
    }
    return near;
  }

  private int[] find(int index, long radiusDecimeters) {
    long latMicro = lat(places[index]);
    long reach = reachMicroDegrees(radiusDecimeters);
    return nearestFirst(
        IntStream.range(firstFrom(latMicro - reach), firstFrom(latMicro + reach + 1))
            .mapToLong(at -> key(index, byLatitude[at], radiusDecimeters)));
  }

  /** The indexes of the stations with these keys. */
  private static int[] nearestFirst(LongStream keys) {
    return keys.filter(key -> key != FAR).sorted().mapToInt(key -> (int) key).toArray();
  }

  /**
   * Ascends with the distance and ends with the index of the other station; {@link #FAR} if that is
   * not within the radius. To measure takes most of the time, so it is done once, and not for what
   * is seen to be too far away.
   */
  private long key(int index, int other, long radiusDecimeters) {
    if (other == index || isBeyond(places[index], places[other], radiusDecimeters)) {
      return FAR;
    }
    long distance = Distance.decimeters(stands.get(index).place(), stands.get(other).place());
    return distance <= radiusDecimeters ? distance << Integer.SIZE | other : FAR;
  }

  private static boolean isBeyond(long one, long other, long radiusDecimeters) {
    long reach = reachMicroDegrees(radiusDecimeters);
    if (Math.abs(lat(one) - lat(other)) > reach) {
      return true;
    }
    int band = Math.max(Math.abs(lat(one)), Math.abs(lat(other))) / TEN_DEGREES;
    if (band >= LONGITUDE_STRETCH_MILLI.length) {
      return false;
    }
    int apart = Math.abs(lon(one) - lon(other));
    return Math.min(apart, FULL_CIRCLE - apart) * 1_000L > reach * LONGITUDE_STRETCH_MILLI[band];
  }

  /** How far north or south a station within {@code radiusDecimeters} can stand, and a little. */
  static long reachMicroDegrees(long radiusDecimeters) {
    return (radiusDecimeters / 1_000 + 1) * MICRO_DEGREES_PER_100_METERS;
  }

  /**
   * The vicinity after some came, went or moved, with all that was found and is still true.
   *
   * @param changed the stations there are now, ordered by device
   */
  Vicinity after(List<Stand> changed) {
    Vicinity after = new Vicinity(changed, new TreeSet<>(found.keySet()));
    // Where each old station is now, or -1; the order stays, so what was sorted stays sorted.
    int[] now = new int[stands.size()];
    Arrays.fill(now, -1);
    int[] fresh = new int[changed.size()];
    int freshCount = 0;
    int old = 0;
    for (int i = 0; i < changed.size(); i++) {
      DeviceId device = changed.get(i).device();
      while (old < now.length && stands.get(old).device().compareTo(device) < 0) {
        old++;
      }
      if (old < now.length && stands.get(old).equals(changed.get(i))) {
        now[old] = i;
      } else {
        fresh[freshCount++] = i;
      }
    }
    int[] others = Arrays.copyOf(fresh, freshCount);
    found.forEach((radius, known) -> {
      AtomicReferenceArray<int[]> its = Objects.requireNonNull(after.found.get(radius));
      for (int i = 0; i < now.length; i++) {
        int[] near = known.get(i);
        if (near != null && now[i] >= 0) {
          its.set(now[i], after.carry(near, now, now[i], others, radius));
        }
      }
    });
    return after;
  }

  private int[] carry(int[] near, int[] now, int index, int[] fresh, long radiusDecimeters) {
    int[] carried = Arrays.stream(near).map(old -> now[old]).filter(there -> there >= 0).toArray();
    long[] close =
        Arrays.stream(fresh)
            .mapToLong(other -> key(index, other, radiusDecimeters))
            .filter(key -> key != FAR)
            .toArray();
    return close.length == 0
        ? carried
        : nearestFirst(
            LongStream.concat(
                Arrays.stream(close),
                Arrays.stream(carried).mapToLong(other -> key(index, other, radiusDecimeters))));
  }

  private int firstFrom(long latMicro) {
    int low = 0;
    int high = byLatitude.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (lat(places[byLatitude[middle]]) < latMicro) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
