package polder.app.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import polder.adapters.files.KeyFile;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.credential.Credential;
import polder.protocol.credential.CredentialException;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.json.Json;

/** Files of JSON that are signed, and keys that sign them. */
final class CredentialFiles {
  private CredentialFiles() {}

  /** Reads a file of JSON, by the strict reader that signatures need. */
  static Json read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new BadWordException("there is no file " + file, "name a file of JSON");
    }
    if (Files.size(file) > Json.MAX_BYTES) {
      throw new BadWordException(
          file + " is larger than " + Json.MAX_BYTES + " bytes", "name the right file");
    }
    try {
      return Json.read(Bytes.wrap(Files.readAllBytes(file)));
    } catch (CodecException e) {
      throw new BadWordException(
          file + " is no JSON that can be signed: " + e.getMessage(), "ask for it anew");
    }
  }

  /** Reads a credential. */
  static Credential credential(Path file) throws IOException {
    try {
      return Credential.of(read(file));
    } catch (CredentialException e) {
      throw new BadWordException(
          file + " is no credential: " + e.detail(), "name a file with one credential");
    }
  }

  /**
   * Writes JSON so that there is either the old file or the whole new one, also after a power cut.
   */
  static void write(Path file, Json json) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(
        draft,
        json.canonicalText() + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder)) {
        channel.force(true);
      }
    }
  }

  /** A key that exists: who signs by mistake with a new one signs as nobody. */
  static DeviceKey key(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new BadWordException(
          "there is no key " + file, "make one with `polder keys new NAME --device`");
    }
    return KeyFile.device(file);
  }
}
