package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorParameters.Neighbours;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.geo.Distance;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.message.Site;

/**
 * Whom {@link NeighbourCheck} would compare a station with, if all around it reported: of each
 * quantity the nearest of distinct other owners within its radius.
 */
final class Companions {
  private final SensorParameters parameters;
  private final List<Other> near = new ArrayList<>();

  /** Of a station at {@code place}, among {@code others}. */
  Companions(SensorParameters parameters, Place place, List<SenderRecord> others) {
    this.parameters = parameters;
    long reach = parameters.widestRadiusDecimeters();
    long reachMicro = Vicinity.reachMicroDegrees(reach);
    for (SenderRecord other : others) {
      if (other.site().isPresent()) {
        Place there = other.site().get().place();
        if (Math.abs((long) there.latMicro() - place.latMicro()) <= reachMicro) {
          long distance = Distance.decimeters(place, there);
          if (distance <= reach) {
            near.add(new Other(distance, other));
          }
        }
      }
    }
    near.sort(Comparator.naturalOrder());
  }

  /** Another station, by how far away it is. */
  private record Other(long distanceDecimeters, SenderRecord sender) implements Comparable<Other> {
    private static final Comparator<Other> NEAREST =
        Comparator.comparingLong(Other::distanceDecimeters)
            .thenComparing(other -> other.sender().device());

    @Override
    public int compareTo(Other than) {
      return NEAREST.compare(this, than);
    }
  }

  /** Of {@code device}, nearest first. */
  List<SenderRecord> of(SenderRecord device) {
    return of(Optional.of(device));
  }

  /** Of one that does not exist yet, with an owner of its own and at any height. */
  List<SenderRecord> of() {
    return of(Optional.empty());
  }

  /** The same, by these limits alone. */
  List<SenderRecord> of(Neighbours limits) {
    return senders(nearest(limits, Optional.empty()));
  }

  private List<SenderRecord> of(Optional<SenderRecord> device) {
    SortedSet<Other> compared = new TreeSet<>();
    for (Quantity quantity : parameters.quantities().values()) {
      quantity.neighbours().ifPresent(limits -> compared.addAll(nearest(limits, device)));
    }
    return senders(compared);
  }

  private static List<SenderRecord> senders(Collection<Other> others) {
    return others.stream().map(Other::sender).toList();
  }

  private List<Other> nearest(Neighbours limits, Optional<SenderRecord> device) {
    List<Other> nearest = new ArrayList<>();
    SortedSet<Account> owners = new TreeSet<>();
    device.ifPresent(its -> owners.add(its.owner()));
    for (Other other : near) {
      if (nearest.size() == limits.nearest()
          || other.distanceDecimeters() > limits.radiusDecimeters()) {
        break;
      }
      // The device itself has its own owner, who does not count.
      if (isComparable(other.sender(), device, limits) && owners.add(other.sender().owner())) {
        nearest.add(other);
      }
    }
    return nearest;
  }

  private static boolean isComparable(
      SenderRecord other, Optional<SenderRecord> device, Neighbours limits) {
    Optional<Site> own = device.flatMap(SenderRecord::site);
    return own.isEmpty()
        || limits
            .height()
            .isComparable(
                (long) own.get().heightDecimeters()
                    - other.site().orElseThrow().heightDecimeters());
  }
}
