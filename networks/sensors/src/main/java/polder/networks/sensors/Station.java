package polder.networks.sensors;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
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
 * @param memories what is remembered of each quantity
 */
record Station(
    DeviceId device,
    Account owner,
    Site site,
    long enrolledEpoch,
    boolean via,
    boolean home,
    long heardMillis,
    SortedMap<String, Memory> memories) {
  Station {
    memories = Collections.unmodifiableSortedMap(new TreeMap<>(memories));
  }

  Memory memory(String quantity) {
    return memories.getOrDefault(quantity, Memory.NOTHING);
  }

  Station remembering(SortedMap<String, Memory> newMemories, long newHeardMillis) {
    return new Station(device, owner, site, enrolledEpoch, via, home, newHeardMillis, newMemories);
  }
}
