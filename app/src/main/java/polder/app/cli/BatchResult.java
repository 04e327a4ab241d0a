package polder.app.cli;

import java.io.IOException;
import polder.agent.market.OrderStory;
import polder.agent.market.Orders;
import polder.networks.Finding;
import polder.networks.compute.Subjects;
import polder.networks.compute.job.Work;

/** Takes what a container wrote that ran to its end, and says how it ended. */
record BatchResult(ResultFile file, Output output) implements Result {
  private static final long MILLI = 1_000;

  @Override
  public void progress(Orders.Standing standing) {
    file.progress(standing);
  }

  @Override
  public void fetch(OrderStory story) throws IOException, InterruptedException {
    story.latest().stream()
        .flatMap(deeds -> deeds.lines().stream())
        .flatMap(line -> line.said().stream())
        .flatMap(said -> said.findings().stream())
        .filter(finding -> finding.check().equals(Subjects.RESULT))
        .filter(finding -> finding.result() == Finding.Result.PASS)
        .findFirst()
        .ifPresent(finding -> output.line(words(finding.value() / MILLI)));
    file.fetch(story);
  }

  private static String words(long effort) {
    if (effort == Work.Batch.OUT_OF_OUTPUT) {
      return "it wrote more than " + Sizes.bytes(Work.Batch.MOST_OUTPUT_BYTES) + " and was ended";
    }
    if (effort == Work.Batch.OUT_OF_MEMORY) {
      return "it needed more memory than its job says";
    }
    return effort == Work.Batch.NOT_STARTED
        ? "it could not be started: is there such a program in its image?"
        : "it ended with exit code " + effort;
  }
}
