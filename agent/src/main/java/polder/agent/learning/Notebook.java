package polder.agent.learning;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Optional;
import polder.networks.learning.message.Seals;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * What must not be forgotten of a task's rounds: blobs that were sealed, and the salts. Each is on
 * the disk, forced, before anybody is told of it.
 */
final class Notebook {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;

  Notebook(Path folder) {
    this.folder = folder;
  }

  /**
   * A blob, and what makes its seal unreadable.
   *
   * @param file where the blob lies by itself, to be put
   */
  record Entry(Bytes blob, Bytes salt, Path file) {
    Hash hash() {
      return Hash.sha256(blob.toArray());
    }
  }

  /** What was noted of a round of a task, if anything was. */
  Optional<Entry> find(String task, int round) throws IOException {
    Path note = note(task, round);
    if (!Files.exists(note)) {
      return Optional.empty();
    }
    try {
      CborReader reader = new CborReader(Files.readAllBytes(note));
      Path blob = blob(task, round);
      Entry entry = new Entry(Bytes.wrap(Files.readAllBytes(blob)), reader.bytes(), blob);
      reader.end();
      return Optional.of(entry);
    } catch (CodecException e) {
      throw new IOException(note + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Notes a blob with a salt of its own; durable when this returns. */
  Entry keep(String task, int round, Bytes blob) throws IOException {
    byte[] salt = new byte[Seals.SALT_SIZE];
    RANDOM.nextBytes(salt);
    Entry entry = new Entry(blob, Bytes.wrap(salt), blob(task, round));
    Files.createDirectories(folder.resolve(task));
    write(entry.file(), blob.toArray());
    write(note(task, round), new CborWriter().bytes(entry.salt()).toByteArray());
    return entry;
  }

  private Path note(String task, int round) {
    return folder.resolve(task).resolve(round + ".note");
  }

  private Path blob(String task, int round) {
    return folder.resolve(task).resolve(round + ".blob");
  }

  private static void write(Path file, byte[] content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, content);
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel channel = FileChannel.open(file.toAbsolutePath().getParent())) {
      channel.force(true);
    }
  }
}
