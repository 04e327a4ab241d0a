package polder.agent;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a person decides about an agent.
 *
 * @param nodes addresses of nodes: the preferred one, and others to turn to when it is away
 * @param folder where buffer, receipts and what is known of the network are kept
 * @param key the device's key file; made if there is none
 * @param network which network; without it, the only one of sensors that is not simulated
 * @param map what the person said by {@code --map}: a name or origin, and the quantity it is
 * @param batchMillis how long readings are collected for one message; without it, the smaller of
 *     the network's period and half an epoch
 * @param bufferBytes how much may wait on disk
 * @param once whether to read once, send and end
 * @param waitMillis once: how long to wait for a first reading, and then for the node
 */
public record AgentSettings(
    List<URI> nodes,
    Path folder,
    Path key,
    Optional<String> network,
    SortedMap<String, String> map,
    Optional<Long> batchMillis,
    long bufferBytes,
    boolean once,
    long waitMillis) {
  public AgentSettings {
    nodes = List.copyOf(nodes);
  }
}
