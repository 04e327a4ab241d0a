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

  NeighbourCheck check(SensorParameters.Quantity quantity, SensorParameters.Neighbours limits) {
    return new NeighbourCheck(quantity, limits, surroundings, index);
  }
}
