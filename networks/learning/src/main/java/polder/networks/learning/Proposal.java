package polder.networks.learning;

import java.util.Optional;
import polder.networks.learning.train.Architecture;
import polder.protocol.Bytes;

final class Proposal {
  private Proposal() {}
  static boolean fits(Architecture architecture, Bytes blob) { return find(architecture, blob).isPresent(); }
  static Optional<int[]> find(Architecture architecture, Bytes blob) {
    int[] v = Global.ints(blob);
    if (v.length != architecture.parameterCount()) return Optional.empty();
    for (int x : v) if (Math.abs((long) x) > 1 << 24) return Optional.empty();
    return Optional.of(v);
  }
  static int[] of(Bytes blob) { return Global.ints(blob); }
}
