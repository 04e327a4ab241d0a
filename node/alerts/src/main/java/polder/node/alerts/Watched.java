package polder.node.alerts;

import java.util.Comparator;
import polder.protocol.identity.DeviceId;

/** A device in a network. */
record Watched(String network, DeviceId device) implements Comparable<Watched> {
  private static final Comparator<Watched> ORDER =
      Comparator.comparing(Watched::network).thenComparing(Watched::device);

  @Override
  public int compareTo(Watched other) {
    return ORDER.compare(this, other);
  }
}
