package polder.agent.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.GroupKey;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Work;
import polder.ports.work.BatchEnd;
import polder.ports.work.BatchOutcome;
import polder.ports.work.BatchRunner;
import polder.ports.work.BatchStreams;
import polder.ports.work.BatchTask;
import polder.ports.work.WorkException;
import polder.protocol.Hash;

/** What the end of a container is as a result: the same on every machine, or none. */
final class BatchesTest {
  private static final GroupKey ORDER = new GroupKey("order-1");
  private static final byte[] WORDS = "words".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  /** A runner whose containers say these words and end so. */
  private record Ending(BatchEnd end) implements BatchRunner {
    @Override
    public void check(Work.Batch work) {}

    @Override
    public BatchOutcome run(BatchTask task, BatchStreams streams, CompletionStage<?> stop)
        throws IOException {
      streams.output().write(WORDS);
      streams.errors().write(WORDS);
      return new BatchOutcome(end, WORDS.length, Hash.sha256(WORDS));
    }
  }

  private static Job job(String unit, int count) {
    return new Job(
        Need.of(
            List.of(
                new Need.Unit(unit, new Resources(500, 32 << 20, List.of(), GpuNeed.NONE), count))),
        new Work.Batch("alpine@sha256:" + "0".repeat(64), List.of(), List.of(), new TreeMap<>()));
  }

  private Made run(BatchEnd end) throws IOException, InterruptedException {
    Job job = job("batch", 1);
    return new Batches(Optional.of(new Ending(end)))
        .run(
            new Task(ORDER, job.hash(), Duration.ofMinutes(1), List.of()),
            job,
            (Work.Batch) job.work(),
            new Batches.Place(
                folder.resolve("output"), folder.resolve("log"), new CompletableFuture<>()));
  }

  @Test
  void whatItWroteIsTheResultAndItsCodeTheEffort() throws Exception {
    Made made = run(new BatchEnd.Exited(7));

    assertThat(made.output()).isEqualTo(Hash.sha256(WORDS));
    assertThat(made.effort()).isEqualTo(7);
    assertThat(made.parts()).isEmpty();
    assertThat(folder.resolve("output")).hasBinaryContent(WORDS);
    assertThat(folder.resolve("log")).hasContent("wordspolder: it ended with code 7");
  }

  @Test
  void whatWroteTooMuchIsCutOffAndNoExitCodeLooksLikeThat() throws Exception {
    Made made = run(new BatchEnd.OutOfOutput());

    assertThat(made.output()).isEqualTo(Hash.sha256(WORDS));
    assertThat(made.effort()).isEqualTo(256);
  }

  @Test
  void whereHowFarItCameIsChanceOnlyItsEndCounts() throws Exception {
    Hash nothing = Hash.sha256(new byte[0]);

    assertThat(run(new BatchEnd.OutOfMemory()))
        .returns(nothing, Made::output)
        .returns(257L, Made::effort);
    assertThat(folder.resolve("output")).isEmptyFile();
    assertThat(run(new BatchEnd.NotStarted("no such program")))
        .returns(nothing, Made::output)
        .returns(258L, Made::effort);
  }

  @Test
  void whatWasEndedFromOutsideIsNoResult() {
    assertThatThrownBy(() -> run(new BatchEnd.Stopped()))
        .isInstanceOf(IOException.class)
        .hasMessage("it was stopped");
    assertThatThrownBy(() -> run(new BatchEnd.OutOfTime()))
        .isInstanceOf(IOException.class)
        .hasMessage("it took longer than its order allows");
  }

  @Test
  void whatCouldNotBeRunIsNotPromised() throws Exception {
    Batches able = new Batches(Optional.of(new Ending(new BatchEnd.Exited(0))));
    able.prepare(job("batch", 1), (Work.Batch) job("batch", 1).work());

    for (Job wrong : List.of(job("web", 1), job("batch", 2))) {
      assertThatThrownBy(() -> able.prepare(wrong, (Work.Batch) wrong.work()))
          .isInstanceOf(WorkException.class)
          .hasMessageContaining("exactly one unit");
    }
    Batches unable = new Batches(Optional.empty());
    assertThatThrownBy(() -> unable.prepare(job("batch", 1), (Work.Batch) job("batch", 1).work()))
        .hasMessage("this machine runs no containers");
  }
}
