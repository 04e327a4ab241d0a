package polder.ports.work;

import java.time.Duration;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Work;

/**
 * A container to run to its end.
 *
 * @param name distinct on this machine among all that run at once
 * @param work what runs
 * @param each what it may use
 * @param mostOutput most bytes that it may write to its standard output, at least 0
 * @param longest how long it may take, with all that comes before it
 */
public record BatchTask(
    String name, Work.Batch work, Need.Unit each, long mostOutput, Duration longest) {
  public BatchTask {
    if (mostOutput < 0) {
      throw new IllegalArgumentException("most bytes of output is below 0: " + mostOutput);
    }
  }

  /**
   * The task of a job.
   *
   * @throws WorkException if the job does not say what its container may use
   */
  public static BatchTask of(
      String name, Job job, Work.Batch work, long mostOutput, Duration longest)
      throws WorkException {
    Need.Unit each = job.need().units().getFirst();
    if (job.need().units().size() != 1
        || each.count() != 1
        || !each.name().equals(Work.Batch.UNIT)) {
      throw new WorkException(
          WorkException.Kind.REFUSED,
          "a container that runs to its end needs exactly one unit, called " + Work.Batch.UNIT);
    }
    return new BatchTask(name, work, each, mostOutput, longest);
  }
}
