package polder.backtest.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import polder.protocol.geo.Place;
import polder.protocol.message.Site;
import polder.world.recorded.RecordedNetwork;

/**
 * Makes the panels of the worst devices: the worst by each check in turn, so that one frequent
 * check does not hide the others. Reads the series of these devices and of their neighbours once
 * more from the recorded network.
 */
final class Panels {
  private static final int MOST = 8;
  private static final int NEIGHBOURS = 5;
  // What a panel can show; beyond it only the stretch with most rejected readings is drawn.
  private static final int MOST_READINGS = 1_500;
  private static final double METERS_PER_DEGREE = 111_195;
  private static final int MILLIS = 1_000;
  private static final long FARTHEST_METERS = 50_000;

  private final RecordedNetwork recorded;
  private final List<DeviceTotals> totals;
  private final Collector collector;

  private record Neighbour(int device, long meters) {}

  Panels(RecordedNetwork recorded, List<DeviceTotals> totals, Collector collector) {
    this.recorded = recorded;
    this.totals = totals;
    this.collector = collector;
  }

  /**
   * Panels of some of the {@code worst} devices, which come in order.
   *
   * @param also names of devices that come before them
   */
  List<Panel> of(List<Integer> worst, List<String> also) {
    Map<Integer, List<Neighbour>> chosen = new LinkedHashMap<>();
    BitSet read = new BitSet();
    List<Integer> wanted = new ArrayList<>();
    for (int i = 0; i < totals.size(); i++) {
      if (also.contains(totals.get(i).name())) {
        wanted.add(i);
      }
    }
    wanted.addAll(inTurn(worst));
    for (int device : wanted) {
      List<Neighbour> neighbours = neighbours(device);
      chosen.put(device, neighbours);
      read.set(device);
      neighbours.forEach(neighbour -> read.set(neighbour.device()));
    }
    ChosenSeries series = ChosenSeries.read(recorded, read);
    List<Panel> panels = new ArrayList<>();
    chosen.forEach((device, neighbours) -> panels.add(panel(device, neighbours, series)));
    return panels;
  }

  private List<Integer> inTurn(List<Integer> worst) {
    Map<String, Deque<Integer>> byCheck = new LinkedHashMap<>();
    for (int device : worst) {
      byCheck
          .computeIfAbsent(collector.mainCheck(device).orElse(""), check -> new ArrayDeque<>())
          .add(device);
    }
    List<Integer> chosen = new ArrayList<>();
    while (chosen.size() < MOST && byCheck.values().stream().anyMatch(queue -> !queue.isEmpty())) {
      for (Deque<Integer> queue : byCheck.values()) {
        if (!queue.isEmpty() && chosen.size() < MOST) {
          chosen.add(queue.remove());
        }
      }
    }
    return chosen;
  }

  /** The nearest devices of other owners within 50 km that were mostly not rejected. */
  private List<Neighbour> neighbours(int device) {
    DeviceTotals own = totals.get(device);
    List<Neighbour> near = new ArrayList<>();
    for (int i = 0; i < totals.size(); i++) {
      DeviceTotals other = totals.get(i);
      long meters = meters(own.site(), other.site());
      boolean credible = 2 * other.rejected() < other.readings();
      if (i != device
          && credible
          && !other.owner().equals(own.owner())
          && meters <= FARTHEST_METERS) {
        near.add(new Neighbour(i, meters));
      }
    }
    near.sort(Comparator.comparingLong(Neighbour::meters).thenComparingInt(Neighbour::device));
    return near.subList(0, Math.min(NEIGHBOURS, near.size()));
  }

  /** Equirectangular: exact enough for what is near. */
  static long meters(Site one, Site other) {
    double mean =
        Math.toRadians((degrees(one.place().latMicro()) + degrees(other.place().latMicro())) / 2);
    double east = degrees(other.place().lonMicro() - one.place().lonMicro()) * Math.cos(mean);
    double north = degrees(other.place().latMicro() - one.place().latMicro());
    return Math.round(Math.hypot(east, north) * METERS_PER_DEGREE);
  }

  private static double degrees(int micro) {
    return (double) micro / Place.MICROS;
  }

  private Panel panel(int device, List<Neighbour> neighbours, ChosenSeries series) {
    Marks marks = collector.marks(device);
    int subject = mainSubject(marks);
    String quantity =
        marks.size() == 0 ? series.firstQuantity(device) : collector.subjectName(subject);
    Series own = series.of(device, quantity);
    Shown shown = shown(marks, subject);
    long[] stretch = stretch(own, shown.times(), marks.isFull());
    List<Panel.Other> others = new ArrayList<>();
    for (Neighbour neighbour : neighbours) {
      Series other = series.of(neighbour.device(), quantity);
      others.add(
          new Panel.Other(
              totals.get(neighbour.device()).name(),
              neighbour.meters(),
              other.curve(stretch[0], stretch[1])));
    }
    return new Panel(
        totals.get(device).name(),
        totals.get(device).rejected(),
        totals.get(device).readings(),
        RunFacts.tokens(totals.get(device)),
        collector.mainCheck(device).orElse(""),
        quantity,
        stretch[0],
        own.size() > MOST_READINGS,
        own.curve(stretch[0], stretch[1]),
        Arrays.stream(shown.times())
            .map(time -> Math.floorDiv(time - stretch[0], MILLIS))
            .toArray(),
        shown.failed(),
        shown.failures(),
        Median.of(others, own.usualMillis() / MILLIS),
        others);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Shown(long[] times, int[] failed, List<String> failures) {}

  /** The marks of one subject, each with the place of what it failed among all that failed. */
  private Shown shown(Marks marks, int subject) {
    List<String> failures = new ArrayList<>();
    long[] times = new long[marks.size()];
    int[] failed = new int[marks.size()];
    int size = 0;
    for (int i = 0; i < marks.size(); i++) {
      if (marks.subject(i) == subject) {
        String names = String.join(", ", collector.checkNames(marks.checks(i)));
        if (!failures.contains(names)) {
          failures.add(names);
        }
        times[size] = marks.timeMillis(i);
        failed[size++] = failures.indexOf(names);
      }
    }
    return new Shown(Arrays.copyOf(times, size), Arrays.copyOf(failed, size), failures);
  }

  private int mainSubject(Marks marks) {
    int[] counts = new int[128];
    int most = 0;
    for (int i = 0; i < marks.size(); i++) {
      counts[marks.subject(i)]++;
    }
    for (int i = 1; i < counts.length; i++) {
      most = counts[i] > counts[most] ? i : most;
    }
    return most;
  }

  /** From when until before when: the readings in a row that hold most marks. */
  private static long[] stretch(Series own, long[] marks, boolean full) {
    int end = own.size();
    if (end == 0) {
      return new long[] {0, 0};
    }
    if (full) {
      // Later marks are not known, and a curve without them would look good.
      while (end > 1 && own.timeMillis(end - 1) > marks[marks.length - 1]) {
        end--;
      }
    }
    int best = 0;
    if (end > MOST_READINGS) {
      long[] sorted = marks.clone();
      Arrays.sort(sorted);
      int most = -1;
      for (int from = 0; from + MOST_READINGS <= end; from += MOST_READINGS / 10) {
        int within =
            count(sorted, own.timeMillis(from + MOST_READINGS - 1) + 1)
                - count(sorted, own.timeMillis(from));
        if (within > most) {
          most = within;
          best = from;
        }
      }
      end = best + MOST_READINGS;
    }
    return new long[] {own.timeMillis(best), own.timeMillis(end - 1) + 1};
  }

  /** How many are before {@code millis}. */
  private static int count(long[] sorted, long millis) {
    int at = Arrays.binarySearch(sorted, millis);
    return at < 0 ? -at - 1 : at;
  }
}
