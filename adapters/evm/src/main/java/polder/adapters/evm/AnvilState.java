package polder.adapters.evm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import polder.protocol.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * A local chain on disk: {@code chain.json}, which is put there whole at each save, and {@code
 * chain.exit.json}, which anvil writes when it ends and may be cut off.
 */
final class AnvilState {
  private static final int MAX_BYTES = 1 << 30;

  private final Path saved;
  private final Path exit;

  AnvilState(Path folder) {
    this.saved = folder.resolve("chain.json");
    this.exit = folder.resolve("chain.exit.json");
  }

  Path saved() {
    return saved;
  }

  Path exit() {
    return exit;
  }

  /** Writes what {@code anvil_dumpState} gave: JSON, compressed by gzip. */
  void save(Bytes dump) throws IOException {
    try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(dump.toArray()))) {
      byte[] json = plain.readNBytes(MAX_BYTES);
      if (json.length == MAX_BYTES) {
        throw new IOException("the local chain has grown beyond 1 GiB; begin a new one");
      }
      Durable.replace(saved, json);
    }
  }

  /**
   * Takes the newer of both files, if they are whole, for the chain to begin with.
   *
   * @return the file; none for a new chain
   * @throws IOException if there is a file, and none that is whole
   */
  Optional<Path> newest() throws IOException {
    OptionalLong savedHeight = height(saved);
    OptionalLong exitHeight = height(exit);
    if (exitHeight.isPresent() && exitHeight.getAsLong() >= savedHeight.orElse(-1)) {
      Durable.sync(exit);
      Durable.move(exit, saved);
      keepFirstGenesis();
      return Optional.of(saved);
    }
    if (savedHeight.isPresent()) {
      keepFirstGenesis();
      return Optional.of(saved);
    }
    if (Files.exists(saved)) {
      throw new IOException(
          saved + " is damaged; restore it from a copy, or move it away to begin a new chain");
    }
    return Optional.empty();
  }

  /**
   * Each start of anvil adds a block 0 of its own to what it writes, and which of them it takes for
   * the chain's later is chance: only the first is.
   */
  private void keepFirstGenesis() throws IOException {
    JsonNode whole = JsonMapper.shared().readTree(Files.readAllBytes(saved));
    if (!(whole.path("blocks") instanceof ArrayNode blocks)) {
      return;
    }
    long first = Long.MAX_VALUE;
    for (JsonNode block : blocks) {
      if (number(block, "number") == 0) {
        first = Math.min(first, number(block, "timestamp"));
      }
    }
    boolean changed = false;
    for (int i = blocks.size() - 1; i >= 0; i--) {
      JsonNode block = blocks.get(i);
      if (number(block, "number") == 0 && number(block, "timestamp") != first) {
        blocks.remove(i);
        changed = true;
      }
    }
    if (changed) {
      Durable.replace(saved, JsonMapper.shared().writeValueAsBytes(whole));
    }
  }

  private static long number(JsonNode block, String name) {
    try {
      return Long.decode(block.path("header").path(name).asString("-1"));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** The newest block in a whole file. */
  private static OptionalLong height(Path file) throws IOException {
    if (!Files.exists(file)) {
      return OptionalLong.empty();
    }
    OptionalLong height = OptionalLong.empty();
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), file)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return OptionalLong.empty();
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("best_block_number") && value == JsonToken.VALUE_NUMBER_INT) {
          height = OptionalLong.of(parser.getLongValue());
        } else if (name.equals("best_block_number") && value == JsonToken.VALUE_STRING) {
          height = OptionalLong.of(Long.decode(parser.getString()));
        }
        parser.skipChildren();
      }
      return parser.currentToken() == JsonToken.END_OBJECT ? height : OptionalLong.empty();
    } catch (JacksonException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
