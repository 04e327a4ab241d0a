package polder.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import polder.adapters.files.KeyFile;
import polder.adapters.rocksdb.RocksStore;
import polder.node.validator.JournalMirror;
import polder.node.validator.Validator;
import polder.protocol.receipt.Bondsman;

/**
 * The journal and state with which a validator closes. It is there as a whole or not at all,
 * whatever is killed; and taken back into the mirror before the validator follows again, so that
 * nothing acknowledged is lost.
 */
final class HandedOver {
  private HandedOver() {}

  /** Makes it of what {@code validator} knows; {@code bondsman} answers for what waits. */
  static void make(DataDirectory data, Validator validator, Optional<Bondsman> bondsman)
      throws IOException {
    Path place = data.store();
    Path part = place.resolveSibling(place.getFileName() + ".part");
    delete(part);
    try (RocksStore store = RocksStore.open(part)) {
      validator.handOver(
          store.state(),
          store.journal(),
          new Validator.Promiser(KeyFile.device(data.nodeKey()), bondsman));
    }
    Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
    force(data.root());
  }

  /** Takes it back, if there is one. */
  static void takeBack(DataDirectory data, JournalMirror mirror) throws IOException {
    Path place = data.store();
    if (!Files.exists(place)) {
      return;
    }
    try (RocksStore store = RocksStore.open(place)) {
      mirror.takeBack(store.journal());
    } catch (JournalMirror.GarbageException e) {
      throw new IOException(e.getMessage(), e);
    }
    Path old = place.resolveSibling(place.getFileName() + ".part");
    delete(old);
    Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
    force(data.root());
    delete(old);
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
