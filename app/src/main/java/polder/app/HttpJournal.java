package polder.app;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.node.validator.JournalSource;
import polder.protocol.Hash;

/** A node's journal by HTTP; where it was read up to stands in a file. */
final class HttpJournal implements JournalSource, AutoCloseable {
  private static final int WAIT_SECONDS = 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(45);

  private final NodeClient client;
  private final Path file;
  private Optional<Place> place;

  /** Of {@code node}; its place is kept in {@code folder}. */
  HttpJournal(URI node, Path folder) throws IOException {
    this.client = new NodeClient(node, TIMEOUT);
    Files.createDirectories(folder);
    String name =
        Hash.sha256(client.address().getBytes(StandardCharsets.UTF_8)).toHex().substring(0, 16);
    this.file = folder.resolve(name + ".place");
    this.place = read();
  }

  /** What cannot be read is as if it were lost: the open epoch is read again. */
  private Optional<Place> read() {
    try {
      String[] words = Files.readString(file, StandardCharsets.US_ASCII).strip().split(" ", -1);
      return Optional.of(
          new Place(
              Long.parseLong(words[0]),
              words.length > 1 ? Optional.of(Hash.fromHex(words[1])) : Optional.empty()));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String name() {
    return client.address();
  }

  @Override
  public Answer ask(Question question) throws IOException, InterruptedException {
    StringBuilder path = new StringBuilder("/v1/journal?wait=" + WAIT_SECONDS);
    question.epoch().ifPresent(epoch -> path.append("&epoch=").append(epoch));
    question
        .place()
        .ifPresent(from -> {
          path.append("&after=").append(from.offset());
          from.message().ifPresent(message -> path.append("&message=").append(message.toHex()));
        });
    try {
      return new Answer.Page(client.get(path.toString()));
    } catch (NodeException e) {
      return switch (e.status()) {
        case 0, 502, 503, 504 -> throw e;
        case 404 -> new Answer.Follows();
        default -> new Answer.Refused(String.valueOf(e.getMessage()));
      };
    }
  }

  @Override
  public synchronized Optional<Place> kept() {
    return place;
  }

  @Override
  public synchronized void keep(Place reached) throws IOException {
    place = Optional.of(reached);
    Path part = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(
        part,
        reached.offset()
            + reached.message().map(message -> " " + message.toHex()).orElse("")
            + "\n",
        StandardCharsets.US_ASCII);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() {
    client.close();
  }
}
