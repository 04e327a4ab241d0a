package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.agent.blob.BlobClient;
import polder.agent.market.OrderNote;
import polder.agent.market.Renter;
import polder.networks.GroupKey;
import polder.networks.compute.job.Job;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;

/** Goes on with an order where `run` or `render` left it. */
@Command(
    name = "watch",
    description =
        "Go on with an order that `run` or `render` left: shows what becomes of it, counts the"
            + " seconds of services, and fetches the result. Ctrl-C closes the order.")
public final class WatchCommand implements Action {
  @Parameters(paramLabel = "ORDER", description = "The order's name, order-….")
  private String order = "";

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description = "Where to put the result, as of `run` and `render`.")
  private @Nullable Path out;

  @Mixin private final MarketOption market = new MarketOption();

  private final OrderWatch.Pace pace;

  /** At a person's pace. */
  public WatchCommand() {
    this(OrderWatch.Pace.USUAL);
  }

  WatchCommand(OrderWatch.Pace pace) {
    this.pace = pace;
  }

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    try (MarketOption.Talk talk = market.talk()) {
      Renter renter = market.renter(talk);
      Optional<OrderNote> note =
          order.matches("order-[0-9a-f]{32}") ? renter.note(new GroupKey(order)) : Optional.empty();
      if (note.isEmpty()) {
        throw new BadWordException(
            "this client has ordered nothing called " + order,
            "`polder orders` shows the names of yours; --client names another client's folder");
      }
      Job job = job(talk, note.get().job());
      Optional<Path> place = Optional.ofNullable(out);
      Results.check(job, place);
      Result result = new Results(talk, renter, output).of(note.get().order(), job, place);
      return new OrderWatch(talk, renter, output, pace)
          .follow(List.of(new OrderWatch.Watched(note.get(), pace, result)));
    }
  }

  private static Job job(MarketOption.Talk talk, Hash hash)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("polder-job", ".cbor");
    try (BlobClient blobs = new BlobClient(URI.create(talk.node().address()))) {
      blobs.get(hash, file, Job.MOST_BYTES);
      return Job.decode(Bytes.wrap(Files.readAllBytes(file)));
    } catch (CodecException e) {
      throw new IOException("the order's job cannot be read: " + e.getMessage(), e);
    } finally {
      Files.delete(file);
    }
  }
}
