package polder.agent.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.agent.blob.BlobClient;
import polder.networks.GroupKey;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Work;
import polder.ports.work.RenderException;
import polder.ports.work.Renderer;
import polder.ports.work.Tile;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;

/** What is rendered stays, is rendered once, and is listed as it was sealed. */
final class PicturesTest {
  private static final byte[] SCENE = "a scene".getBytes(StandardCharsets.UTF_8);
  private static final Work.Render WORK =
      new Work.Render(Hash.sha256(SCENE), 1, 2, 2, 1, 16, 0, "3.4");
  private static final GroupKey ORDER = new GroupKey("order-1");

  @TempDir Path folder;

  private final SortedMap<Hash, byte[]> node = new TreeMap<>();
  private final List<Tile> rendered = new ArrayList<>();
  private int breaksAfter = Integer.MAX_VALUE;
  private int across = 4;
  private int down = 4;

  /** A node that keeps what it is given. */
  private class Node implements Blobs {
    @Override
    public void get(Hash blob, Path file, long mostBytes) throws IOException {
      Files.write(file, node.getOrDefault(blob, new byte[0]));
    }

    @Override
    public void put(Path file) throws IOException {
      throw new AssertionError("nothing goes to the node before it may be opened");
    }

    @Override
    public boolean has(Hash blob) {
      return node.containsKey(blob);
    }

    @Override
    public void close() {}
  }

  /** Draws the name of a tile, and breaks when it is told to. */
  private final class Pencil implements Renderer {
    @Override
    public About about() {
      return new About("3.4.1", Device.CPU, List.of("pencil"), "blender 3.4.1 pencil");
    }

    @Override
    public Rendered render(Piece piece, Path target, Watch watch) throws RenderException {
      if (rendered.size() >= breaksAfter) {
        throw new RenderException(RenderException.Kind.CRASHED, "the pencil broke");
      }
      rendered.add(piece.tile());
      byte[] drawn = piece.tile().toString().getBytes(StandardCharsets.UTF_8);
      try {
        Files.write(target, drawn);
      } catch (IOException e) {
        throw new RenderException(RenderException.Kind.MACHINE, "no paper", e);
      }
      return new Rendered(
          Hash.sha256(drawn), new Tile.Area(0, 0, across, down), 2 * across, down, 5);
    }

    @Override
    public void decode(Path tile, Tile.Area area, Path target) throws RenderException {
      try {
        Files.copy(tile, target, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new RenderException(RenderException.Kind.MACHINE, "no paper", e);
      }
    }

    @Override
    public void close() {}
  }

  private Pictures pictures(Optional<Studio> studio) {
    node.put(WORK.scene(), SCENE);
    Stock stock = new Stock(folder.resolve("blobs"), new Node(), 1 << 20, () -> 0);
    return new Pictures(stock, studio);
  }

  private Pictures pictures() {
    return pictures(
        Optional.of(new Studio(new Pencil().about(), (threads, memoryBytes) -> new Pencil())));
  }

  private static Job job(GpuNeed gpu, Work.Render work) {
    Resources each = new Resources(1_500, 1 << 20, List.of(), gpu);
    return new Job(Need.of(List.of(new Need.Unit("render", each, 1))), work);
  }

  private Made render(List<Integer> parts) throws Exception {
    Job job = job(GpuNeed.NONE, WORK);
    return pictures()
        .render(
            new Task(ORDER, job.hash(), Duration.ofHours(1), parts),
            job,
            WORK,
            new Pictures.Place(
                new Tiles(folder.resolve("tiles")),
                folder.resolve("output"),
                folder.resolve("log"),
                new CompletableFuture<>()));
  }

  @Test
  void allTilesAreRenderedInTheirOrderAndListed() throws Exception {
    Made made = render(List.of());
    assertThat(rendered)
        .containsExactly(
            new Tile(1, 0, 0), new Tile(1, 1, 0), new Tile(2, 0, 0), new Tile(2, 1, 0));
    byte[] output = Files.readAllBytes(folder.resolve("output"));
    assertThat(Hash.sha256(output)).isEqualTo(made.output());
    TileList list = TileList.decode(Bytes.wrap(output));
    assertThat(list.pixels()).isEqualTo(made.parts());
    for (TileList.Entry tile : list.tiles()) {
      Path file = new Tiles(folder.resolve("tiles")).file(tile);
      assertThat(BlobClient.hash(file)).isEqualTo(tile.png());
      assertThat(file).hasContent(Tile.at(WORK, tile.index()).toString());
      assertThat(tile.frameWidth()).isEqualTo(8);
    }
    assertThat(Files.readString(folder.resolve("log"))).contains("4 of 4");
  }

  @Test
  void whoChecksRendersWhatWasDrawnAlone() throws Exception {
    Made all = render(List.of());
    new Tiles(folder.resolve("tiles")).remove();
    rendered.clear();
    Made two = render(List.of(1, 2));
    assertThat(rendered).containsExactly(new Tile(1, 1, 0), new Tile(2, 0, 0));
    assertThat(two.parts()).containsExactly(all.parts().get(1), all.parts().get(2));
  }

  @Test
  void whatIsThereIsNotRenderedAgain() throws Exception {
    breaksAfter = 3;
    assertThatThrownBy(() -> render(List.of())).hasMessage("the pencil broke");
    breaksAfter = Integer.MAX_VALUE;
    rendered.clear();
    Made made = render(List.of());
    assertThat(rendered).containsExactly(new Tile(2, 1, 0));
    assertThat(made.parts()).hasSize(4);
    rendered.clear();
    assertThat(render(List.of())).isEqualTo(made);
    assertThat(rendered).isEmpty();
  }

  @Test
  void aTileThatWasDamagedOnTheDiskIsRenderedAgain() throws Exception {
    Made made = render(List.of());
    Tiles tiles = new Tiles(folder.resolve("tiles"));
    Files.writeString(tiles.file(Objects.requireNonNull(tiles.all().get(2))), "rot");
    rendered.clear();
    assertThat(render(List.of())).isEqualTo(made);
    assertThat(rendered).containsExactly(new Tile(2, 0, 0));
  }

  @Test
  void theBytesThatWereSealedAreShownOrNothing() throws Exception {
    render(List.of());
    Tiles tiles = new Tiles(folder.resolve("tiles"));
    Path target = folder.resolve("pixels");
    TileList.Entry second = Objects.requireNonNull(tiles.all().get(1));
    assertThat(tiles.of(new TreeSet<>(List.of(second.pixels())))).containsExactly(second);
    pictures().decode(second, WORK, tiles.file(second), target);
    assertThat(BlobClient.hash(target)).isEqualTo(second.pixels());

    Files.writeString(tiles.file(second), "rot");
    assertThatThrownBy(() -> pictures().decode(second, WORK, tiles.file(second), target))
        .hasMessageContaining("tile 1 is no more on this machine's disk");
    assertThatThrownBy(() -> tiles.of(new TreeSet<>(List.of(Hash.ZERO))))
        .hasMessageContaining("no more on this machine's disk");
  }

  private Workshop workshop(Blobs blobs, Semaphore bell) {
    return new Workshop(
        new Workshop.House(
            folder.resolve("work"),
            new Stock(folder.resolve("blobs"), new Node(), 1 << 20, () -> 0),
            blobs,
            (task, streams, stop) -> {
              throw new AssertionError("no program runs");
            },
            Optional.of(new Studio(new Pencil().about(), (threads, bytes) -> new Pencil())),
            Optional.empty(),
            bell::release),
        1);
  }

  private static Outcome next(Workshop workshop, Semaphore bell) throws InterruptedException {
    bell.acquire();
    return workshop.finished().getFirst();
  }

  @Test
  void anAgentThatStartsAgainShowsWhatItSealedAndSeesWhatElseIsThere() throws Exception {
    Job job = job(GpuNeed.NONE, WORK);
    node.put(WORK.scene(), SCENE);
    node.put(job.hash(), job.encode().toArray());
    Semaphore bell = new Semaphore(0);
    Made made;
    try (Workshop first = workshop(new Node(), bell)) {
      first.begin(new Task(ORDER, job.hash(), Duration.ofHours(1), List.of()));
      made = ((Outcome.Done) next(first, bell)).made();
    }
    Blobs open =
        new Node() {
          @Override
          public void put(Path file) throws IOException {
            node.put(BlobClient.hash(file), Files.readAllBytes(file));
          }
        };
    Hash there = Hash.sha256(SCENE);
    SortedSet<Hash> own = new TreeSet<>(made.parts().subList(1, 3));
    SortedSet<Hash> all = new TreeSet<>(own);
    all.add(there);
    all.add(Hash.ZERO);
    try (Workshop again = workshop(open, bell)) {
      again.show(new Comparison(ORDER, job.hash(), own, all));
      SortedSet<Hash> expected = new TreeSet<>(own);
      expected.add(there);
      assertThat(next(again, bell)).isEqualTo(new Outcome.Shown(ORDER, expected));
      assertThat(node.keySet()).containsAll(own).doesNotContain(made.parts().getFirst());

      again.show(new Comparison(ORDER, job.hash(), new TreeSet<>(List.of(Hash.ZERO)), all));
      assertThat(next(again, bell)).isInstanceOf(Outcome.Failed.class);
    }
  }

  /** Who could not show a tile would lose its bond where another's differs from it. */
  @Test
  void tilesThatAreTooLargeToBeComparedAreNotSealed() throws Exception {
    across = 2_048;
    down = 2_048;
    assertThat(render(List.of()).parts()).hasSize(4);
    new Tiles(folder.resolve("tiles")).remove();
    across = 2_049;
    assertThatThrownBy(() -> render(List.of())).hasMessageContaining("cut frames into more tiles");
  }

  @Test
  void whatThisMachineCannotRenderIsNotPromised() {
    assertThatThrownBy(() ->
            pictures()
                .prepare(
                    job(GpuNeed.NONE, WORK),
                    new Work.Render(WORK.scene(), 1, 1, 1, 1, 1, 0, "4.2")))
        .hasMessage("it asks for Blender 4.2, and this machine has 3.4.1");
    assertThatThrownBy(() -> pictures().prepare(job(new GpuNeed(1, List.of()), WORK), WORK))
        .hasMessageContaining("it asks for a GPU");
    assertThatThrownBy(() -> pictures(Optional.empty()).prepare(job(GpuNeed.NONE, WORK), WORK))
        .hasMessage("this machine renders no pictures");
  }

  @Test
  void timeIsReckonedFromAFewSamplesOfATile() {
    // Opening takes 900 ms; a tile 100 ms, and 10 ms a sample more.
    assertThat(Appraiser.estimate(WORK, 1_000, 100, 180)).isEqualTo(2 * 900 + 4 * (100 + 15 * 10));
    Work.Render one = new Work.Render(WORK.scene(), 1, 1, 1, 1, 1, 0, "3.4");
    assertThat(Appraiser.estimate(one, 1_000, 100, 100)).isEqualTo(900 + 100);
  }

  @Test
  void aListThatIsNoneIsRefused() {
    Hash hash = Hash.ZERO;
    TileList list =
        new TileList(
            List.of(
                new TileList.Entry(0, 8, 4, hash, hash), new TileList.Entry(3, 8, 4, hash, hash)));
    assertThat(TileList.decode(list.encode())).isEqualTo(list);
    assertThatThrownBy(() -> TileList.decode(Bytes.wrap(new byte[] {(byte) 0x81, (byte) 0x80})))
        .isInstanceOf(CodecException.class);
    assertThatThrownBy(() ->
            new TileList(
                List.of(
                    new TileList.Entry(3, 8, 4, hash, hash),
                    new TileList.Entry(3, 8, 4, hash, hash))))
        .hasMessageContaining("out of order");
    assertThatThrownBy(() -> new TileList.Entry(0, 1 << 20, 1 << 20, hash, hash))
        .hasMessageContaining("no frame has");
  }
}
