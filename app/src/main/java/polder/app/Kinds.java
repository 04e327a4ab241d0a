package polder.app;

import java.util.List;
import polder.networks.NetworkKind;
import polder.networks.compute.ComputeKind;
import polder.networks.learning.LearningKind;
import polder.networks.sensors.SensorsKind;

/** The kinds of network that this program knows: a new kind is one line here. */
public final class Kinds {
  /** All of them. */
  public static final List<NetworkKind> ALL =
      List.of(new SensorsKind(), new ComputeKind(), new LearningKind());

  private Kinds() {}
}
