package polder.agent.work;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import polder.agent.blob.BlobClient;
import polder.agent.work.TileList.Entry;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Work;
import polder.networks.compute.message.Said;
import polder.ports.work.Renderer;
import polder.ports.work.Tile;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/** Renders tiles of scenes. Safe for several threads; each order has a renderer of its own. */
final class Pictures {
  private static final long PIXEL_BYTES = 4;
  private static final long SIZE_BYTES = 8;

  private final Stock stock;
  private final Optional<Studio> studio;

  Pictures(Stock stock, Optional<Studio> studio) {
    this.stock = stock;
    this.studio = studio;
  }

  /**
   * Checks that the scene can be had and rendered with what the job asks for, before anybody
   * promises to render it.
   *
   * @throws IOException if not
   */
  void prepare(Job job, Work.Render work) throws IOException, InterruptedException {
    Renderer.About about = studio().about();
    if (!about.serves(work.version())) {
      throw new IOException(
          "it asks for Blender " + work.version() + ", and this machine has " + about.version());
    }
    if (job.need().gpus() > 0 && about.device() == Renderer.Device.CPU) {
      throw new IOException("it asks for a GPU, and this machine renders with its processor");
    }
    stock.file(work.scene());
  }

  private Studio studio() throws IOException {
    return studio.orElseThrow(() -> new IOException("this machine renders no pictures"));
  }

  /** A renderer with as many threads and as much memory as the job pays for. */
  Renderer open(Need need) throws IOException {
    return studio().opening().open(threads(need), need.memoryBytes());
  }

  private static int threads(Need need) {
    return (int) Math.clamp(Math.ceilDiv(need.cpuMilli(), 1_000L), 1, 1_024);
  }

  /** The file of a scene, checked. */
  Path scene(Work.Render work) throws IOException, InterruptedException {
    return stock.checked(work.scene());
  }

  /**
   * Renders all tiles that are asked for and not there yet, and writes the list of them.
   *
   * @param place where they are kept
   */
  Made render(Task task, Job job, Work.Render work, Place place)
      throws IOException, InterruptedException {
    List<Integer> asked =
        task.parts().isEmpty()
            ? IntStream.range(0, Math.toIntExact(Tile.count(work))).boxed().toList()
            : task.parts();
    missing(asked, job, work, place);
    SortedMap<Integer, Entry> all = place.tiles().all();
    List<Entry> entries = asked.stream().map(all::get).toList();
    Bytes list = new TileList(entries).encode();
    Files.write(place.output(), list.toArray());
    return new Made(
        Hash.sha256(list.unsafeArray()),
        0,
        entries.stream().map(Entry::pixels).toList(),
        "rendered " + entries.size() + " tiles");
  }

  /**
   * Writes the pixels of a tile, the bytes that were sealed.
   *
   * @throws IOException if its file is no more what was sealed
   */
  void decode(Entry tile, Work.Render work, Path png, Path pixels) throws IOException {
    Tile.Area area = Tile.at(work, tile.index()).area(work, tile.frameWidth(), tile.frameHeight());
    try (Renderer renderer = studio().opening().open(1, 0)) {
      renderer.decode(png, area, pixels);
    }
    if (!BlobClient.hash(pixels).equals(tile.pixels())) {
      throw new IOException(
          "tile " + tile.index() + " is no more on this machine's disk as it was sealed");
    }
  }

  /**
   * Checks that a tile can be shown where machines of other classes come to another: who cannot
   * show what it sealed loses its bond.
   *
   * @throws IOException if it is too large
   */
  void checkSize(Tile.Area area) throws IOException {
    long bytes = PIXEL_BYTES * area.width() * area.height() + SIZE_BYTES;
    if (studio().about().device() == Renderer.Device.CPU && bytes > Said.ShownParts.MOST_BYTES) {
      throw new IOException(
          "its tiles have "
              + area.width()
              + " x "
              + area.height()
              + " pixels, more than machines of several classes can compare: cut frames into more"
              + " tiles");
    }
  }

  /**
   * Where an order's files go.
   *
   * @param tiles where its tiles are kept
   * @param output where to put the list of them
   * @param log what its renter should know of them
   * @param stop completes when it is to end
   */
  record Place(Tiles tiles, Path output, Path log, CompletableFuture<Void> stop) {}

  private void missing(List<Integer> asked, Job job, Work.Render work, Place place)
      throws IOException, InterruptedException {
    List<Integer> missing = new ArrayList<>(asked);
    missing.removeAll(place.tiles().whole().keySet());
    if (missing.isEmpty()) {
      return;
    }
    Path scene = scene(work);
    try (Renderer renderer = open(job.need());
        PrintStream notes =
            new PrintStream(Files.newOutputStream(place.log()), true, StandardCharsets.UTF_8)) {
      Looking looking = new Looking(notes, place.stop());
      int done = asked.size() - missing.size();
      for (int index : missing) {
        Tile tile = Tile.at(work, index);
        Renderer.Rendered rendered =
            renderer.render(new Renderer.Piece(scene, work, tile), place.tiles().next(), looking);
        checkSize(rendered.area());
        place.tiles().keep(index, rendered);
        done++;
        notes.println(
            "tile "
                + index
                + " of frame "
                + tile.frame()
                + ", "
                + rendered.millis()
                + " ms, "
                + done
                + " of "
                + asked.size());
      }
    }
  }

  /** Keeps what the renderer notes, once each. */
  private static final class Looking implements Renderer.Watch {
    private final PrintStream notes;
    private final CompletableFuture<Void> stop;
    private String last = "";

    Looking(PrintStream notes, CompletableFuture<Void> stop) {
      this.notes = notes;
      this.stop = stop;
    }

    @Override
    public void noted(String line) {
      if (!line.equals(last)) {
        last = line;
        notes.println(line);
      }
    }

    @Override
    public boolean stops() {
      return stop.isDone();
    }
  }
}
