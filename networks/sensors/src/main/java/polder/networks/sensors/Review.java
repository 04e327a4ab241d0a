package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.EpochWindow;
import polder.networks.GroupInputs;
import polder.networks.GroupKey;
import polder.networks.Grouping;
import polder.networks.Note;
import polder.networks.Outcome;
import polder.networks.sensors.ReviewMemory.Reviewed;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.geo.Place;
import polder.protocol.identity.DeviceId;

/**
 * Looks back upon the days and weeks of all stations of a region, once a day when their groups have
 * told it of the day before, and tells every group that hears a station how it stands.
 */
final class Review {
  private static final long DAY = 86_400_000;

  private final SensorParameters parameters;
  private final Geography geography;
  private final GroupInputs<SensorReport> inputs;
  private final EpochWindow window;
  private final int slotsPerDay;
  private final long today;

  Review(
      SensorParameters parameters,
      Geography geography,
      GroupInputs<SensorReport> inputs,
      EpochWindow window) {
    this.parameters = parameters;
    this.geography = geography;
    this.inputs = inputs;
    this.window = window;
    this.slotsPerDay = parameters.course().map(SensorParameters.Course::slotsPerDay).orElse(0);
    long region = Geography.reviewed(inputs.group());
    this.today =
        parameters
            .course()
            .map(course -> course.day(window.startMillis() / course.slotMillis(), region))
            .orElse(DayBook.NO_DAY);
  }

  Outcome weigh() {
    List<Quantity> quantities = List.copyOf(parameters.quantities().values());
    if (mostDays() == 0) {
      // A manifest that reviews nothing any more; what groups told before it came is not needed.
      return sleep(ReviewMemory.empty(parameters), List.of());
    }
    ReviewMemory before = ReviewMemory.decode(inputs.state(), parameters);
    List<DayReport> reports = new ArrayList<>();
    for (Note note : inputs.notes()) {
      DayReport report = DayReport.decode(note.content(), parameters);
      // Nothing is told twice, and what comes after its time is not looked at.
      if (report.book().day() > before.day()) {
        reports.add(report);
      }
    }
    if (reports.isEmpty()) {
      boolean over = today - before.day() > mostDays();
      return sleep(over ? ReviewMemory.empty(parameters) : before, List.of());
    }
    ReviewMemory after = write(before, reports, quantities);
    return sleep(after, verdicts(after, quantities));
  }

  /** Sleeps until there is news, or until nothing that it knows counts any more. */
  private Outcome sleep(ReviewMemory memory, List<Note> notes) {
    long daysLeft = memory.day() + mostDays() + 1 - today;
    return new Outcome(
        memory.encode(parameters),
        memory.stations().isEmpty()
            ? Outcome.ASLEEP
            : window.epoch() + Math.max(1, daysLeft * DAY / window.lengthMillis() + 1),
        List.of(),
        List.of(),
        List.of(),
        Summary.NOTHING.encode(),
        notes);
  }

  /** The memory with the day that is reported written into it. */
  private ReviewMemory write(
      ReviewMemory before, List<DayReport> reports, List<Quantity> quantities) {
    long day = reports.stream().mapToLong(report -> report.book().day()).max().orElseThrow();
    long passedDays = before.day() == DayBook.NO_DAY ? 0 : day - before.day();
    int passed = (int) Math.min(passedDays, SlowChecks.MOST_DAYS) * slotsPerDay;
    SortedMap<DeviceId, Reviewed> stations = new TreeMap<>();
    before
        .stations()
        .forEach((device, station) -> {
          if (day - station.heardDay() < mostDays()) {
            List<Diary> diaries = new ArrayList<>();
            for (Quantity quantity : quantities) {
              diaries.add(station.diaries().get(quantity.index()).after(passed, slots(quantity)));
            }
            stations.put(
                device,
                new Reviewed(
                    station.enrolledEpoch(), station.place(), station.heardDay(), diaries));
          }
        });
    List<long[]> courses = new ArrayList<>();
    for (Quantity quantity : quantities) {
      courses.add(after(before.courses().get(quantity.index()), passed, slots(quantity)));
    }
    for (DayReport report : reports) {
      // Of an earlier day, which happens only where time was left out, the rest knows nothing.
      if (report.book().day() == day) {
        write(report, stations, courses, quantities);
      }
    }
    return new ReviewMemory(day, courses, stations);
  }

  private void write(
      DayReport report,
      SortedMap<DeviceId, Reviewed> stations,
      List<long[]> courses,
      List<Quantity> quantities) {
    DayBook book = report.book();
    for (Quantity quantity : quantities) {
      long[] course = courses.get(quantity.index());
      for (int slot = 0; slot < Math.min(slotsPerDay, course.length); slot++) {
        long median = book.median(quantity.index(), slot);
        // A group that woke during the day does not know its beginning; what others know stands.
        if (median != Course.UNKNOWN) {
          course[course.length - slotsPerDay + slot] = median;
        }
      }
    }
    for (DayReport.OfStation told : report.stations()) {
      // A station that was moved keeps its diary: else who moves a little each day is never known.
      Reviewed known = stations.get(told.device());
      List<Diary> diaries = new ArrayList<>();
      for (Quantity quantity : quantities) {
        Diary diary =
            known == null ? Diary.empty(slots(quantity)) : known.diaries().get(quantity.index());
        if (diary.size() > 0) {
          diary.write(told.samples().get(quantity.index()), book, quantity.index(), slotsPerDay);
        }
        diaries.add(diary);
      }
      // On the day of a move two groups tell of a station: it stands where it was enrolled last.
      long enrolledEpoch = told.enrolledEpoch();
      Place place = told.place();
      if (known != null && known.enrolledEpoch() > enrolledEpoch) {
        enrolledEpoch = known.enrolledEpoch();
        place = known.place();
      }
      stations.put(told.device(), new Reviewed(enrolledEpoch, place, book.day(), diaries));
    }
  }

  private int slots(Quantity quantity) {
    return quantity.slow().days() * slotsPerDay;
  }

  private long mostDays() {
    return parameters.quantities().values().stream()
        .mapToLong(quantity -> quantity.slow().days())
        .max()
        .orElse(0);
  }

  private static long[] after(long[] course, int passed, int size) {
    long[] later = new long[size];
    Arrays.fill(later, Course.UNKNOWN);
    int kept = Math.min(size - passed, course.length);
    if (kept > 0) {
      System.arraycopy(course, course.length - kept, later, size - passed - kept, kept);
    }
    return later;
  }

  private List<Note> verdicts(ReviewMemory memory, List<Quantity> quantities) {
    List<List<Standing>> byQuantity = new ArrayList<>();
    for (Quantity quantity : quantities) {
      byQuantity.add(new QuantityReview(quantity, memory, slotsPerDay).standings());
    }
    SortedMap<GroupKey, SortedMap<DeviceId, List<Standing>>> byGroup = new TreeMap<>();
    int index = 0;
    for (var entry : memory.stations().entrySet()) {
      List<Standing> its = new ArrayList<>();
      for (List<Standing> ofQuantity : byQuantity) {
        its.add(ofQuantity.get(index));
      }
      index++;
      Grouping grouping = geography.spot(entry.getValue().place()).grouping();
      tell(grouping.home(), entry.getKey(), its, byGroup);
      for (GroupKey witness : grouping.witnesses()) {
        tell(witness, entry.getKey(), its, byGroup);
      }
    }
    List<Note> notes = new ArrayList<>();
    byGroup.forEach((group, its) ->
        notes.add(new Note(inputs.group(), group, new Verdicts(its).encode(parameters))));
    return notes;
  }

  private static void tell(
      GroupKey group,
      DeviceId device,
      List<Standing> standings,
      SortedMap<GroupKey, SortedMap<DeviceId, List<Standing>>> byGroup) {
    byGroup.computeIfAbsent(group, key -> new TreeMap<>()).put(device, standings);
  }
}
