package polder.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.codec.CborSequence;
import polder.protocol.codec.CodecException;
import polder.protocol.receipt.Receipt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Receipts as clients keep them: an agent's file, a node's answer to messages, or what {@code
 * device enroll --json} printed.
 */
final class ReceiptFile {
  private static final long MOST_BYTES = 64 << 20;
  private static final int MOST_RECEIPTS = 1_000_000;

  private ReceiptFile() {}

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static List<Receipt> read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IllegalArgumentException(file + " is larger than 64 MiB");
    }
    return read(Bytes.wrap(Files.readAllBytes(file)));
  }

  /**
   * Reads them from bytes.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static List<Receipt> read(Bytes content) {
    byte[] bytes = content.unsafeArray();
    try {
      List<Receipt> receipts = new ArrayList<>();
      for (Bytes one :
          bytes.length > 0 && bytes[0] == '{'
              ? ofJson(bytes)
              : CborSequence.split(bytes, MOST_RECEIPTS)) {
        receipts.add(Receipt.decode(one));
      }
      return receipts;
    } catch (CodecException | JacksonException | IllegalArgumentException e) {
      throw new IllegalArgumentException("this is no file of receipts: " + e.getMessage(), e);
    }
  }

  private static List<Bytes> ofJson(byte[] bytes) {
    JsonNode node = JsonMapper.shared().readTree(bytes);
    List<JsonNode> holders = new ArrayList<>();
    node.path("results").forEach(holders::add);
    if (holders.isEmpty()) {
      holders.add(node);
    }
    List<Bytes> receipts = new ArrayList<>();
    for (JsonNode holder : holders) {
      if (holder.has("receipt")) {
        receipts.add(Bytes.wrap(Base64.getDecoder().decode(holder.path("receipt").asString(""))));
      }
    }
    return receipts;
  }
}
