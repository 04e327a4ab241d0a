package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.identity.DeviceId;

/** The review of one quantity: how each station stands. */
final class QuantityReview {
  private final Quantity quantity;
  private final ReviewMemory memory;
  private final int slotsPerDay;
  private final List<DeviceId> devices;

  QuantityReview(Quantity quantity, ReviewMemory memory, int slotsPerDay) {
    this.quantity = quantity;
    this.memory = memory;
    this.slotsPerDay = slotsPerDay;
    this.devices = List.copyOf(memory.stations().keySet());
  }

  /** How each station stands, by device. */
  List<Standing> standings() {
    CopySearch.@Nullable Copy[] copies =
        quantity
            .slow()
            .copies()
            .map(limits -> new CopySearch(quantity, limits, memory, slotsPerDay).copies())
            .orElseGet(() -> new CopySearch.Copy[devices.size()]);
    List<Standing> standings = new ArrayList<>(devices.size());
    for (ReviewMemory.Reviewed station : memory.stations().values()) {
      standings.add(standing(station.diaries().get(quantity.index()), copies[standings.size()]));
    }
    return standings;
  }

  private Standing standing(Diary diary, CopySearch.@Nullable Copy copy) {
    SlowChecks slow = quantity.slow();
    long correlation =
        slow.siting()
            .map(limits ->
                Agreement.correlationMilli(
                    diary,
                    memory.courses().get(quantity.index()),
                    slotsPerDay,
                    limits,
                    slow.resolutionMilli()))
            .orElse(Standing.NOT_KNOWN);
    long rejected =
        slow.reliability()
            .map(limits -> Agreement.rejectedMilli(diary, slotsPerDay, limits))
            .orElse(Standing.NOT_KNOWN);
    return copy == null
        ? new Standing(correlation, rejected, Optional.empty(), 0)
        : new Standing(
            correlation,
            rejected,
            Optional.of(devices.get(copy.original())),
            copy.match().memoryMilli());
  }
}
