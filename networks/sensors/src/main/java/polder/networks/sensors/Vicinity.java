package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import polder.networks.sensors.Roll.Present;
import polder.protocol.geo.Distance;
import polder.protocol.geo.Place;

/** Who stands near whom in one group and one epoch. */
final class Vicinity {
  // A little less than the length of a degree of latitude anywhere, so that no neighbour is lost.
  private static final long MICRO_DEGREES_PER_100_METERS = 910;
  private static final int STEEP_LATITUDE = 80_000_000;
  // cos 80° = 0.17: up to there a degree of longitude is at least a sixth of one of latitude.
  private static final long LONGITUDE_STRETCH = 6;
  private static final int FULL_CIRCLE = 360_000_000;

  private final List<Present> byLatitude;

  /**
   * A station nearby.
   *
   * @param distanceDecimeters how far it is
   */
  record Near(Present present, long distanceDecimeters) {}

  Vicinity(Collection<Present> present) {
    byLatitude = new ArrayList<>(present);
    byLatitude.sort(
        Comparator.<Present>comparingInt(one -> one.station().site().place().latMicro())
            .thenComparing(one -> one.station().device()));
  }

  /** The other stations within the radius, nearest first, ties by device. */
  List<Near> of(Station station, long radiusDecimeters) {
    Place place = station.site().place();
    long reach = (radiusDecimeters / 1_000 + 1) * MICRO_DEGREES_PER_100_METERS;
    List<Near> near = new ArrayList<>();
    for (int i = firstFrom(place.latMicro() - reach); i < byLatitude.size(); i++) {
      Present other = byLatitude.get(i);
      Place there = other.station().site().place();
      if (there.latMicro() > place.latMicro() + reach) {
        break;
      }
      if (isFarEastOrWest(place, there, reach)
          || other.station().device().equals(station.device())) {
        continue;
      }
      long distance = Distance.decimeters(place, there);
      if (distance <= radiusDecimeters) {
        near.add(new Near(other, distance));
      }
    }
    near.sort(
        Comparator.comparingLong(Near::distanceDecimeters)
            .thenComparing(one -> one.present().station().device()));
    return near;
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
    int high = byLatitude.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (byLatitude.get(middle).station().site().place().latMicro() < latMicro) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
