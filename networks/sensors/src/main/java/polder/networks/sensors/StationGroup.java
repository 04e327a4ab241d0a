package polder.networks.sensors;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.networks.Contribution;
import polder.networks.EpochContext;
import polder.networks.EpochWindow;
import polder.networks.Finding;
import polder.networks.GroupInputs;
import polder.networks.GroupKey;
import polder.networks.Outcome;
import polder.protocol.geo.Place;

/** Weighs the stations of one area: judges their readings, caps its cells, remembers the rest. */
final class StationGroup {
  private final SensorParameters parameters;
  private final Geography.Area area;
  private final EpochContext context;
  private final GroupKey group;
  private final Density density;
  private final GroupMemory memory;
  private final Optional<Sampling> sampling;
  private final RunningDay day;
  private final List<Roll.Present> all;
  private final SharedPlaces sharedPlaces;

  StationGroup(
      SensorParameters parameters,
      Geography geography,
      GroupInputs<SensorReport> inputs,
      EpochContext context,
      Summary.Memo.Entry told) {
    this.parameters = parameters;
    this.context = context;
    this.group = inputs.group();
    this.density = told.density();
    this.memory = new GroupMemory(parameters);
    long region = geography.region(group);
    this.sampling = Sampling.in(context.window(), parameters, region);
    this.day =
        RunningDay.of(
                parameters, region, memory.decode(inputs.state()), told.summary(), inputs.notes())
            .until(sampling.map(Sampling::day).orElse(DayBook.NO_DAY));
    this.all = Roll.call(parameters, day.stations(), inputs, context.window()).all();
    List<Vicinity.Stand> stands = new ArrayList<>(all.size());
    for (Roll.Present one : all) {
      Station station = one.station();
      stands.add(new Vicinity.Stand(station.device(), station.site().place()));
    }
    this.area = geography.area(inputs.group(), stands);
    this.sharedPlaces = new SharedPlaces(all);
  }

  Outcome weigh() {
    List<StationEpoch.Weighed> weighed = new ArrayList<>();
    List<Station> stations = new ArrayList<>(all.size());
    Surroundings surroundings = new Surroundings(all, discounted(), area.vicinity());
    for (int i = 0; i < all.size(); i++) {
      Roll.Present present = all.get(i);
      Station station = present.station();
      int index = i;
      StationEpoch epoch = new StationEpoch(parameters, context.window(), sampling, present);
      if (station.home()) {
        Optional<Finding> shared =
            parameters.sharedPlaces().map(most -> sharedPlaces.check(index, most));
        Geography.Spot spot = area.spots().get(i);
        StationEpoch.Weighed result =
            epoch.weigh(
                new Neighbourhood(surroundings, i, shared),
                spot,
                density.needPpm(spot.densityCell()));
        weighed.add(result);
        stations.add(result.station());
      } else {
        stations.add(epoch.remember());
      }
    }
    List<Contribution> contributions = CellCap.apply(weighed, parameters.cellCap());
    return new Outcome(
        memory.encode(book(), stations),
        wakeEpoch(weighed, stations),
        contributions,
        List.of(),
        List.of(),
        new Summary(working(weighed), sampling.flatMap(Sampling::course)).encode(),
        day.reports());
  }

  /** The book of the day that is running, which begins if nothing else did begin it. */
  private DayBook book() {
    return sampling.map(its -> day.book().begun(its.day())).orElse(day.book());
  }

  /** Without stations to pay the group sleeps until it can forget what it only witnessed. */
  private long wakeEpoch(List<StationEpoch.Weighed> weighed, List<Station> stations) {
    EpochWindow window = context.window();
    if (stations.isEmpty()) {
      return Outcome.ASLEEP;
    }
    return window.epoch()
        + (weighed.isEmpty() ? parameters.forgetMillis() / window.lengthMillis() + 2 : 1);
  }

  /**
   * By quantity, who corroborates nobody: because too many claim the same place before it, or
   * because of what the latest review said.
   */
  private List<BitSet> discounted() {
    List<BitSet> discounted = new ArrayList<>();
    for (SensorParameters.Quantity quantity : parameters.quantities().values()) {
      BitSet its = new BitSet(all.size());
      for (int i = 0; i < all.size(); i++) {
        Station station = all.get(i).station();
        its.set(
            i, isOneTooMany(i) || station.memory(quantity).track().standing().isFailing(quantity));
      }
      discounted.add(its);
    }
    return discounted;
  }

  private boolean isOneTooMany(int index) {
    return parameters.sharedPlaces().isPresent()
        && sharedPlaces.isOneTooMany(index, parameters.sharedPlaces().get());
  }

  private CellCounts working(List<StationEpoch.Weighed> weighed) {
    return parameters.levels().isEmpty()
        ? CellCounts.NONE
        : CellCounts.of(
            weighed.stream()
                .filter(one -> one.contribution().weight() > 0)
                .mapToLong(one -> one.spot().densityCell())
                .toArray());
  }

  /** How many claim the same place at least as seniorly, by station; 1 for the most senior. */
  private static final class SharedPlaces {
    private static final String NAME = "shared_coordinates";
    private static final int NOBODY = -1;

    private final int[] ranks;

    SharedPlaces(List<Roll.Present> all) {
      this.ranks = new int[all.size()];
      // Only looked up, never walked: the latest station of a place, and for each the one before.
      Map<Place, Integer> latest = new LinkedHashMap<>();
      int[] before = new int[ranks.length];
      for (int i = 0; i < ranks.length; i++) {
        Station station = all.get(i).station();
        Integer known = latest.put(station.site().place(), i);
        before[i] = known == null ? NOBODY : known;
        ranks[i] = 1;
        for (int other = before[i]; other != NOBODY; other = before[other]) {
          ranks[isSenior(all.get(other).station(), station) ? i : other]++;
        }
      }
    }

    /** Of those who share a place the most senior count, so nobody is harmed by a late copy. */
    Finding check(int index, int most) {
      return new Finding(
          NAME,
          ranks[index] <= most ? Finding.Result.PASS : Finding.Result.FAIL,
          ranks[index] * 1_000L,
          most * 1_000L,
          "{devices}");
    }

    boolean isOneTooMany(int index, int most) {
      return ranks[index] > most;
    }

    private static boolean isSenior(Station one, Station than) {
      int order = Long.compare(one.enrolledEpoch(), than.enrolledEpoch());
      return order < 0 || (order == 0 && one.device().compareTo(than.device()) < 0);
    }
  }
}
