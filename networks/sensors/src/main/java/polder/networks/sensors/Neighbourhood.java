package polder.networks.sensors;

import java.util.Optional;
import polder.networks.Finding;

/**
 * What is around one station in one epoch.
 *
 * @param surroundings all stations of the group
 * @param index which of them it is
 * @param sharedPlace what the check of shared coordinates said of it, if it is on
 */
record Neighbourhood(Surroundings surroundings, int index, Optional<Finding> sharedPlace) {

  /** The check against neighbours, where {@code quantity} has one. */
  Optional<NeighbourCheck> check(SensorParameters.Quantity quantity, Optional<HumidCheck> humid) {
    return quantity.neighbours().map(limits -> new NeighbourCheck(quantity, limits, humid, this));
  }

  /** The check of zeros against neighbours, where {@code quantity} has one. */
  Optional<FaultyZeroCheck> checkOfZeros(SensorParameters.Quantity quantity) {
    return quantity
        .traits()
        .faultyZeros()
        .flatMap(limits ->
            quantity.neighbours().map(area -> new FaultyZeroCheck(quantity, limits, area, this)));
  }

  /** What {@code humid} says of the station itself. */
  Finding humidity(HumidCheck humid, long timeMillis) {
    return humid.of(surroundings.at(index), timeMillis);
  }
}
