package polder.agent.compute;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import polder.networks.compute.job.Capacity;

/**
 * What a person decides about a machine that is lent.
 *
 * @param nodes addresses of nodes: the preferred one, and others to turn to when it is away
 * @param folder where everything is kept
 * @param key the machine's key file; made if there is none
 * @param network which market; without it, the only one that is not simulated
 * @param lent what of the machine is lent, with all that it says of itself
 * @param bidder what it asks for, and when
 * @param door where its own door listens, and how others reach that
 * @param owner whose it becomes, and what is put up for it
 * @param leaving whether to take nothing new, finish, and end
 */
public record ComputeSettings(
    List<URI> nodes,
    Path folder,
    Path key,
    Optional<String> network,
    Capacity lent,
    Bidder bidder,
    DoorPlace door,
    Optional<Owner> owner,
    boolean leaving) {

  /**
   * Where renters and other machines reach this one.
   *
   * @param listen where its door listens
   * @param host its base address as others reach it, such as {@code http://203.0.113.5:7790}; empty
   *     for none
   */
  public record DoorPlace(InetSocketAddress listen, String host) {}

  /**
   * The owner, who is here at the first start.
   *
   * @param key file of the owner's key
   * @param bondNano up to how much of the owner's balance is put up as the machine's bond; 0 for
   *     nothing
   */
  public record Owner(Path key, long bondNano) {}

  public ComputeSettings {
    nodes = List.copyOf(nodes);
  }
}
