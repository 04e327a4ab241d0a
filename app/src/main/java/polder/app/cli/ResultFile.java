package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import polder.agent.blob.BlobClient;
import polder.agent.market.OrderStory;
import polder.agent.market.Orders;
import polder.protocol.Hash;

/** Fetches what a program gave; its bytes are checked by the hash that was paid for. */
final class ResultFile implements Result {
  private static final long MOST_BYTES = 8L << 30;
  private static final long MOST_PRINTED_BYTES = 64 << 10;

  private final MarketOption.Talk talk;
  private final Output output;
  private final Optional<Path> out;

  ResultFile(MarketOption.Talk talk, Output output, Optional<Path> out) {
    this.talk = talk;
    this.output = output;
    this.out = out;
  }

  /** A program's result is there at its end. */
  @Override
  public void progress(Orders.Standing standing) {}

  @Override
  public void fetch(OrderStory story) throws IOException, InterruptedException {
    Optional<Hash> result = story.latest().flatMap(OrderStory.Deeds::output);
    if (result.isEmpty()) {
      return;
    }
    try (BlobClient blobs = new BlobClient(URI.create(talk.node().address()))) {
      if (out.isPresent()) {
        long bytes = blobs.get(result.get(), out.get(), MOST_BYTES);
        output.line("the result is in " + out.get() + ": " + Sizes.bytes(bytes));
      } else {
        print(blobs, result.get());
      }
    }
  }

  private void print(BlobClient blobs, Hash result) throws IOException, InterruptedException {
    Path file = Files.createTempFile("polder-result", ".bin");
    try {
      long bytes = blobs.get(result, file, MOST_BYTES);
      Optional<String> text = bytes <= MOST_PRINTED_BYTES ? text(file) : Optional.empty();
      if (text.isPresent()) {
        output.line("the result:");
        output.line(text.get().stripTrailing());
      } else {
        output.line(
            "the result has "
                + Sizes.bytes(bytes)
                + " and is no short text: "
                + talk.node().address()
                + "/v1/blobs/"
                + result);
      }
    } finally {
      Files.delete(file);
    }
  }

  private static Optional<String> text(Path file) throws IOException {
    try {
      String text = Files.readString(file);
      return text.chars().allMatch(ResultFile::isPrintable) ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isPrintable(int letter) {
    return letter == '\n' || letter == '\t' || letter == '\r' || !Character.isISOControl(letter);
  }
}
