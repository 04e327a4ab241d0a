package polder.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import polder.agent.market.Renter;
import polder.networks.GroupKey;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Work;

/** Knows what takes the result of which work. */
record Results(MarketOption.Talk talk, Renter renter, Output output) {
  /**
   * Checks where a result is to go, before it is paid for.
   *
   * @throws BadWordException if it cannot go there
   */
  static void check(Job job, Optional<Path> out) {
    boolean isFolder = job.work() instanceof Work.Render;
    out.filter(path -> isFolder ? Files.isRegularFile(path) : Files.isDirectory(path))
        .ifPresent(path -> {
          throw new BadWordException(
              path + (isFolder ? " is a file" : " is a folder"),
              "name a " + (isFolder ? "folder for pictures" : "file") + " with --out");
        });
  }

  /** What takes the result of an order, to {@code out} if that is said. */
  Result of(GroupKey order, Job job, Optional<Path> out) {
    return switch (job.work()) {
      case Work.Render render ->
          new Gallery(
              new Gallery.Ordered(order, render, renter.key()),
              out.orElse(Path.of(order.text())),
              talk,
              output);
      case Work.Wasm its -> new ResultFile(talk, output, out);
      case Work.Containers its -> new ResultFile(talk, output, out);
      case Work.Batch its -> new BatchResult(new ResultFile(talk, output, out), output);
    };
  }
}
