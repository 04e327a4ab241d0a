package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.GroupKey;
import polder.networks.Note;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;

/**
 * A group's stations and its book of the day, as an epoch finds them: with what the summary of the
 * epoch before says of the course, and with what the review said since.
 *
 * @param parameters the network's rules
 * @param region the region whose course this is
 * @param book what is known of the day's course
 * @param stations all stations of the group, by device
 * @param reports what the review is to be told
 */
record RunningDay(
    SensorParameters parameters,
    long region,
    DayBook book,
    List<Station> stations,
    List<Note> reports) {

  static RunningDay of(
      SensorParameters parameters,
      long region,
      GroupMemory.Remembered before,
      Summary told,
      List<Note> notes) {
    RunningDay day =
        new RunningDay(parameters, region, before.book(), before.stations(), List.of())
            .hearing(notes);
    return parameters.course().isPresent() && told.course().isPresent()
        ? day.knowing(told.course().get(), parameters.course().get())
        : day;
  }

  /** Takes in what the review said of stations. */
  private RunningDay hearing(List<Note> notes) {
    if (notes.isEmpty()) {
      return this;
    }
    SortedMap<DeviceId, List<Standing>> standings = new TreeMap<>();
    for (Note note : notes) {
      standings.putAll(Verdicts.decode(note.content(), parameters).standings());
    }
    List<Station> changed = new ArrayList<>(stations.size());
    for (Station station : stations) {
      List<Standing> its = standings.get(station.device());
      changed.add(
          its == null
              ? station
              : station.tracking((quantity, track) -> track.with(its.get(quantity))));
    }
    return new RunningDay(parameters, region, book, changed, reports);
  }

  /** Takes in the course of the slot that has just ended. */
  private RunningDay knowing(Course course, SensorParameters.Course rules) {
    long day = rules.day(course.slot(), region);
    int slot = rules.slotOfDay(course.slot(), region);
    DayBook more = book;
    List<Station> changed = stations;
    for (Quantity quantity : parameters.quantities().values()) {
      if (!quantity.slow().needsCourse()) {
        continue;
      }
      long median = course.median(new Course.Where(region, quantity.name()), rules.leastStations());
      more = more.with(day, quantity.index(), slot, median);
      if (median != Course.UNKNOWN && quantity.slow().persistence().isPresent()) {
        changed =
            changed.stream()
                .map(station ->
                    station.tracking(
                        quantity.index(), track -> track.with(track.run().under(median))))
                .toList();
      }
    }
    return new RunningDay(parameters, region, more, changed, reports);
  }

  /**
   * Ends the day, if {@code today} is a later one: the review is told, and a new day begins with
   * nothing known of it.
   *
   * @param today the day of the slot that is sampled, or else in which the epoch starts; {@link
   *     DayBook#NO_DAY} without a course
   */
  RunningDay until(long today) {
    if (book.isEmpty() || today <= book.day()) {
      return this;
    }
    List<DayReport.OfStation> told = new ArrayList<>();
    List<Station> cleared = new ArrayList<>(stations.size());
    for (Station station : stations) {
      List<Bytes> samples =
          station.memories().stream().map(memory -> memory.track().samples()).toList();
      if (samples.stream().anyMatch(its -> its.size() > 0)) {
        told.add(
            new DayReport.OfStation(
                station.device(), station.enrolledEpoch(), station.site().place(), samples));
      }
      cleared.add(station.tracking((quantity, track) -> track.with(Bytes.EMPTY)));
    }
    GroupKey review = Geography.review(region);
    Note report = new Note(review, review, new DayReport(book, told).encode(parameters));
    boolean reviewed =
        parameters.quantities().values().stream()
            .anyMatch(quantity -> quantity.slow().isReviewed());
    return new RunningDay(
        parameters,
        region,
        DayBook.empty(parameters.quantities().size()),
        cleared,
        reviewed && !told.isEmpty() ? List.of(report) : List.of());
  }
}
