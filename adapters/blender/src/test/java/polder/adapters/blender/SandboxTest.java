package polder.adapters.blender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.compute.job.Work;
import polder.ports.work.RenderException;
import polder.ports.work.Renderer;
import polder.ports.work.Tile;
import polder.protocol.Hash;

/** What a stranger's scene could do if Blender's reader let it do anything. */
final class SandboxTest {
  private static final Work.Render WORK = new Work.Render(Hash.ZERO, 1, 9, 4, 4, 1, 0, "3.4");

  @TempDir Path folder;

  /** Runs a shell where Blender would run. */
  private String inside(String script) throws IOException, InterruptedException {
    Path own = Files.createDirectories(folder.resolve("own"));
    List<String> command = new ArrayList<>(Scenes.sandbox().command(Scenes.program(), own));
    command.addAll(List.of("sh", "-c", script));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.strip();
  }

  @Test
  void filesOfTheMachineAreNotThere() throws Exception {
    Path secret = Files.writeString(folder.resolve("agent.key"), "secret");
    assertThat(inside("cat " + secret)).contains("No such file");
    assertThat(inside("ls /etc /root /home /var /srv 2>/dev/null"))
        .doesNotContain("passwd")
        .doesNotContain("shadow");
    assertThat(inside("touch /usr/bin/mine")).contains("Read-only file system");
    assertThat(Path.of("/usr/bin/mine")).doesNotExist();
    assertThat(inside("touch here && ls")).isEqualTo("here");
  }

  @Test
  void otherProcessesAreNotThere() throws Exception {
    assertThat(inside("kill -0 " + ProcessHandle.current().pid()))
        .containsIgnoringCase("no such process");
    assertThat(inside("ls -d /proc/[0-9]* | wc -l")).matches("[1-5]");
  }

  @Test
  void theNetworkIsNotThere() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(1);
      String connect =
          "perl -e 'use IO::Socket; print IO::Socket::INET->new(PeerAddr => \"127.0.0.1:%d\")"
              + " ? 1 : 0'";
      assertThat(inside(connect.formatted(server.getLocalPort()))).isEqualTo("0");
    }
    assertThat(inside("cat /proc/net/route | wc -l")).isEqualTo("1");
  }

  @Test
  void pixelsAreTheSameInIt() throws Exception {
    Path scene = Scenes.make(folder.resolve("plain.blend"), "");
    BlenderSettings open = BlenderSettings.usual(Scenes.program(), folder);
    Renderer.Piece piece = new Renderer.Piece(scene, WORK, new Tile(2, 1, 1));
    List<Hash> pixels = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    for (BlenderSettings settings : List.of(open, open.in(Scenes.sandbox()))) {
      try (Renderer renderer = new BlenderRenderer(settings)) {
        classes.add(renderer.about().sameClass());
        pixels.add(
            renderer.render(piece, folder.resolve("tile.png"), Renderer.Watch.NONE).pixels());
      }
    }
    assertThat(pixels.get(1)).isEqualTo(pixels.get(0));
    assertThat(classes.get(1)).isEqualTo(classes.get(0));
  }

  /** A sphere that is divided until no machine could hold it. */
  @Test
  void aSceneThatWantsMoreMemoryThanItMayIsEnded() throws Exception {
    Path scene =
        Scenes.make(
            folder.resolve("huge.blend"),
            """
            divide = monkey.modifiers.new("divide", "SUBSURF")
            divide.render_levels = 8
            divide.levels = 0
            """);
    BlenderSettings settings =
        BlenderSettings.usual(Scenes.program(), folder)
            .in(Scenes.sandbox())
            .with(1, BlenderSettings.Limits.usual().withMemory(64 << 20));
    try (Renderer renderer = new BlenderRenderer(settings)) {
      renderer.about();
      RenderException ended =
          catchThrowableOfType(
              RenderException.class,
              () ->
                  renderer.render(
                      new Renderer.Piece(scene, WORK, new Tile(2, 1, 1)),
                      folder.resolve("out.png"),
                      Renderer.Watch.NONE));
      assertThat(ended).isNotNull();
    }
    assertThat(folder.resolve("out.png")).doesNotExist();
  }
}
