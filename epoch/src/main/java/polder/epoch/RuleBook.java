package polder.epoch;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import polder.networks.NetworkKind;
import polder.networks.NetworkRules;
import polder.protocol.Hash;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.Parameters;

/** The kinds of network that this program knows, by name. */
public final class RuleBook {
  private final SortedMap<String, NetworkKind> kinds = new TreeMap<>();
  // Any thread may set it: whichever is seen, its rules are those of its manifests. Rules keep
  // memos of what follows from their parameters, which would be lost if each epoch made them anew.
  private volatile @Nullable Made last;

  private record Made(Hash manifests, Map<String, NetworkRules<?>> rules) {}

  /** With these kinds. */
  public RuleBook(List<NetworkKind> kinds) {
    kinds.forEach(kind -> this.kinds.put(kind.name(), kind));
  }

  /**
   * The rules of every network in {@code manifests}, by the network's name.
   *
   * @throws ManifestException if a kind is unknown or refuses its parameters
   */
  public Map<String, NetworkRules<?>> of(Manifests manifests) {
    Hash hash = manifests.hash();
    Made known = last;
    if (known == null || !known.manifests().equals(hash)) {
      known = new Made(hash, make(manifests));
      last = known;
    }
    return known.rules();
  }

  private Map<String, NetworkRules<?>> make(Manifests manifests) {
    SortedMap<String, NetworkRules<?>> rules = new TreeMap<>();
    for (NetworkManifest manifest : manifests.networks().values()) {
      rules.put(manifest.name(), of(manifest));
    }
    return Collections.unmodifiableMap(rules);
  }

  /** The rules of one network. */
  public NetworkRules<?> of(NetworkManifest manifest) {
    NetworkKind kind = kinds.get(manifest.kind());
    if (kind == null) {
      throw new ManifestException(
          "kind must be one of " + String.join(", ", kinds.keySet()) + ", not " + manifest.kind());
    }
    Parameters parameters = new Parameters("parameters", manifest.parameters());
    NetworkRules<?> rules = kind.configure(parameters);
    parameters.finish();
    return rules;
  }
}
