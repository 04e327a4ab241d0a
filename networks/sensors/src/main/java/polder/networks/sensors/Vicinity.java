package polder.networks.sensors;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import polder.protocol.geo.Distance;
import polder.protocol.geo.Place;
import polder.protocol.identity.DeviceId;

/**
 * Who stands near whom among these stations. It follows from where they stand alone, so it is kept
 * from epoch to epoch as long as nobody comes, goes or moves. What was found once is remembered;
 * any thread may ask.
 */
final class Vicinity {
  // A little less than the length of a degree of latitude anywhere, so that no neighbour is lost.
  private static final long MICRO_DEGREES_PER_100_METERS = 910;
  private static final int STEEP_LATITUDE = 80_000_000;
  // cos 80° = 0.17: up to there a degree of longitude is at least a sixth of one of latitude.
  private static final long LONGITUDE_STRETCH = 6;
  private static final int FULL_CIRCLE = 360_000_000;

  private final List<Stand> stands;
  private final int[] byLatitude;
  // By radius and station: whatever thread finds them, the neighbours are the same.
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
    long[] keys = new long[stands.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) stands.get(i).place().latMicro() << Integer.SIZE | i;
    }
    this.byLatitude = sorted(keys, keys.length);
  }

  /** Whether this is the vicinity of exactly these stations. */
  boolean isOf(List<Stand> others) {
    return stands.equals(others);
  }

  /**
   * The other stations within the radius of station {@code index}, nearest first, ties by device.
   *
   * @return their indexes; the caller must not change them
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
    Place place = stands.get(index).place();
    long reach = (radiusDecimeters / 1_000 + 1) * MICRO_DEGREES_PER_100_METERS;
    long[] near = new long[stands.size()];
    int count = 0;
    for (int i = firstFrom(place.latMicro() - reach); i < byLatitude.length; i++) {
      int other = byLatitude[i];
      Place there = stands.get(other).place();
      if (there.latMicro() > place.latMicro() + reach) {
        break;
      }
      if (other != index && !isFarEastOrWest(place, there, reach)) {
        long distance = Distance.decimeters(place, there);
        if (distance <= radiusDecimeters) {
          near[count++] = distance << Integer.SIZE | other;
        }
      }
    }
    return sorted(near, count);
  }

  /** The low halves of the first {@code count} keys, in order of the keys. */
  private static int[] sorted(long[] keys, int count) {
    Arrays.sort(keys, 0, count);
    int[] indexes = new int[count];
    for (int i = 0; i < count; i++) {
      indexes[i] = (int) keys[i];
    }
    return indexes;
  }

  private static boolean isFarEastOrWest(Place one, Place other, long reach) {
    if (Math.max(Math.abs(one.latMicro()), Math.abs(other.latMicro())) > STEEP_LATITUDE) {
      return false;
    }
    int apart = Math.abs(one.lonMicro() - other.lonMicro());
    return Math.min(apart, FULL_CIRCLE - apart) > reach * LONGITUDE_STRETCH;
  }

  private int firstFrom(long latMicro) {
    int low = 0;
    int high = byLatitude.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (stands.get(byLatitude[middle]).place().latMicro() < latMicro) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
