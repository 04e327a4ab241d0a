package polder.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import polder.adapters.blender.BlenderProgram;
import polder.adapters.blender.BlenderRenderer;
import polder.adapters.blender.BlenderSettings;
import polder.adapters.blender.Sandbox;
import polder.adapters.runc.Machine;
import polder.adapters.runc.RuncDriver;
import polder.adapters.runc.Settings;
import polder.adapters.wasm.ChicoryRunner;
import polder.adapters.wasm.Execution;
import polder.agent.compute.NodeSpeaking;
import polder.agent.compute.Tools;
import polder.agent.work.Studio;
import polder.networks.compute.Fit;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.Proof;
import polder.ports.work.RenderException;
import polder.ports.work.Renderer;
import polder.ports.work.WasmRunner;
import polder.ports.work.WorkException;

/**
 * What a machine that is lent works with, and what it has.
 *
 * @param tools what it works with
 * @param capacity all that it has
 */
record ComputeTools(Tools tools, Capacity capacity) {

  /** What the owner decided about containers, and what is to render pictures. */
  record Offered(Settings containers, Renderer.Device pictures) {}

  /**
   * Finds out.
   *
   * @param folder where the machine keeps what it works on
   * @param offered what the owner decided
   * @param notes hears what this machine cannot do, and why
   */
  static ComputeTools find(
      Path folder, Offered offered, boolean isReachable, Consumer<String> notes)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Settings settings = offered.containers();
    Optional<RuncDriver> containers = containers(settings, notes);
    Capacity all = Machine.measure(folder);
    TreeMap<String, String> runtimes = new TreeMap<>(all.runtimes());
    if (containers.isEmpty() || !isReachable) {
      runtimes.remove(Fit.runtime(Proof.METERED));
    }
    if (containers.isPresent() && !isReachable) {
      notes.accept(
          "lends no services: nobody could reach them; say by --host how this machine is reached");
    }
    containers.ifPresent(its -> runtimes.put(Fit.runtime(Proof.QUORUM), RuncDriver.platform()));
    runtimes.put(Fit.runtime(Proof.HASH), WasmRunner.RUNTIME.replaceFirst("^wasm ", ""));
    Optional<Studio> studio = studio(folder.resolve("render"), offered.pictures(), notes);
    studio.ifPresent(its -> runtimes.put(Fit.runtime(Proof.PIXELS), its.runtime()));
    return new ComputeTools(
        new Tools(
            new ChicoryRunner(Execution.COMPILED),
            containers.map(its -> its),
            containers.map(its -> its),
            studio,
            new NodeSpeaking()),
        new Capacity(
            all.cpuMilli(),
            all.memoryBytes(),
            all.diskBytes(),
            all.gpus(),
            runtimes,
            all.attributes()));
  }

  /** Strangers' scenes are opened in a sandbox or not at all. */
  private static Optional<Studio> studio(
      Path scratch, Renderer.Device device, Consumer<String> notes)
      throws IOException, InterruptedException {
    Optional<Path> program = BlenderProgram.find(System.getenv());
    Optional<Sandbox> sandbox = Sandbox.find(System.getenv());
    if (program.isEmpty() || sandbox.isEmpty()) {
      notes.accept(
          "lends no pictures: " + (program.isEmpty() ? BlenderProgram.MISSING : Sandbox.MISSING));
      return Optional.empty();
    }
    Files.createDirectories(scratch);
    BlenderSettings settings =
        BlenderSettings.usual(program.get(), scratch).in(sandbox.get()).on(device);
    try (Renderer renderer = new BlenderRenderer(settings)) {
      return Optional.of(
          new Studio(
              renderer.about(),
              (threads, memoryBytes) ->
                  new BlenderRenderer(
                      settings.with(threads, settings.limits().withMemory(memoryBytes)))));
    } catch (RenderException e) {
      notes.accept("lends no pictures: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<RuncDriver> containers(Settings settings, Consumer<String> notes) {
    try {
      return Optional.of(RuncDriver.open(settings));
    } catch (WorkException e) {
      notes.accept("lends no containers: " + e.getMessage());
      return Optional.empty();
    }
  }
}
