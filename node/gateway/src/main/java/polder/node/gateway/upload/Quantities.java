package polder.node.gateway.upload;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.Value;

/**
 * What a network of sensors takes.
 *
 * @param units by name of the quantity its unit in SenML
 */
public record Quantities(SortedMap<String, String> units) {
  /** Keeps a copy. */
  public Quantities {
    units = Collections.unmodifiableSortedMap(new TreeMap<>(units));
  }

  /** The quantities that a manifest names; none if it is of another kind. */
  public static Quantities of(NetworkManifest manifest) {
    SortedMap<String, String> units = new TreeMap<>();
    if (manifest.parameters().entries().get("quantities") instanceof Value.Table quantities) {
      quantities
          .entries()
          .forEach((name, described) -> {
            if (described instanceof Value.Table quantity
                && quantity.entries().get("unit") instanceof Value.Text(String unit)) {
              units.put(name, unit);
            }
          });
    }
    return new Quantities(units);
  }

  /** Whether {@code name} is wanted in {@code unit}. */
  boolean want(String name, String unit) {
    return unit.equals(units.get(name));
  }

  /** Those of {@code offered}, name to unit, that are wanted in this very unit. */
  Set<String> among(Map<String, String> offered) {
    Set<String> wanted = new TreeSet<>();
    offered.forEach((name, unit) -> {
      if (want(name, unit)) {
        wanted.add(name);
      }
    });
    return wanted;
  }
}
