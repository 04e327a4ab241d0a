package polder.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import polder.adapters.runc.Machine;
import polder.adapters.runc.RuncDriver;
import polder.adapters.runc.Settings;
import polder.adapters.wasm.ChicoryRunner;
import polder.adapters.wasm.Execution;
import polder.agent.compute.NodeSpeaking;
import polder.agent.compute.Tools;
import polder.networks.compute.Fit;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.Proof;
import polder.ports.work.ContainerDriver;
import polder.ports.work.WasmRunner;
import polder.ports.work.WorkException;

/**
 * What a machine that is lent works with, and what it has.
 *
 * @param tools what it works with
 * @param capacity all that it has
 */
record ComputeTools(Tools tools, Capacity capacity) {

  /**
   * Finds out.
   *
   * @param folder where the machine keeps what it works on
   * @param settings what the owner decided about containers
   * @param notes hears what this machine cannot do, and why
   */
  static ComputeTools find(
      Path folder, Settings settings, boolean isReachable, Consumer<String> notes)
      throws IOException {
    Files.createDirectories(folder);
    Optional<ContainerDriver> containers = containers(settings, isReachable, notes);
    Capacity all = Machine.measure(folder);
    TreeMap<String, String> runtimes = new TreeMap<>(all.runtimes());
    if (containers.isEmpty() || !isReachable) {
      runtimes.remove(Fit.runtime(Proof.METERED));
    }
    runtimes.put(Fit.runtime(Proof.HASH), WasmRunner.RUNTIME.replaceFirst("^wasm ", ""));
    return new ComputeTools(
        new Tools(new ChicoryRunner(Execution.COMPILED), containers, new NodeSpeaking()),
        new Capacity(
            all.cpuMilli(),
            all.memoryBytes(),
            all.diskBytes(),
            all.gpus(),
            runtimes,
            all.attributes()));
  }

  private static Optional<ContainerDriver> containers(
      Settings settings, boolean isReachable, Consumer<String> notes) {
    if (!isReachable) {
      notes.accept(
          "lends no containers: nobody could reach them; say by --host how this machine is reached");
      if (!Files.exists(settings.home())) {
        return Optional.empty();
      }
      // What was lent before still runs, and must be counted and ended.
    }
    try {
      return Optional.of(RuncDriver.open(settings));
    } catch (WorkException e) {
      notes.accept("lends no containers: " + e.getMessage());
      return Optional.empty();
    }
  }
}
