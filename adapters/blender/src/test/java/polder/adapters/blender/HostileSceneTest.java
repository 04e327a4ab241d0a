package polder.adapters.blender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.compute.job.Work;
import polder.ports.work.RenderException;
import polder.ports.work.RenderException.Kind;
import polder.ports.work.Renderer;
import polder.ports.work.Tile;
import polder.protocol.Hash;

/** Scenes that are broken, incomplete or made to do something else: one Blender for all of them. */
class HostileSceneTest {
  private static final Work.Render WORK = new Work.Render(Hash.ZERO, 1, 9, 4, 4, 1, 0, "3.4");

  @TempDir static Path scratch;
  static Renderer renderer;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    renderer = new BlenderRenderer(BlenderSettings.usual(Scenes.program(), scratch));
  }

  @AfterAll
  static void stop() {
    if (renderer != null) {
      renderer.close();
    }
  }

  private final List<String> noted = new ArrayList<>();

  private void render(Path scene) throws RenderException, InterruptedException {
    renderer.render(
        new Renderer.Piece(scene, WORK, new Tile(2, 1, 1)),
        folder.resolve("out.png"),
        new Renderer.Watch() {
          @Override
          public void noted(String line) {
            noted.add(line);
          }
        });
  }

  private RenderException refused(Path scene) {
    RenderException refused = catchThrowableOfType(RenderException.class, () -> render(scene));
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).as(refused.getMessage()).isEqualTo(Kind.SCENE);
    assertThat(folder.resolve("out.png")).doesNotExist();
    return refused;
  }

  private Path make(String changes) throws Exception {
    return Scenes.make(folder.resolve("scene.blend"), changes);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** Each of these ways would write a file where scripts are allowed to run. */
  @Test
  void scriptsHandlersAndDriversDoNotRun() throws Exception {
    String write = "open('" + folder + "/%s', 'w').close()";
    Path scene =
        make(
            """
            text = bpy.data.texts.new("registered.py")
            text.use_module = True
            text.write('''
            import bpy
            def handler(*ignored):
                %s
            bpy.app.handlers.frame_change_post.append(handler)
            bpy.app.handlers.render_pre.append(handler)
            %s
            ''')
            driver = monkey.driver_add("location", 0).driver
            driver.type = "SCRIPTED"
            driver.expression = "(%s, 1)[1]"
            """
                .formatted(
                    write.formatted("handler"),
                    write.formatted("loaded"),
                    "__import__('pathlib').Path('" + folder + "/driver').touch()"));
    // Made without running it: a driver is evaluated as soon as it is there.
    Files.deleteIfExists(folder.resolve("driver"));
    render(scene);
    assertThat(files()).containsExactly("out.png", "scene.blend");
    assertThat(noted).containsExactly("scripts of the scene were not run");
  }

  @Test
  void outputsOfTheSceneAreNotWritten() throws Exception {
    render(
        make(
            """
            scene.render.filepath = "%1$s/elsewhere"
            scene.render.use_overwrite = True
            scene.use_nodes = True
            tree = scene.node_tree
            output = tree.nodes.new("CompositorNodeOutputFile")
            output.base_path = "%1$s/composited"
            tree.links.new(tree.nodes.new("CompositorNodeRLayers").outputs[0], output.inputs[0])
            scene.render.use_freestyle = True
            scene.view_layers[0].freestyle_settings.mode = "SCRIPT"
            """
                .formatted(folder)));
    assertThat(files()).containsExactly("out.png", "scene.blend");
  }

  @Test
  void filesBesideTheSceneAreNotRead() throws Exception {
    Path secret = folder.resolve("secret.png");
    new Picture(4, 4).write(secret);
    String refused =
        refused(
                make(
                    """
                    image = bpy.data.images.load("%s")
                    texture = nodes.new("ShaderNodeTexImage")
                    texture.image = image
                    """
                        .formatted(secret)))
            .getMessage();
    assertThat(refused).contains("secret.png", "pack all files");
  }

  @Test
  void packedFilesAreWelcome() throws Exception {
    Path packed = folder.resolve("packed.png");
    new Picture(4, 4).write(packed);
    Path scene =
        make(
            """
            image = bpy.data.images.load("%s")
            texture = nodes.new("ShaderNodeTexImage")
            texture.image = image
            image.pack()
            """
                .formatted(packed));
    Files.delete(packed);
    render(scene);
    assertThat(files()).containsExactly("out.png", "scene.blend");
  }

  @Test
  void linkedLibrariesAreRefused() throws Exception {
    Path library = Scenes.make(folder.resolve("library.blend"), "");
    Path scene =
        make(
            """
            with bpy.data.libraries.load("%s", link=True) as (theirs, ours):
                ours.meshes = theirs.meshes
            monkey.data = ours.meshes[0]
            """
                .formatted(library));
    assertThat(refused(scene)).hasMessageContaining("library.blend");
  }

  @Test
  void fluidsAreRefusedBeforeTheyWriteTheirCache() throws Exception {
    Path scene =
        make(
            """
            domain = monkey.modifiers.new("fluid", "FLUID")
            domain.fluid_type = "DOMAIN"
            domain.domain_settings.cache_directory = "%s/cache"
            """
                .formatted(folder));
    deleteAll(folder.resolve("cache"));
    assertThat(refused(scene)).hasMessageContaining("fluid");
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  private static void deleteAll(Path path) throws IOException {
    if (Files.exists(path)) {
      try (Stream<Path> all = Files.walk(path)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  @Test
  void aFileThatIsNoSceneIsRefused() throws Exception {
    Path scene = folder.resolve("scene.blend");
    Files.writeString(scene, "BLENDER-v304 and nothing of it");
    assertThat(refused(scene)).hasMessageContaining("cannot open it");
    byte[] whole = Files.readAllBytes(make(""));
    Files.write(scene, Arrays.copyOf(whole, whole.length / 2));
    assertThat(refused(scene)).hasMessageContaining("cannot open it");
  }

  @Test
  void aSceneWithoutCameraIsRefused() throws Exception {
    assertThat(refused(make("scene.camera = None"))).hasMessageContaining("has no camera");
  }

  @Test
  void aFrameOfWhichNothingComesIsRefused() throws Exception {
    assertThat(refused(make("scene.view_layers[0].use = False")))
        .hasMessageContaining("nothing comes out of frame 2");
  }

  @Test
  void aFrameWithFewerPixelsThanTilesIsRefused() throws Exception {
    // Four pixels down are the fewest that Blender has.
    assertThat(refused(make("scene.render.resolution_percentage = 2")))
        .hasMessageContaining("cannot be cut into 4 x 4 tiles");
  }

  @Test
  void aFrameThatIsTooLargeIsRefused() throws Exception {
    assertThat(
            refused(make("scene.render.resolution_x = 65536\nscene.render.resolution_y = 65536\n")))
        .hasMessageContaining("65536 x 65536");
  }
}
