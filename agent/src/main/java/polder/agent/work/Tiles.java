package polder.agent.work;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import polder.agent.blob.BlobClient;
import polder.agent.work.TileList.Entry;
import polder.ports.work.Renderer;
import polder.protocol.Hash;

/**
 * Tiles of one order that were rendered, in a folder of their own: each file's name says which one
 * it is, what its pixels are and what its bytes are, so that an agent that starts again renders
 * only what is missing. One thread puts; any may look.
 */
final class Tiles {
  private static final Pattern NAME =
      Pattern.compile("([0-9]{1,4})-([0-9]{1,6})x([0-9]{1,6})-([0-9a-f]{64})-([0-9a-f]{64})");
  private static final String PART = "part.png";

  private final Path folder;

  Tiles(Path folder) {
    this.folder = folder;
  }

  /** Where the next tile is to be rendered to. */
  Path next() throws IOException {
    Files.createDirectories(folder);
    return folder.resolve(PART);
  }

  /** Keeps what was rendered to {@link #next}. */
  void keep(int index, Renderer.Rendered tile) throws IOException {
    Hash png = BlobClient.hash(next());
    Entry entry = new Entry(index, tile.frameWidth(), tile.frameHeight(), tile.pixels(), png);
    Files.move(next(), file(entry), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The file of a tile. */
  Path file(Entry entry) {
    return folder.resolve(
        entry.index()
            + "-"
            + entry.frameWidth()
            + "x"
            + entry.frameHeight()
            + "-"
            + entry.pixels()
            + "-"
            + entry.png());
  }

  /** What is there, by index. */
  SortedMap<Integer, Entry> all() {
    SortedMap<Integer, Entry> all = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return all;
    }
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> entry(file).ifPresent(entry -> all.put(entry.index(), entry)));
    } catch (IOException | UncheckedIOException e) {
      // The order ended and its folder is being removed.
      return new TreeMap<>();
    }
    return all;
  }

  /** What is there and whole: what lay on a disk may have changed there. */
  SortedMap<Integer, Entry> whole() throws IOException {
    SortedMap<Integer, Entry> all = all();
    for (Entry entry : List.copyOf(all.values())) {
      if (!BlobClient.hash(file(entry)).equals(entry.png())) {
        Files.delete(file(entry));
        all.remove(entry.index());
      }
    }
    return all;
  }

  /**
   * The tiles of these pixels.
   *
   * @throws IOException if one is not there
   */
  List<Entry> of(SortedSet<Hash> pixels) throws IOException {
    SortedMap<Hash, Entry> found = new TreeMap<>();
    all().values().forEach(tile -> found.put(tile.pixels(), tile));
    found.keySet().retainAll(pixels);
    if (found.size() < pixels.size()) {
      throw new IOException("tiles that were sealed are no more on this machine's disk");
    }
    return List.copyOf(found.values());
  }

  private static Optional<Entry> entry(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    return name.matches()
        ? Optional.of(
            new Entry(
                Integer.parseInt(name.group(1)),
                Integer.parseInt(name.group(2)),
                Integer.parseInt(name.group(3)),
                Hash.fromHex(name.group(4)),
                Hash.fromHex(name.group(5))))
        : Optional.empty();
  }

  /** Removes them all. */
  void remove() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }
}
