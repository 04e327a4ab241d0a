package polder.agent.compute;

import java.net.URI;
import java.util.Optional;
import polder.agent.Deployment;
import polder.agent.work.Blobs;
import polder.agent.work.Studio;
import polder.ports.work.BatchRunner;
import polder.ports.work.ContainerDriver;
import polder.ports.work.WasmRunner;
import polder.protocol.crypto.DeviceKey;

/**
 * What an agent works with, made by who knows technologies.
 *
 * @param wasm runs programs
 * @param containers runs containers, where the machine can
 * @param batches runs containers to their ends, where the machine can
 * @param studio renders pictures, where the machine can
 * @param speaking how to speak to a node of its blobs and orders
 */
public record Tools(
    WasmRunner wasm,
    Optional<ContainerDriver> containers,
    Optional<BatchRunner> batches,
    Optional<Studio> studio,
    Speaking speaking) {

  /** Makes what speaks to a node. */
  public interface Speaking {
    /** The node's blobs, which {@code key} may put. */
    Blobs blobs(URI node, Deployment deployment, DeviceKey key);

    /** The orders of a market. */
    Market market(URI node, String network);
  }
}
