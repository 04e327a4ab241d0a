package polder.node.view;

import java.util.Optional;
import java.util.SortedMap;
import polder.ports.readings.Visibility;
import polder.protocol.manifest.NetworkManifest;

/** Why readings may not be shown now, by the data policies of the networks that they are of. */
final class Disclosure {
  private final SortedMap<String, NetworkManifest> networks;
  private final Visibility visibility;

  /** By the policies of {@code networks}. */
  Disclosure(SortedMap<String, NetworkManifest> networks, long nowMillis) {
    this.networks = networks;
    this.visibility = Visibility.of(networks, nowMillis);
  }

  /** Why none of some network's readings may ever be shown to everyone, if so. */
  Optional<String> restricted() {
    return networks.keySet().stream()
        .filter(network -> !visibility.untilMillis().containsKey(network))
        .findFirst()
        .map(Disclosure::restricted);
  }

  private static String restricted(String network) {
    return "the network " + network + " shows its data to validators and auditors only";
  }

  /** Whether some network's readings are shown later than they are taken. */
  boolean isDelayed() {
    return visibility.untilMillis().values().stream().anyMatch(until -> until < Long.MAX_VALUE);
  }

  /** Why not all networks' readings of an epoch that ended at {@code endMillis} may be shown. */
  Optional<String> why(long endMillis) {
    long until =
        visibility.untilMillis().values().stream()
            .mapToLong(Long::longValue)
            .min()
            .orElse(Long.MAX_VALUE);
    return restricted().or(() -> delayed(endMillis, until));
  }

  /** Why those of {@code network} may not. */
  Optional<String> why(String network, long endMillis) {
    Long until = visibility.untilMillis().get(network);
    return until == null ? Optional.of(restricted(network)) : delayed(endMillis, until);
  }

  private static Optional<String> delayed(long endMillis, long untilMillis) {
    return endMillis <= untilMillis
        ? Optional.empty()
        : Optional.of("this is published in " + (endMillis - untilMillis + 999) / 1_000 + " s");
  }
}
