package polder.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Checks and keeps what nodes promised: with a receipt whose message is in no epoch by its
 * deadline, anyone can show that the node lied. Two files of CBOR sequences, the older of which is
 * dropped.
 */
public final class Receipts {
  private static final long MAX_FILE_BYTES = 4 << 20;

  private final Path file;
  private ReceiptCheck check;

  /** Receipts in {@code file}, by {@code check}. */
  public Receipts(Path file, ReceiptCheck check) {
    this.file = file;
    this.check = check;
  }

  /** Checks by {@code other} from now on: another node gives receipts. */
  void checkBy(ReceiptCheck other) {
    check = other;
  }

  /** What is wrong with the receipt that the node gave for {@code message}; empty if it holds. */
  Optional<String> wrong(Hash message, Bytes encoded) {
    return check.wrong(message, encoded);
  }

  /** The same for a message that the node had before. */
  Optional<String> wrongAgain(Hash message, Bytes encoded) {
    return check.wrongAgain(message, encoded);
  }

  /** Keeps a receipt. */
  void keep(Bytes encoded) throws IOException {
    if (Files.exists(file) && Files.size(file) > MAX_FILE_BYTES) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".old"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Files.write(file, encoded.unsafeArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
