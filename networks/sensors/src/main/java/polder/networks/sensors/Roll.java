package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import polder.networks.EpochWindow;
import polder.networks.GroupInputs;
import polder.networks.Judged;
import polder.networks.SenderRecord;
import polder.protocol.identity.DeviceId;

/** The stations of a group in one epoch: those it remembers and those it hears, by device. */
final class Roll {
  private final SensorParameters parameters;
  private final EpochWindow window;
  private final SortedMap<DeviceId, Present> present = new TreeMap<>();

  /** A station with what it says in this epoch. */
  static final class Present {
    private final Station station;
    // By quantity, ordered by time; equal times stay in canonical order of their messages.
    private final SortedMap<String, List<Reading>> readings = new TreeMap<>();
    private final SortedMap<String, Series> series = new TreeMap<>();

    private Present(Station station) {
      this.station = station;
    }

    Station station() {
      return station;
    }

    List<Reading> readings(String quantity) {
      return readings.getOrDefault(quantity, List.of());
    }

    boolean isSilent() {
      return readings.isEmpty();
    }

    /** All timely readings of {@code quantity} that are known. */
    Series series(String quantity) {
      return series.computeIfAbsent(
          quantity, name -> Series.of(station.memory(name).past(), readings(name)));
    }

    /** The time of its latest timely reading, remembered or new. */
    long heardMillis() {
      long heard = station.heardMillis();
      for (List<Reading> ofQuantity : readings.values()) {
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

  /** Calls the roll; stations that were silent for too long are not on it any more. */
  static Roll call(
      SensorParameters parameters, GroupInputs<SensorReport> inputs, EpochWindow window) {
    Roll roll = new Roll(parameters, window);
    GroupMemory.decode(inputs.state())
        .forEach((device, station) -> {
          if (window.startMillis() - station.heardMillis() <= parameters.forgetMillis()) {
            roll.present.put(device, new Present(station));
          }
        });
    inputs.home().forEach(judged -> roll.hear(judged, true));
    inputs.witnesses().forEach(judged -> roll.hear(judged, false));
    roll.present
        .values()
        .forEach(present ->
            present
                .readings
                .values()
                .forEach(list -> list.sort(Comparator.comparingLong(Reading::timeMillis))));
    return roll;
  }

  private void hear(Judged<SensorReport> judged, boolean home) {
    SenderRecord sender = judged.sender();
    Present before = present.get(sender.device());
    Present now = before;
    if (now == null || !isKnown(now.station, judged, home)) {
      now = new Present(station(judged, home, before));
      if (before != null) {
        now.readings.putAll(before.readings);
      }
      present.put(sender.device(), now);
    }
    for (Reading reading : judged.evidence().readings()) {
      now.readings.computeIfAbsent(reading.quantity(), name -> new ArrayList<>()).add(reading);
    }
  }

  /** Whether all that a message says of its station is known already, as it mostly is. */
  private static boolean isKnown(Station station, Judged<SensorReport> judged, boolean home) {
    SenderRecord sender = judged.sender();
    return station.owner().equals(sender.owner())
        && station.site().equals(judged.evidence().site())
        && station.enrolledEpoch() == sender.enrolledEpoch()
        && station.via() == sender.via().isPresent()
        && station.home() == home;
  }

  private Station station(Judged<SensorReport> judged, boolean home, @Nullable Present before) {
    SenderRecord sender = judged.sender();
    // A station that was moved starts anew: its history was measured elsewhere.
    boolean same = before != null && before.station.site().equals(judged.evidence().site());
    return new Station(
        sender.device(),
        sender.owner(),
        judged.evidence().site(),
        sender.enrolledEpoch(),
        sender.via().isPresent(),
        home,
        same && before != null ? before.station.heardMillis() : 0,
        same && before != null ? before.station.memories() : unpaid(sender));
  }

  /**
   * The memory of a station that the group does not know: its time is paid for from now on. Of one
   * that was moved only once nothing from its old place, where another group pays, can cover it.
   */
  private SortedMap<String, Memory> unpaid(SenderRecord sender) {
    long from = window.startMillis() - window.graceMillis();
    if (sender.movedAtMillis() != SenderRecord.NEVER_MOVED) {
      from =
          Math.max(
              from,
              sender.movedAtMillis() + window.clockToleranceMillis() + parameters.spanMillis());
    }
    SortedMap<String, Memory> memories = new TreeMap<>();
    for (String quantity : parameters.quantities().keySet()) {
      memories.put(quantity, new Memory(from, 0, List.of()));
    }
    return memories;
  }

  /** All stations, by device. */
  SortedMap<DeviceId, Present> all() {
    return present;
  }
}
