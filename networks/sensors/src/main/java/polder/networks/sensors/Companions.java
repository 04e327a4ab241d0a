package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorParameters.Neighbours;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.geo.Distance;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * Whom {@link NeighbourCheck} would compare a station with, if all around it reported: of each
 * quantity the nearest of distinct other owners within its radius.
 */
final class Companions {
  private final SensorParameters parameters;
  private final Place place;
  private final OptionalInt heightDecimeters;

  /**
   * Of a station at a place.
   *
   * @param heightDecimeters its height; where that is not known, all are comparable
   */
  Companions(SensorParameters parameters, Place place, OptionalInt heightDecimeters) {
    this.parameters = parameters;
    this.place = place;
    this.heightDecimeters = heightDecimeters;
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

  /** Of {@code device} among {@code others}, nearest first. */
  List<SenderRecord> of(SenderRecord device, List<SenderRecord> others) {
    return of(others, Optional.of(device.owner()), Optional.of(device.device()));
  }

  /** Of one that does not exist yet, with an owner of its own. */
  List<SenderRecord> of(List<SenderRecord> others) {
    return of(others, Optional.empty(), Optional.empty());
  }

  /** Of one that does not exist yet, by these limits alone. */
  List<SenderRecord> of(List<SenderRecord> others, Neighbours limits) {
    return nearest(near(others, Optional.empty()), limits, Optional.empty()).stream()
        .map(Other::sender)
        .toList();
  }

  private List<SenderRecord> of(
      List<SenderRecord> others, Optional<Account> owner, Optional<DeviceId> self) {
    List<Other> near = near(others, self);
    SortedSet<Other> compared = new TreeSet<>();
    for (Quantity quantity : parameters.quantities().values()) {
      quantity.neighbours().ifPresent(limits -> compared.addAll(nearest(near, limits, owner)));
    }
    return compared.stream().map(Other::sender).toList();
  }

  private List<Other> near(List<SenderRecord> others, Optional<DeviceId> self) {
    long reach = parameters.widestRadiusDecimeters();
    List<Other> near = new ArrayList<>();
    for (SenderRecord other : others) {
      if (other.site().isPresent() && !self.equals(Optional.of(other.device()))) {
        long distance = Distance.decimeters(place, other.site().get().place());
        if (distance <= reach) {
          near.add(new Other(distance, other));
        }
      }
    }
    near.sort(Comparator.naturalOrder());
    return near;
  }

  private List<Other> nearest(List<Other> near, Neighbours limits, Optional<Account> owner) {
    List<Other> nearest = new ArrayList<>();
    SortedSet<Account> owners = new TreeSet<>();
    owner.ifPresent(owners::add);
    for (Other other : near) {
      if (nearest.size() == limits.nearest()
          || other.distanceDecimeters() > limits.radiusDecimeters()) {
        break;
      }
      if (isComparable(other, limits) && owners.add(other.sender().owner())) {
        nearest.add(other);
      }
    }
    return nearest;
  }

  private boolean isComparable(Other other, Neighbours limits) {
    return heightDecimeters.isEmpty()
        || limits
            .height()
            .isComparable(
                (long) heightDecimeters.getAsInt()
                    - other.sender().site().orElseThrow().heightDecimeters());
  }
}
