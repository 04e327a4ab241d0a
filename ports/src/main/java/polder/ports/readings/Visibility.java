package polder.ports.readings;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.NetworkManifest.DataPolicy;

/**
 * What may be shown: of each network the readings until a time. Of a network that is not among them
 * nothing is shown but that its devices exist.
 *
 * @param untilMillis by network, up to which time its readings are shown, inclusive, epoch
 *     milliseconds; {@link Long#MAX_VALUE} for all
 */
public record Visibility(SortedMap<String, Long> untilMillis) {
  public Visibility {
    untilMillis = Collections.unmodifiableSortedMap(new TreeMap<>(untilMillis));
  }

  /** What the data policies of {@code networks} allow at {@code nowMillis}. */
  public static Visibility of(SortedMap<String, NetworkManifest> networks, long nowMillis) {
    SortedMap<String, Long> until = new TreeMap<>();
    networks.forEach((name, network) -> {
      DataPolicy data = network.data();
      switch (data.access()) {
        case PUBLIC -> until.put(name, Long.MAX_VALUE);
        case DELAYED -> until.put(name, nowMillis - data.delayMillis());
        case RESTRICTED -> {}
      }
    });
    return new Visibility(until);
  }
}
