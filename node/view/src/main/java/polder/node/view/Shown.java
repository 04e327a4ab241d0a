package polder.node.view;

import java.util.Optional;
import polder.protocol.geo.Place;
import polder.protocol.manifest.NetworkManifest.DataPolicy;

/** Places as they may be shown: on the grid that the manifest allows, south-west of what is so. */
final class Shown {
  private Shown() {}

  /** Where {@code place} may be shown; empty in networks whose data is not for everyone. */
  static Optional<Place> of(Place place, DataPolicy policy) {
    return policy.access() == DataPolicy.Access.RESTRICTED
        ? Optional.empty()
        : Optional.of(onGrid(place, policy));
  }

  /** The grid's place for {@code place}. */
  static Place onGrid(Place place, DataPolicy policy) {
    long grid = policy.finestPlaceMicroDegrees();
    return new Place(floor(place.latMicro(), grid, 90), floor(place.lonMicro(), grid, 180));
  }

  // A grid that does not divide the range would leave it at its lower end.
  private static int floor(int micro, long grid, int mostDegrees) {
    return (int) Math.max(-(long) mostDegrees * Place.MICROS, Math.floorDiv(micro, grid) * grid);
  }
}
