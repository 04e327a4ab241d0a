package polder.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import polder.adapters.blender.BlenderProgram;
import polder.adapters.blender.BlenderRenderer;
import polder.adapters.blender.BlenderSettings;
import polder.adapters.blender.Frame;
import polder.adapters.blender.Picture;
import polder.networks.compute.job.Work;
import polder.ports.work.Renderer;
import polder.ports.work.Tile;
import polder.protocol.Hash;

/**
 * What cutting a frame into tiles costs: from nothing to the frame's file, once by plain Blender
 * and once by eight tiles, each hashed, which are then put together; in turns, on the same cores.
 */
final class RenderRun {
  private static final int ROUNDS = 3;
  private static final int WIDTH = 480;
  private static final int HEIGHT = 270;

  private static final String SCENE =
      """
      import bpy, sys
      samples, target = sys.argv[-2:]
      bpy.ops.wm.read_homefile(use_empty=True)
      scene = bpy.context.scene
      bpy.ops.mesh.primitive_plane_add(size=20)
      for i in range(25):
          bpy.ops.mesh.primitive_monkey_add(location=(i %% 5 * 2 - 4, i // 5 * 2 - 4, 1))
          bpy.ops.object.modifier_add(type="SUBSURF")
          bpy.context.object.modifiers[0].render_levels = 3
      bpy.ops.object.light_add(type="AREA", location=(3, -3, 6))
      bpy.context.object.data.energy = 900
      bpy.ops.object.camera_add(location=(9, -9, 6), rotation=(1.1, 0, 0.785))
      scene.camera = bpy.context.object
      render, cycles = scene.render, scene.cycles
      render.engine = "CYCLES"
      render.resolution_x, render.resolution_y = %d, %d
      render.dither_intensity = 0
      cycles.samples, cycles.seed = int(samples), 7
      cycles.use_adaptive_sampling = cycles.use_denoising = False
      bpy.ops.wm.save_as_mainfile(filepath=target)
      """
          .formatted(WIDTH, HEIGHT);

  private RenderRun() {}

  /** {@code SAMPLES}: of each pixel. */
  public static void main(String[] args) throws Exception {
    int samples = Integer.parseInt(args[0]);
    Path program =
        BlenderProgram.find(System.getenv())
            .orElseThrow(() -> new IOException(BlenderProgram.MISSING));
    Path folder = Files.createTempDirectory("polder-render-");
    try {
      run(program, folder, samples);
    } finally {
      NodeProcess.delete(folder);
    }
  }

  private static void run(Path program, Path folder, int samples)
      throws IOException, InterruptedException {
    Path script = folder.resolve("scene.py");
    Path scene = folder.resolve("scene.blend");
    Files.writeString(script, SCENE);
    blender(program, "-P", script.toString(), "--", Integer.toString(samples), scene.toString());
    double[] plain = new double[ROUNDS];
    double[] tiles = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long began = System.nanoTime();
      String out = folder.resolve("plain-").toString();
      blender(program, "-t", threads(), scene.toString(), "-o", out, "-f", "1");
      plain[round] = seconds(began);
      began = System.nanoTime();
      inTiles(BlenderSettings.usual(program, folder), scene, folder, samples);
      tiles[round] = seconds(began);
      System.out.printf(Locale.ROOT, "plain %.2f s, in tiles %.2f s%n", plain[round], tiles[round]);
    }
    Arrays.sort(plain);
    Arrays.sort(tiles);
    double whole = plain[ROUNDS / 2];
    double cut = tiles[ROUNDS / 2];
    System.out.printf(
        Locale.ROOT,
        "%d x %d, %d samples, %s threads, medians of %d: plain Blender %.2f s, 4 x 2 tiles put"
            + " together %.2f s: %+.0f %%%n",
        WIDTH,
        HEIGHT,
        samples,
        threads(),
        ROUNDS,
        whole,
        cut,
        (cut / whole - 1) * 100);
  }

  private static void inTiles(BlenderSettings settings, Path scene, Path folder, int samples)
      throws IOException, InterruptedException {
    try (Renderer renderer = new BlenderRenderer(settings)) {
      String version = renderer.about().version();
      Work.Render work = new Work.Render(Hash.ZERO, 1, 1, 4, 2, samples, 7, version);
      Frame frame = new Frame(work, 1, WIDTH, HEIGHT);
      Path target = folder.resolve("tile.png");
      for (long i = 0; i < Tile.count(work); i++) {
        Tile tile = Tile.at(work, i);
        Renderer.Rendered rendered =
            renderer.render(new Renderer.Piece(scene, work, tile), target, Renderer.Watch.NONE);
        frame.put(tile, Picture.read(target, rendered.area()));
      }
      frame.picture().write(folder.resolve("frame.png"));
    }
  }

  private static String threads() {
    return Integer.toString(Runtime.getRuntime().availableProcessors());
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static void blender(Path program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(program.toString(), "-b", "--factory-startup", "-noaudio"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try (InputStream said = process.getInputStream()) {
      String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("Blender failed: " + text);
      }
    }
  }
}
