package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.blender.BlenderProgram;
import polder.adapters.blender.BlenderRenderer;
import polder.adapters.blender.BlenderSettings;
import polder.adapters.blender.Picture;
import polder.adapters.blender.Sandbox;
import polder.adapters.files.KeyFile;
import polder.agent.compute.Prices;
import polder.agent.work.Studio;
import polder.app.cli.Action;
import polder.app.cli.AuditCommand;
import polder.app.cli.ExitCode;
import polder.app.cli.ExplainCommand;
import polder.app.cli.PolderCommand;
import polder.app.cli.RenderCommand;
import polder.networks.GroupKey;
import polder.networks.compute.OrderState;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Work;
import polder.ports.work.RenderException;
import polder.ports.work.Renderer;
import polder.ports.work.Tile;
import polder.protocol.Hash;

/** Machines of strangers render pictures with a real Blender and check each other's tiles. */
final class PictureAgentTest {
  /**
   * A bid must be opened within one epoch, while Blender and whoever measures the machines take
   * both processors.
   */
  private static final String EPOCH = "4s";

  private static final long TOKEN = MarketScene.TOKEN;
  private static final int WIDTH = 96;
  private static final int HEIGHT = 64;

  /** So many colours in a soft light that kernels round some of them to others. */
  private static final String NOISY =
      """
      bpy.ops.wm.read_homefile(use_empty=True)
      scene = bpy.context.scene
      bpy.ops.mesh.primitive_plane_add(size=10)
      bpy.ops.mesh.primitive_monkey_add(location=(0, 0, 1))
      monkey = bpy.context.object
      material = bpy.data.materials.new("noisy")
      material.use_nodes = True
      nodes, links = material.node_tree.nodes, material.node_tree.links
      noise = nodes.new("ShaderNodeTexNoise")
      links.new(noise.outputs["Color"], nodes["Principled BSDF"].inputs["Base Color"])
      monkey.data.materials.append(material)
      bpy.ops.object.light_add(type="AREA", location=(3, -3, 5))
      bpy.context.object.data.energy = 1500
      bpy.ops.object.camera_add(location=(5, -5, 4), rotation=(1.1, 0, 0.785))
      scene.camera = bpy.context.object
      scene.camera.data.angle = 0.35
      scene.render.resolution_x, scene.render.resolution_y = 400, 300
      """;

  @TempDir Path folder;

  private Path blend = Path.of("");
  private BlenderSettings settings = BlenderSettings.usual(Path.of(""), Path.of(""));

  @BeforeEach
  void make() throws Exception {
    Optional<Path> blender = BlenderProgram.find(System.getenv());
    Optional<Sandbox> sandbox = Sandbox.find(System.getenv());
    if ("true".equals(System.getenv("CI"))) {
      Assertions.assertTrue(blender.isPresent(), BlenderProgram.MISSING);
      Assertions.assertTrue(sandbox.isPresent(), Sandbox.MISSING);
    }
    Assumptions.assumeTrue(blender.isPresent(), BlenderProgram.MISSING);
    Assumptions.assumeTrue(sandbox.isPresent(), Sandbox.MISSING);
    settings =
        BlenderSettings.usual(blender.get(), Files.createDirectory(folder.resolve("scratch")))
            .in(sandbox.get())
            .with(1, BlenderSettings.Limits.usual());
    blend = save("cube", "");
  }

  /** A scene of a cube, with {@code changes} in Python. */
  private Path save(String name, String changes) throws Exception {
    Path file = folder.resolve(name + ".blend");
    String script =
        """
        import bpy
        scene = bpy.context.scene
        scene.render.resolution_x, scene.render.resolution_y = %d, %d
        cube = bpy.data.objects["Cube"]
        cube.keyframe_insert("location", frame=1)
        cube.location.z = 2
        cube.keyframe_insert("location", frame=2)
        %s
        bpy.ops.wm.save_as_mainfile(filepath="%s")
        """
            .formatted(WIDTH, HEIGHT, changes, file);
    Process process =
        new ProcessBuilder(
                settings.program().toString(), "-b", "--factory-startup", "--python-expr", script)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("blender.log").toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(file).exists();
    return file;
  }

  private Studio studio() throws Exception {
    try (Renderer renderer = new BlenderRenderer(settings)) {
      return new Studio(
          renderer.about(),
          (threads, memoryBytes) ->
              new BlenderRenderer(
                  settings.with(threads, settings.limits().withMemory(memoryBytes))));
    }
  }

  private static Prices prices(long leastNano) {
    return new Prices(0, 0, 0, 0, leastNano);
  }

  @Test
  void framesAreRenderedCheckedPaidAndAreThoseOfPlainBlender() throws Exception {
    try (MarketScene scene = MarketScene.start(folder, EPOCH)) {
      scene.render(studio());
      scene.machine(1, prices(TOKEN / 4), Optional.empty());
      scene.machine(2, prices(TOKEN / 2), Optional.empty());
      scene.awaitBonds(2);
      Path out = folder.resolve("frames");
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8);
      ExitCode code =
          PolderCommand.run(
              List.of(
                  "render",
                  blend.toString(),
                  "--frames",
                  "1..2",
                  "--tiles",
                  "2x1",
                  "--samples",
                  "4",
                  "--memory",
                  "512Mi",
                  "--limit",
                  "1",
                  "--rounds",
                  "3",
                  "--yes",
                  "--out",
                  out.toString(),
                  "--owner",
                  folder.resolve("renter.key").toString(),
                  "--node",
                  scene.node.address().toString(),
                  "--network",
                  MarketScene.NETWORK,
                  "--client",
                  folder.resolve("client").toString()),
              List.of(new RenderCommand()),
              to,
              to,
              false);

      String text = said.toString(StandardCharsets.UTF_8);
      assertThat(code).as(text).isEqualTo(ExitCode.DONE);
      assertThat(text)
          .contains("2 of 2 machines that stand in the market have what it needs")
          .contains("frame 1: 2 of 2 tiles", "frame 2: 2 of 2 tiles")
          .contains("the 2 frames are in " + out);
      assertThat(scene.standing().account(scene.owner(1)).earnedNano()).isEqualTo(TOKEN / 4);
      assertThat(scene.standing().account(scene.owner(2)).earnedNano())
          .as("half of the price for each tile that is checked, two of four")
          .isEqualTo(TOKEN / 16);
      for (int frame = 1; frame <= 2; frame++) {
        Picture got =
            Picture.read(out.resolve("000" + frame + ".png"), new Tile.Area(0, 0, WIDTH, HEIGHT));
        assertThat(got.digest()).isEqualTo(plain(frame));
      }
    }
  }

  /** The whole frame in one piece, without any market. */
  private Hash plain(int frame) throws Exception {
    Work.Render whole = new Work.Render(Hash.ZERO, frame, frame, 1, 1, 4, 0, "3.4");
    try (Renderer renderer = new BlenderRenderer(settings)) {
      return renderer
          .render(
              new Renderer.Piece(blend, whole, new Tile(frame, 0, 0)),
              folder.resolve("plain.png"),
              Renderer.Watch.NONE)
          .pixels();
    }
  }

  /** Renders all with fewer samples than it is told, which is cheaper. */
  private record Cheap(Renderer honest) implements Renderer {
    @Override
    public About about() throws RenderException, InterruptedException {
      return honest.about();
    }

    @Override
    public Rendered render(Piece piece, Path target, Watch watch)
        throws RenderException, InterruptedException {
      Work.Render work = piece.work();
      Work.Render less =
          new Work.Render(
              work.scene(),
              work.firstFrame(),
              work.lastFrame(),
              work.columns(),
              work.rows(),
              Math.max(1, work.samples() * 15 / 16),
              work.seed(),
              work.version());
      return honest.render(new Piece(piece.scene(), less, piece.tile()), target, watch);
    }

    @Override
    public void decode(Path tile, Tile.Area area, Path target) throws RenderException {
      honest.decode(tile, area, target);
    }

    @Override
    public void close() {
      honest.close();
    }
  }

  @Test
  void whoRendersFifteenOfSixteenSamplesEarnsNothingAndLosesItsBond() throws Exception {
    try (MarketScene scene = MarketScene.start(folder, EPOCH)) {
      Studio honest = studio();
      scene.render(
          new Studio(
              honest.about(),
              (threads, memoryBytes) -> new Cheap(honest.opening().open(threads, memoryBytes))));
      scene.machine(1, prices(TOKEN / 4), Optional.empty());
      scene.render(honest);
      scene.machine(2, prices(TOKEN / 2), Optional.empty());
      scene.machine(3, prices(TOKEN / 2), Optional.empty());
      scene.awaitBonds(3);
      GroupKey order = order(scene, 16);
      MarketScene.await(() -> scene.order(order).isPresent());
      MarketScene.await(() -> scene.order(order).isEmpty());

      assertThat(scene.standing().account(scene.owner(1)).earnedNano()).isZero();
      assertThat(
              scene.standing().account(scene.owner(2)).earnedNano()
                  + scene.standing().account(scene.owner(3)).earnedNano())
          .as("both honest ones looked")
          .isEqualTo(2 * TOKEN / 8);
      MarketScene.await(() ->
          scene.machines().stream()
              .filter(machine -> machine.bad() > 0)
              .anyMatch(machine -> machine.freeNano() == 0));
    }
  }

  /**
   * Blender with a kernel that a processor without AVX2 would take. It tells the processor's
   * instructions also where it was told to leave some out, so that its class is said here.
   */
  private Studio older(Path programs) throws Exception {
    Path program = programs.resolve("blender");
    Files.writeString(
        program, "#!/bin/sh\nCYCLES_CPU_NO_AVX2=1 exec '" + settings.program() + "' \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    BlenderSettings others =
        new BlenderSettings(
            program,
            settings.scratch(),
            settings.device(),
            settings.threads(),
            settings.limits(),
            settings.sandbox());
    Renderer.About about = studio().about();
    String like = about.sameClass().replace("cycles/avx2", "cycles/avx");
    assertThat(like).isNotEqualTo(about.sameClass());
    return new Studio(
        new Renderer.About(about.version(), about.device(), about.devices(), like),
        (threads, memoryBytes) ->
            new BlenderRenderer(others.with(threads, others.limits().withMemory(memoryBytes))));
  }

  private GroupKey order(MarketScene scene, int samples) throws Exception {
    Resources each = new Resources(1_000, 512 << 20, new ArrayList<>(), GpuNeed.NONE);
    Need need =
        new Need(
            List.of(new Need.Unit("render", each, 1)), new TreeMap<>(), List.of(), List.of(), 0);
    Hash file = scene.put(Files.readAllBytes(blend));
    return scene.order(
        1, new Job(need, new Work.Render(file, 1, 1, 2, 1, samples, 0, "3.4")), TOKEN, 600);
  }

  private interface Scenario {
    void play(MarketScene scene, Studio older) throws Exception;
  }

  private void play(Scenario scenario) throws Exception {
    // What lies in a folder of the usual place for scratch files no sandbox shows.
    Path programs = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "blender");
    blend = save("monkey", NOISY);
    try (MarketScene scene = MarketScene.start(folder, EPOCH)) {
      scenario.play(scene, older(programs));
    } finally {
      Files.delete(programs.resolve("blender"));
      Files.delete(programs);
    }
  }

  @Test
  void machinesOfTwoClassesShowEachOtherWhereTheirPicturesDiffer() throws Exception {
    play((scene, older) -> {
      scene.render(studio());
      scene.machine(1, prices(TOKEN / 4), Optional.empty());
      scene.render(older);
      scene.machine(2, prices(TOKEN / 2), Optional.empty());
      scene.awaitBonds(2);
      GroupKey order = order(scene, 16);
      MarketScene.await(() -> scene.order(order).isPresent());
      AtomicBoolean isCompared = new AtomicBoolean();
      MarketScene.await(() -> {
        Optional<OrderState> state = scene.order(order);
        state.ifPresent(its -> isCompared.compareAndSet(false, isCompared(its)));
        return state.isEmpty();
      });

      assertThat(isCompared).as("their pictures differ, so that they were shown").isTrue();
      assertThat(scene.standing().account(scene.owner(1)).earnedNano()).isEqualTo(TOKEN / 4);
      assertThat(scene.standing().account(scene.owner(2)).earnedNano()).isEqualTo(TOKEN / 8);
      String last = Long.toString(scene.standing().nextEpoch() - 1);
      assertThat(said(new AuditCommand(), "audit", "0.." + last, "--from-genesis"))
          .contains("same roots");
      String winner = KeyFile.device(folder.resolve("machine1.key")).id().did();
      assertThat(said(new ExplainCommand(), "explain", winner, compared()))
          .containsPattern("psnr +[0-9.]+ +45 +dB +pass")
          .contains("another machine came to the same");
    });
  }

  /** The last epoch whose evidence are pixels. */
  private String compared() throws IOException {
    Path archive = new DataDirectory(folder.resolve("node")).archive();
    try (Stream<Path> files = Files.walk(archive)) {
      String epoch =
          files
              .filter(file -> file.toString().endsWith(".blob"))
              .map(file -> archive.relativize(file).getName(1).toString())
              .max(Comparator.naturalOrder())
              .orElseThrow();
      return Long.toString(Long.parseLong(epoch.substring(0, epoch.indexOf('-'))));
    }
  }

  private String said(Action command, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", folder.resolve("node").toString()));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8);
    ExitCode code = PolderCommand.run(all, List.of(command), to, to, false);
    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(code).as(text).isEqualTo(ExitCode.DONE);
    return text;
  }

  private static boolean isCompared(OrderState state) {
    return state.phase() instanceof OrderState.Phase.Working working
        && working.showing().isPresent();
  }

  @Test
  void whoRendersTooFewSamplesLosesItsBondAlsoByTheWordOfAnotherClass() throws Exception {
    play((scene, older) -> {
      Studio honest = studio();
      scene.render(
          new Studio(
              honest.about(),
              (threads, memoryBytes) -> new Cheap(honest.opening().open(threads, memoryBytes))));
      scene.machine(1, prices(TOKEN / 4), Optional.empty());
      scene.render(older);
      scene.machine(2, prices(TOKEN / 2), Optional.empty());
      scene.machine(3, prices(TOKEN / 2), Optional.empty());
      scene.awaitBonds(3);
      GroupKey order = order(scene, 16);
      MarketScene.await(() -> scene.order(order).isPresent());
      MarketScene.await(() -> scene.order(order).isEmpty());

      String cheat = KeyFile.device(folder.resolve("machine1.key")).id().did();
      assertThat(said(new ExplainCommand(), "explain", cheat, compared()))
          .containsPattern("psnr +[0-9.]+ +45 +dB +fail")
          .contains("most came to another result");
      assertThat(scene.standing().account(scene.owner(1)).earnedNano()).isZero();
      assertThat(
              scene.standing().account(scene.owner(2)).earnedNano()
                  + scene.standing().account(scene.owner(3)).earnedNano())
          .as("both honest ones looked")
          .isEqualTo(2 * TOKEN / 8);
      MarketScene.await(() ->
          scene.machines().stream()
              .filter(machine -> machine.bad() > 0)
              .anyMatch(machine -> machine.freeNano() == 0));
    });
  }
}
