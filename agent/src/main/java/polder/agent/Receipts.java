package polder.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.receipt.Receipt;

/**
 * Checks and keeps what nodes promised: with a receipt whose message is in no epoch by its
 * deadline, anyone can show that the node lied. Two files of CBOR sequences, the older of which is
 * dropped.
 */
final class Receipts {
  private static final long MAX_FILE_BYTES = 4 << 20;

  private final Path file;
  private final Hash deployment;
  private final String node;

  /**
   * Receipts in {@code file}.
   *
   * @param node the {@code did:key} of the node, empty where it does not say
   */
  Receipts(Path file, Hash deployment, String node) {
    this.file = file;
    this.deployment = deployment;
    this.node = node;
  }

  /** What is wrong with a receipt for {@code message}; empty if it holds. */
  Optional<String> wrong(Hash message, Bytes encoded) {
    Receipt receipt;
    try {
      receipt = Receipt.decode(encoded);
    } catch (CodecException e) {
      return Optional.of("it cannot be read: " + e.getMessage());
    }
    if (!receipt.message().equals(message)) {
      return Optional.of("it is for another message");
    }
    if (!receipt.deployment().equals(deployment)) {
      return Optional.of("it is for another deployment");
    }
    if (!node.isEmpty() && !receipt.node().did().equals(node)) {
      return Optional.of("another node signed it");
    }
    return receipt.verifies() ? Optional.empty() : Optional.of("its signature does not hold");
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
