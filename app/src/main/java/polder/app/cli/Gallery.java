package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import polder.adapters.blender.Frame;
import polder.adapters.blender.Picture;
import polder.agent.blob.BlobClient;
import polder.agent.compute.LeaseClient;
import polder.agent.market.OrderStory;
import polder.agent.market.Orders;
import polder.agent.work.TileList;
import polder.agent.work.TileList.Entry;
import polder.networks.GroupKey;
import polder.networks.compute.Lease;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.Subjects;
import polder.networks.compute.job.Work;
import polder.ports.work.Tile;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.DeviceKey;

/**
 * Takes the pictures of a rendering: tiles from the machine's door as they arrive, what is missing
 * from the node at the end. Every tile's pixels are checked against what the machine sealed.
 */
final class Gallery implements Result {
  private static final long MOST_PIXEL_BYTES = 5;
  private static final long MOST_EXTRA_BYTES = 1 << 20;
  private static final long MOST_LIST_BYTES = 1 << 20;

  private final Ordered ordered;
  private final Path folder;
  private final MarketOption.Talk talk;
  private final Output output;
  private final Map<Integer, Entry> there = new TreeMap<>();
  private final Map<Integer, Frame> frames = new HashMap<>();
  private String trouble = "";

  /** What was ordered, and with which key. */
  record Ordered(GroupKey order, Work.Render work, DeviceKey client) {}

  /** Brings the PNG of a tile. */
  private interface Source {
    void bring(Entry tile, Path to, long mostBytes) throws IOException, InterruptedException;
  }

  Gallery(Ordered ordered, Path folder, MarketOption.Talk talk, Output output) {
    this.ordered = ordered;
    this.folder = folder;
    this.talk = talk;
    this.output = output;
  }

  @Override
  public void progress(Orders.Standing standing) throws InterruptedException {
    if (!(standing.state().phase() instanceof Phase.Working working)
        || working.lease().host().isEmpty()) {
      return;
    }
    Lease lease = working.lease();
    try (LeaseClient door =
        new LeaseClient(lease.host(), lease.machine(), ordered.order(), ordered.client())) {
      take(door.tiles().tiles(), door::tile);
      trouble = "";
    } catch (IOException | IllegalArgumentException e) {
      // The node has them all at the end.
      String why = String.valueOf(e.getMessage());
      if (!why.equals(trouble)) {
        trouble = why;
        output.note(why + "; tiles come at the end, if not before");
      }
    }
  }

  @Override
  public void fetch(OrderStory story) throws IOException, InterruptedException {
    Optional<Hash> document = story.latest().flatMap(OrderStory.Deeds::output);
    if (document.isEmpty()) {
      throw new IOException("the node does not say what came out; see `polder orders ORDER`");
    }
    try (BlobClient blobs = new BlobClient(URI.create(talk.node().address()))) {
      List<Entry> tiles = sealed(list(blobs, document.get()), story).tiles();
      take(tiles, (tile, to, mostBytes) -> blobs.get(tile.png(), to, mostBytes));
    }
    long count = (long) ordered.work().lastFrame() - ordered.work().firstFrame() + 1;
    output.line((count == 1 ? "the frame is in " : "the " + count + " frames are in ") + folder);
  }

  private TileList list(BlobClient blobs, Hash document) throws IOException, InterruptedException {
    Path file = scratch();
    blobs.get(document, file, MOST_LIST_BYTES);
    try {
      return TileList.decode(Bytes.wrap(Files.readAllBytes(file)));
    } catch (CodecException e) {
      throw new IOException("the machine's list of tiles cannot be read: " + e.getMessage(), e);
    } finally {
      Files.delete(file);
    }
  }

  /** The list, if it is of what was sealed, and paid: nobody else compared the two. */
  private TileList sealed(TileList list, OrderStory story) throws IOException {
    String sealed = Subjects.result(list.pixels());
    boolean isSealed =
        story.latest().stream()
            .flatMap(deeds -> deeds.lines().stream())
            .flatMap(line -> line.said().stream())
            .anyMatch(said -> said.subject().equals(sealed));
    if (list.tiles().size() != Tile.count(ordered.work()) || !isSealed) {
      throw new IOException(
          "the machine lists other tiles than it sealed and was paid for; keep the name "
              + ordered.order()
              + " as evidence");
    }
    return list;
  }

  private Path scratch() throws IOException {
    Files.createDirectories(folder);
    return folder.resolve(".tile.part");
  }

  private void take(List<Entry> tiles, Source source) throws IOException, InterruptedException {
    for (Entry entry : tiles) {
      Entry before = there.get(entry.index());
      if (before != null && !before.pixels().equals(entry.pixels())) {
        // A machine that says otherwise now: all of that frame is asked for again.
        there.values().removeIf(its -> frame(its) == frame(entry));
        frames.remove(frame(entry));
      }
    }
    for (Entry entry : tiles) {
      if (!there.containsKey(entry.index())) {
        take(entry, source);
      }
    }
  }

  private int frame(Entry entry) {
    Work.Render work = ordered.work();
    return work.firstFrame() + entry.index() / (work.columns() * work.rows());
  }

  private void take(Entry entry, Source source) throws IOException, InterruptedException {
    Work.Render work = ordered.work();
    Tile tile;
    Tile.Area area;
    try {
      tile = Tile.at(work, entry.index());
      area = tile.area(work, entry.frameWidth(), entry.frameHeight());
    } catch (IllegalArgumentException e) {
      throw new IOException("the machine lists a tile that was not ordered: " + e.getMessage(), e);
    }
    Path file = scratch();
    source.bring(entry, file, MOST_PIXEL_BYTES * area.width() * area.height() + MOST_EXTRA_BYTES);
    Picture picture = Picture.read(file, area);
    Files.delete(file);
    if (!picture.digest().equals(entry.pixels())) {
      throw new IOException("tile " + entry.index() + " has other pixels than the machine sealed");
    }
    Frame frame =
        frames.computeIfAbsent(
            tile.frame(),
            number -> new Frame(work, number, entry.frameWidth(), entry.frameHeight()));
    try {
      frame.put(tile, picture);
    } catch (IllegalArgumentException e) {
      throw new IOException("the machine lists frames of two sizes: " + e.getMessage(), e);
    }
    there.put(entry.index(), entry);
    int perFrame = work.columns() * work.rows();
    output.line(
        "frame "
            + tile.frame()
            + ": "
            + (perFrame - frame.missing().size())
            + " of "
            + perFrame
            + " tiles");
    if (frame.missing().isEmpty()) {
      frame.picture().write(file);
      Files.move(file, file(tile.frame()), StandardCopyOption.REPLACE_EXISTING);
      frames.remove(tile.frame());
    }
  }

  /** As Blender names frames. */
  private Path file(int frame) {
    return folder.resolve(String.format(Locale.ROOT, "%04d.png", frame));
  }
}
