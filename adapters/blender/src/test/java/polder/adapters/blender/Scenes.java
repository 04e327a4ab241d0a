package polder.adapters.blender;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Makes scenes with Blender's own Python, as an artist would with its buttons. */
final class Scenes {
  /** A plane, Blender's monkey with a noisy surface, and a soft light; 160 x 120. */
  private static final String PLAIN =
      """
      import bpy
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
      bpy.context.object.data.energy = 400
      bpy.ops.object.camera_add(location=(5, -5, 4), rotation=(1.1, 0, 0.785))
      scene.camera = bpy.context.object
      scene.render.resolution_x, scene.render.resolution_y = 160, 120
      scene.frame_start, scene.frame_end = 1, 10
      monkey.keyframe_insert("location", frame=1)
      monkey.location.z = 2
      monkey.keyframe_insert("location", frame=10)
      monkey.location.z = 1
      """;

  private Scenes() {}

  /** Skips the test where there is no Blender, unless there must be one. */
  static Path program() {
    Optional<Path> found = BlenderProgram.find(System.getenv());
    if ("true".equals(System.getenv("CI"))) {
      Assertions.assertTrue(found.isPresent(), BlenderProgram.MISSING);
    }
    Assumptions.assumeTrue(found.isPresent(), BlenderProgram.MISSING);
    return found.orElseThrow();
  }

  /** A program of the shell, which does {@code line}. */
  static Path script(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /** The sandbox, as {@link #program}. */
  static Sandbox sandbox() {
    Optional<Sandbox> found = Sandbox.find(System.getenv());
    if ("true".equals(System.getenv("CI"))) {
      Assertions.assertTrue(found.isPresent(), Sandbox.MISSING);
    }
    Assumptions.assumeTrue(found.isPresent(), Sandbox.MISSING);
    return found.orElseThrow();
  }

  /**
   * Saves the plain scene as {@code blend}.
   *
   * @param changes Python that changes {@code scene} or {@code monkey} first
   */
  static Path make(Path blend, String changes) throws IOException, InterruptedException {
    Path script = blend.resolveSibling(blend.getFileName() + ".py");
    Files.writeString(
        script,
        PLAIN
            + changes
            + "\nbpy.ops.wm.save_as_mainfile(filepath=\""
            + blend
            + "\", relative_remap=False)\n");
    Process process =
        new ProcessBuilder(
                program().toString(),
                "-b",
                "--factory-startup",
                "-noaudio",
                "--python-exit-code",
                "1",
                "-P",
                script.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("the scene was not made: " + said);
    }
    Files.delete(script);
    return blend;
  }
}
