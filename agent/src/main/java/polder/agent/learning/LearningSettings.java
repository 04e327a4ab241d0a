package polder.agent.learning;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who speaks, to whom, and where everything is kept.
 *
 * @param nodes addresses of nodes: the preferred one, and others to turn to when it is away
 * @param folder where everything is kept
 * @param key the device's key file; made if there is none
 * @param network which network; without it, the only one that is not simulated
 * @param owner key file of whose the device becomes at the first start
 */
public record LearningSettings(
    List<URI> nodes, Path folder, Path key, Optional<String> network, Optional<Path> owner) {
  public LearningSettings {
    nodes = List.copyOf(nodes);
  }
}
