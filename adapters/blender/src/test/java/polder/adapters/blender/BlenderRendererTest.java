package polder.adapters.blender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.compute.Psnr;
import polder.networks.compute.job.Work;
import polder.ports.work.RenderException;
import polder.ports.work.RenderException.Kind;
import polder.ports.work.Renderer;
import polder.ports.work.Tile;
import polder.protocol.Hash;

/** The real Blender: which pixels come out, and that they always do. */
class BlenderRendererTest {
  @TempDir static Path scenes;
  static Path plain;

  @TempDir Path folder;

  @BeforeAll
  static void makeScene() throws Exception {
    plain = Scenes.make(scenes.resolve("plain.blend"), "");
  }

  /** Nothing that was started or written outlives a renderer. */
  @AfterEach
  void nothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(Files::isDirectory)).isEmpty();
    }
    assertThat(ProcessHandle.current().descendants().map(ProcessHandle::info))
        .noneMatch(info -> info.command().orElse("").endsWith("blender"));
  }

  private Renderer renderer(int threads) {
    return new BlenderRenderer(
        BlenderSettings.usual(Scenes.program(), folder)
            .with(threads, BlenderSettings.Limits.usual()));
  }

  private static Work.Render work(int columns, int rows, int samples, int seed) {
    return new Work.Render(Hash.ZERO, 1, 10, columns, rows, samples, seed, "3.4");
  }

  private record Drawn(Renderer.Rendered rendered, Picture picture) {}

  private Drawn draw(Renderer renderer, Work.Render work, Tile tile) throws Exception {
    Path target = folder.resolve("out.png");
    Renderer.Rendered rendered =
        renderer.render(new Renderer.Piece(plain, work, tile), target, Renderer.Watch.NONE);
    Picture picture = Picture.read(target, rendered.area());
    assertThat(rendered.pixels()).isEqualTo(picture.digest());
    return new Drawn(rendered, picture);
  }

  @Test
  void tilesMakeExactlyTheWholeFrame() throws Exception {
    try (Renderer renderer = renderer(2)) {
      Drawn whole = draw(renderer, work(1, 1, 16, 7), new Tile(1, 0, 0));
      assertThat(whole.rendered().area()).isEqualTo(new Tile.Area(0, 0, 160, 120));
      for (Work.Render work : new Work.Render[] {work(3, 2, 16, 7), work(7, 1, 16, 7)}) {
        Frame frame = new Frame(work, 1, 160, 120);
        // Backwards, because an order must not matter.
        for (long i = (long) work.columns() * work.rows() - 1; i >= 0; i--) {
          Tile tile = Tile.at(work, i);
          frame.put(tile, draw(renderer, work, tile).picture());
        }
        assertThat(frame.picture().digest()).isEqualTo(whole.rendered().pixels());
      }
    }
  }

  @Test
  void aTileIsTheSameInEveryProcessOnAnyNumberOfThreadsAndAfterAnyOther() throws Exception {
    Work.Render work = work(2, 2, 16, 7);
    Hash first;
    try (Renderer renderer = renderer(2)) {
      first = draw(renderer, work, new Tile(5, 1, 0)).rendered().pixels();
    }
    try (Renderer renderer = renderer(1)) {
      draw(renderer, work, new Tile(9, 0, 0));
      draw(renderer, work, new Tile(5, 0, 1));
      assertThat(draw(renderer, work, new Tile(5, 1, 0)).rendered().pixels()).isEqualTo(first);
      assertThat(draw(renderer, work, new Tile(6, 1, 0)).rendered().pixels()).isNotEqualTo(first);
    }
  }

  @Test
  void fewerSamplesAndAnotherSeedShow() throws Exception {
    try (Renderer renderer = renderer(2)) {
      Tile tile = new Tile(1, 1, 1);
      Picture honest = draw(renderer, work(2, 2, 16, 7), tile).picture();
      for (Work.Render cheat : new Work.Render[] {work(2, 2, 15, 7), work(2, 2, 16, 8)}) {
        Picture other = draw(renderer, cheat, tile).picture();
        assertThat(other.digest()).isNotEqualTo(honest.digest());
        double decibels = Psnr.tenths(honest.blob(), other.blob()) / 10.0;
        System.out.printf(
            "%d samples, seed %d: %.1f dB%n", cheat.samples(), cheat.seed(), decibels);
        assertThat(decibels).isLessThan(45);
      }
    }
  }

  /** As on a processor that lacks them. Blender still says of itself what the processor has. */
  @Test
  void thePictureOfAKernelOfFewerInstructionsIsAnotherButAlike() throws Exception {
    Work.Render work = work(1, 1, 16, 7);
    Tile tile = new Tile(1, 0, 0);
    Picture honest;
    try (Renderer renderer = renderer(2)) {
      honest = draw(renderer, work, tile).picture();
    }
    for (String lacking : List.of("CYCLES_CPU_NO_AVX2", "CYCLES_CPU_NO_AVX")) {
      Path program =
          Scenes.script(
              folder.resolve(lacking), lacking + "=1 exec '" + Scenes.program() + "' \"$@\"");
      try (Renderer renderer = new BlenderRenderer(BlenderSettings.usual(program, folder))) {
        Picture other = draw(renderer, work, tile).picture();
        double decibels = Psnr.tenths(honest.blob(), other.blob()) / 10.0;
        System.out.printf("%s: %.1f dB%n", lacking, decibels);
        assertThat(other.digest()).isNotEqualTo(honest.digest());
        assertThat(decibels).isGreaterThan(45);
      }
    }
  }

  @Test
  void itSaysWhatItIs() throws Exception {
    try (Renderer renderer = renderer(2)) {
      Renderer.About about = renderer.about();
      assertThat(about.sameClass())
          .startsWith("blender " + about.version())
          .matches(".* cpu \\S+ cycles/\\S+ embree/\\S+ build/[0-9a-f]{16}");
      assertThat(about.serves("3.4")).isTrue();
      assertThat(about.serves(about.version())).isTrue();
      assertThat(about.serves("3")).isTrue();
      assertThat(about.serves("1.0")).isFalse();
    }
  }

  @Test
  void anotherVersionIsRefused() throws Exception {
    Work.Render other = new Work.Render(Hash.ZERO, 1, 1, 1, 1, 1, 0, "2.79");
    try (Renderer renderer = renderer(1)) {
      assertThatThrownBy(() -> draw(renderer, other, new Tile(1, 0, 0)))
          .hasMessageContaining("wants Blender 2.79")
          .extracting(e -> ((RenderException) e).kind())
          .isEqualTo(Kind.MACHINE);
    }
  }

  @Test
  void aGraphicsProcessorThatIsNotThereIsRefused() {
    BlenderSettings settings =
        BlenderSettings.usual(Scenes.program(), folder).on(Renderer.Device.HIP);
    try (Renderer renderer = new BlenderRenderer(settings)) {
      assertThatThrownBy(renderer::about)
          .hasMessageContaining("HIP")
          .extracting(e -> ((RenderException) e).kind())
          .isEqualTo(Kind.MACHINE);
    }
  }

  @Test
  void aStopEndsBlenderAndTheNextTileStartsAnother() throws Exception {
    try (Renderer renderer = renderer(2)) {
      AtomicInteger samples = new AtomicInteger();
      Renderer.Watch impatient =
          new Renderer.Watch() {
            @Override
            public void sampled(int done, int of) {
              samples.incrementAndGet();
            }

            @Override
            public boolean stops() {
              return samples.get() > 0;
            }
          };
      Renderer.Piece endless = new Renderer.Piece(plain, work(1, 1, 65_536, 7), new Tile(1, 0, 0));
      Path target = folder.resolve("never.png");
      assertThatThrownBy(() -> renderer.render(endless, target, impatient))
          .extracting(e -> ((RenderException) e).kind())
          .isEqualTo(Kind.STOPPED);
      nothingIsLeft();
      assertThat(target).doesNotExist();
      draw(renderer, work(8, 8, 1, 7), new Tile(1, 0, 0));
    }
  }

  @Test
  void aTileThatTakesTooLongIsEnded() throws Exception {
    BlenderSettings.Limits strict =
        new BlenderSettings.Limits(Duration.ofMillis(200), 1 << 20, 1 << 20, Long.MAX_VALUE);
    try (Renderer renderer =
        new BlenderRenderer(BlenderSettings.usual(Scenes.program(), folder).with(1, strict))) {
      assertThatThrownBy(() -> draw(renderer, work(1, 1, 65_536, 7), new Tile(1, 0, 0)))
          .hasMessageContaining("longer than it may")
          .extracting(e -> ((RenderException) e).kind())
          .isEqualTo(Kind.LATE);
      nothingIsLeft();
    }
  }

  @Test
  void whatAKilledProcessLeftIsRemovedByTheNext() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path left = Files.createDirectory(folder.resolve("blender-" + dead.pid() + "-1"));
    Files.writeString(left.resolve("tile.png"), "half");
    Path running =
        Files.createDirectory(folder.resolve("blender-" + ProcessHandle.current().pid() + "-1"));
    try (Renderer renderer = renderer(1)) {
      renderer.about();
    }
    assertThat(left).doesNotExist();
    assertThat(running).isEmptyDirectory();
    Files.delete(running);
  }
}
