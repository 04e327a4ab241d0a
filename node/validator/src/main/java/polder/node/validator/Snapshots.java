package polder.node.validator;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.archive.SignedHeader;
import polder.ports.Archive;
import polder.protocol.Bytes;
import polder.protocol.merkle.StateTree;

/** Takes states that nodes archived into a mirror, to go on from them. */
final class Snapshots {
  private final Archive mirror;

  Snapshots(Archive mirror) {
    this.mirror = mirror;
  }

  /** The state after {@code header}; empty if the node has none that fits its root. */
  Optional<Tip> take(Source source, SignedHeader header) throws IOException {
    Position at = Position.of(header.header());
    // Checked are the very bytes that are mirrored.
    SortedMap<String, Bytes> files = new TreeMap<>();
    for (String path :
        List.of(
            ArchivePaths.manifests(header.header().manifests()),
            ArchivePaths.snapshot(at.epoch(), at.attempt()))) {
      source.read(path).ifPresent(bytes -> files.put(path, bytes));
    }
    files.put(ArchivePaths.header(at.epoch(), at.attempt()), header.encode());
    EpochArchive read = new EpochArchive(new FilesReader(files));
    Optional<StateTree> state = read.snapshot(header.header());
    if (state.isEmpty()) {
      return Optional.empty();
    }
    // They must be there and have their hash.
    read.manifests(header.header());
    mirror.write(files);
    mirror.writeLatest(EpochArchive.pointer(at));
    return Optional.of(new Tip(Optional.of(header), state.get()));
  }

  /** Files that were read, as an archive. */
  private record FilesReader(SortedMap<String, Bytes> files) implements Archive.Reader {
    @Override
    public Optional<Bytes> read(String path) {
      return Optional.ofNullable(files.get(path));
    }

    @Override
    public String name() {
      return "memory";
    }
  }
}
