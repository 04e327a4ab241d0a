package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.Site;

/**
 * A station as its group knows it.
 *
 * @param device which device
 * @param owner its owner at its last message
 * @param site where it stands
 * @param enrolledEpoch its seniority
 * @param via whether another machine signs for it
 * @param home whether this group pays for it
 * @param heardMillis the time of its latest reading
 * @param memories what is remembered of each quantity, by {@link SensorParameters.Quantity#index()}
 */
record Station(
    DeviceId device,
    Account owner,
    Site site,
    long enrolledEpoch,
    boolean via,
    boolean home,
    long heardMillis,
    List<Memory> memories) {
  Station {
    memories = List.copyOf(memories);
  }

  Memory memory(SensorParameters.Quantity quantity) {
    return memories.get(quantity.index());
  }

  /** Changes what the slow checks remember of one quantity. */
  interface Change {
    Track of(int quantity, Track track);
  }

  Station tracking(Change change) {
    List<Memory> changed = new ArrayList<>(memories.size());
    boolean same = true;
    for (int i = 0; i < memories.size(); i++) {
      Memory memory = memories.get(i);
      changed.add(memory.with(change.of(i, memory.track())));
      same &= changed.get(i) == memory;
    }
    return same ? this : remembering(changed, heardMillis);
  }

  Station tracking(int quantity, UnaryOperator<Track> change) {
    return tracking((index, track) -> index == quantity ? change.apply(track) : track);
  }

  Station remembering(List<Memory> newMemories, long newHeardMillis) {
    return new Station(device, owner, site, enrolledEpoch, via, home, newHeardMillis, newMemories);
  }
}
