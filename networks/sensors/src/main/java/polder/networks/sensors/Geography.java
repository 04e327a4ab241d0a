package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import polder.networks.GroupKey;
import polder.networks.Grouping;
import polder.protocol.geo.Covering;
import polder.protocol.geo.H3;
import polder.protocol.geo.Place;

/**
 * What follows from places and parameters alone: a place's groups and cells, and who stands near
 * whom. Only memos of pure functions, within bounds; any thread may ask.
 */
final class Geography {
  private static final long CHILDREN_STAND_OUT = 18;

  /** Stands for a region that is the whole network. */
  static final long WHOLE_NETWORK = 0;

  private static final String REVIEW = "review";
  // About 100 bytes each; where a network has more places, they are found again each epoch but for
  // those of areas.
  private static final int MOST_SPOTS = 2_000_000;
  private static final int MOST_GROUPS = 10_000;

  private final SensorParameters parameters;
  private final SortedSet<Long> radii = new TreeSet<>();
  private final ConcurrentMap<Place, Spot> spots = new ConcurrentHashMap<>();
  // There are few, and each place of a group's inside has the same.
  private final ConcurrentMap<Grouping, Grouping> groupings = new ConcurrentHashMap<>();
  private final ConcurrentMap<GroupKey, Area> areas = new ConcurrentHashMap<>();

  /**
   * What is known of a place.
   *
   * @param grouping the groups that hear of what is measured there
   * @param capCell the cell whose total is capped
   * @param densityCell the finest cell with a density target; 0 where there is none
   */
  record Spot(Grouping grouping, long capCell, long densityCell) {}

  /**
   * What is known of the places of a group's stations.
   *
   * @param vicinity which stand near each other
   * @param spots each station's, in their order
   */
  record Area(Vicinity vicinity, List<Spot> spots) {}

  Geography(SensorParameters parameters) {
    this.parameters = parameters;
    for (SensorParameters.Quantity quantity : parameters.quantities().values()) {
      quantity.neighbours().ifPresent(limits -> radii.add(limits.radiusDecimeters()));
    }
  }

  Spot spot(Place place) {
    Spot known = spots.get(place);
    if (known != null) {
      return known;
    }
    if (spots.size() >= MOST_SPOTS) {
      spots.clear();
      groupings.clear();
    }
    return spots.computeIfAbsent(place, this::find);
  }

  private Spot find(Place place) {
    Grouping grouping = grouping(place);
    return new Spot(
        groupings.computeIfAbsent(grouping, Function.identity()),
        H3.cell(place, parameters.capResolution()),
        parameters.levels().isEmpty()
            ? 0
            : H3.cell(place, parameters.levels().getFirst().resolution()));
  }

  /**
   * A group is all capped cells under one coarser cell, so that none lies in two groups. Children
   * stand out of their parent by up to a nineteenth of its radius (the steps of the lattices add up
   * to at most 0.6076 of the coarse one's, and the radius of its cell is 0.5774 of it), so groups
   * to bear witness are looked for that much farther.
   */
  private Grouping grouping(Place place) {
    int resolution = parameters.groupResolution();
    long home = H3.parent(H3.cell(place, parameters.capResolution()), resolution);
    List<GroupKey> witnesses = new ArrayList<>();
    if (!radii.isEmpty()) {
      long reach = radii.last() + Covering.cellRadiusDecimeters(resolution) / CHILDREN_STAND_OUT;
      for (long cell : Covering.cells(place, reach, resolution)) {
        if (cell != home) {
          witnesses.add(new GroupKey(H3.toText(cell)));
        }
      }
    }
    return new Grouping(new GroupKey(H3.toText(home)), witnesses);
  }

  /**
   * The region whose course a group of stations is compared with; {@link #WHOLE_NETWORK} for the
   * only one.
   */
  long region(GroupKey group) {
    int resolution = parameters.course().map(SensorParameters.Course::regionResolution).orElse(-1);
    return resolution < 0 ? WHOLE_NETWORK : H3.parent(H3.parse(group.text()), resolution);
  }

  /** The group that reviews the stations of a region. */
  static GroupKey review(long region) {
    return new GroupKey(region == WHOLE_NETWORK ? REVIEW : REVIEW + "-" + H3.toText(region));
  }

  /** The region that a group reviews. */
  static long reviewed(GroupKey review) {
    return review.text().equals(REVIEW)
        ? WHOLE_NETWORK
        : H3.parse(review.text().substring(REVIEW.length() + 1));
  }

  /** Whether this is a group that reviews, and not one of stations. */
  boolean isReview(GroupKey group) {
    return group.text().startsWith(REVIEW);
  }

  /** The area of a group's stations, which are ordered by device. */
  Area area(GroupKey group, List<Vicinity.Stand> stands) {
    Area known = areas.get(group);
    if (known != null && known.vicinity().isOf(stands)) {
      return known;
    }
    if (areas.size() >= MOST_GROUPS) {
      areas.clear();
    }
    Area made =
        new Area(
            known == null ? new Vicinity(stands, radii) : known.vicinity().after(stands),
            stands.stream().map(stand -> spot(stand.place())).toList());
    areas.put(group, made);
    return made;
  }
}
