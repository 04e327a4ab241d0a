package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import polder.networks.EpochWindow;
import polder.networks.GroupInputs;
import polder.networks.Judged;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;

/** The stations of a group in one epoch: those it remembers and those it hears, by device. */
final class Roll {
  private final SensorParameters parameters;
  private final EpochWindow window;
  private final List<Present> present = new ArrayList<>();

  /** A station with what it says in this epoch. */
  static final class Present {
    private final Station station;
    // By quantity, ordered by time; equal times stay in canonical order of their messages.
    private final List<List<Reading>> readings;
    private final @Nullable Series[] series;

    private Present(Station station, List<List<Reading>> readings) {
      this.station = station;
      this.readings = readings;
      this.series = new Series[station.memories().size()];
    }

    Station station() {
      return station;
    }

    List<Reading> readings(Quantity quantity) {
      return readings.isEmpty() ? List.of() : readings.get(quantity.index());
    }

    /** All timely readings of {@code quantity} that are known. */
    Series series(Quantity quantity) {
      Series known = series[quantity.index()];
      if (known == null) {
        known = Series.of(station.memory(quantity).past(), readings(quantity));
        series[quantity.index()] = known;
      }
      return known;
    }

    /** The time of its latest timely reading, remembered or new. */
    long heardMillis() {
      long heard = station.heardMillis();
      for (List<Reading> ofQuantity : readings) {
        for (Reading reading : ofQuantity) {
          heard = Math.max(heard, reading.timeMillis());
        }
      }
      return heard;
    }
  }

  private Roll(SensorParameters parameters, EpochWindow window) {
    this.parameters = parameters;
    this.window = window;
  }

  /**
   * Calls the roll; stations that were silent for too long are not on it any more.
   *
   * @param remembered the stations of the group's state, by device
   */
  static Roll call(
      SensorParameters parameters,
      List<Station> remembered,
      GroupInputs<SensorReport> inputs,
      EpochWindow window) {
    Roll roll = new Roll(parameters, window);
    // All three are ordered by device, so one walk along them finds who is who.
    Messages home = new Messages(inputs.home());
    Messages witnesses = new Messages(inputs.witnesses());
    int next = 0;
    while (true) {
      DeviceId device = next < remembered.size() ? remembered.get(next).device() : null;
      device = home.earlier(device);
      device = witnesses.earlier(device);
      if (device == null) {
        return roll;
      }
      Optional<Station> known = Optional.empty();
      if (next < remembered.size() && remembered.get(next).device().equals(device)) {
        known = Optional.of(remembered.get(next++)).filter(roll::isHeardLately);
      }
      roll.answer(known, home.of(device), witnesses.of(device));
    }
  }

  private boolean isHeardLately(Station station) {
    return window.startMillis() - station.heardMillis() <= parameters.forgetMillis();
  }

  /** Messages ordered by sender, taken sender by sender. */
  private static final class Messages {
    private final List<Judged<SensorReport>> all;
    // Messages lie all over memory, from where a walk along them alone fetches several at a time.
    private final DeviceId[] senders;
    private final long[] leads;
    private int from;

    Messages(List<Judged<SensorReport>> all) {
      this.all = all;
      this.senders = new DeviceId[all.size()];
      this.leads = new long[senders.length];
      for (int i = 0; i < senders.length; i++) {
        senders[i] = all.get(i).sender().device();
        leads[i] = senders[i].leading();
      }
    }

    /** The next sender, or {@code other} if that comes first. */
    @Nullable DeviceId earlier(@Nullable DeviceId other) {
      if (from == senders.length) {
        return other;
      }
      DeviceId next = senders[from];
      return other == null || next.compareTo(other) < 0 ? next : other;
    }

    /** All of {@code device}, which must be next if it sent any. */
    List<Judged<SensorReport>> of(DeviceId device) {
      int until = from;
      long lead = device.leading();
      while (until < senders.length && leads[until] == lead && senders[until].equals(device)) {
        until++;
      }
      List<Judged<SensorReport>> its = all.subList(from, until);
      from = until;
      return its;
    }
  }

  private void answer(
      Optional<Station> known,
      List<Judged<SensorReport>> home,
      List<Judged<SensorReport>> witnesses) {
    if (home.isEmpty() && witnesses.isEmpty()) {
      known.ifPresent(station -> present.add(new Present(station, List.of())));
      return;
    }
    // A device stands at one place in an epoch, so all its messages came to this group alike.
    List<Judged<SensorReport>> messages = home.isEmpty() ? witnesses : home;
    Judged<SensorReport> latest = messages.getLast();
    Station station =
        known
            .filter(its -> isAsBefore(its, latest, !home.isEmpty()))
            .orElseGet(() -> station(latest, !home.isEmpty(), known));
    present.add(new Present(station, readings(messages)));
  }

  private List<List<Reading>> readings(List<Judged<SensorReport>> messages) {
    List<List<Reading>> byQuantity = new ArrayList<>(parameters.quantities().size());
    for (int i = 0; i < parameters.quantities().size(); i++) {
      byQuantity.add(new ArrayList<>(messages.size()));
    }
    for (Judged<SensorReport> judged : messages) {
      for (Reading reading : judged.evidence().readings()) {
        byQuantity.get(reading.quantity().index()).add(reading);
      }
    }
    byQuantity.forEach(list -> list.sort(Comparator.comparingLong(Reading::timeMillis)));
    return byQuantity;
  }

  /** Whether all that a message says of its station is known already, as it mostly is. */
  private static boolean isAsBefore(Station station, Judged<SensorReport> judged, boolean home) {
    SenderRecord sender = judged.sender();
    return station.owner().equals(sender.owner())
        && station.site().equals(judged.evidence().site())
        && station.enrolledEpoch() == sender.enrolledEpoch()
        && station.via() == sender.via().isPresent()
        && station.home() == home;
  }

  private Station station(Judged<SensorReport> judged, boolean home, Optional<Station> before) {
    SenderRecord sender = judged.sender();
    // A station that was moved starts anew, also one that came back: its history was elsewhere.
    Optional<Station> same =
        before.filter(station ->
            station.site().equals(judged.evidence().site())
                && station.enrolledEpoch() == sender.enrolledEpoch());
    return new Station(
        sender.device(),
        sender.owner(),
        judged.evidence().site(),
        sender.enrolledEpoch(),
        sender.via().isPresent(),
        home,
        same.map(Station::heardMillis).orElse(0L),
        same.map(Station::memories).orElseGet(() -> anew(sender, before)));
  }

  /** The review is still told of the day before the move, whichever group hears the rest of it. */
  private List<Memory> anew(SenderRecord sender, Optional<Station> before) {
    List<Memory> memories = unpaid(sender);
    before.ifPresent(station -> {
      for (int i = 0; i < memories.size(); i++) {
        Bytes samples = station.memories().get(i).track().samples();
        memories.set(i, memories.get(i).with(Track.NOTHING.with(samples)));
      }
    });
    return memories;
  }

  /**
   * The memory of a station that the group does not know: its time is paid for from now on. Of one
   * that was moved only once nothing from its old place, where another group pays, can cover it.
   */
  private List<Memory> unpaid(SenderRecord sender) {
    long from = window.startMillis() - window.graceMillis();
    if (sender.movedAtMillis() != SenderRecord.NEVER_MOVED) {
      from =
          Math.max(
              from,
              sender.movedAtMillis() + window.clockToleranceMillis() + parameters.spanMillis());
    }
    List<Memory> memories = new ArrayList<>();
    for (int i = 0; i < parameters.quantities().size(); i++) {
      memories.add(Memory.unpaid(from));
    }
    return memories;
  }

  /** All stations, by device. */
  List<Present> all() {
    return present;
  }
}
