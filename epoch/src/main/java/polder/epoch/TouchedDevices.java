package polder.epoch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import polder.protocol.identity.DeviceId;

/** The devices of one network that were touched: those of stretches, and others. */
final class TouchedDevices {
  // By the first device of each.
  private final NavigableMap<DeviceId, Map<DeviceId, Earner>> stretches = new TreeMap<>();
  private final Map<DeviceId, Earner> others = new LinkedHashMap<>();

  @Nullable Earner get(DeviceId device) {
    Earner other = others.get(device);
    if (other != null) {
      return other;
    }
    Map.Entry<DeviceId, Map<DeviceId, Earner>> stretch = stretches.floorEntry(device);
    return stretch == null ? null : stretch.getValue().get(device);
  }

  /** Only one is held of a device, wherever it was first. */
  void put(DeviceId device, Earner touched) {
    Map.Entry<DeviceId, Map<DeviceId, Earner>> stretch = stretches.floorEntry(device);
    boolean ofStretch = stretch != null && stretch.getValue().containsKey(device);
    (ofStretch ? stretch.getValue() : others).put(device, touched);
  }

  /** Adds devices that stand together, in their order: none of the others is between them. */
  void add(Map<DeviceId, Earner> stretch) {
    if (!stretch.isEmpty()) {
      stretches.put(stretch.keySet().iterator().next(), stretch);
    }
  }

  /** All of them: each stretch in its order, and the others. */
  List<Map<DeviceId, Earner>> all() {
    List<Map<DeviceId, Earner>> all = new ArrayList<>(stretches.values());
    all.add(others);
    return all;
  }
}
