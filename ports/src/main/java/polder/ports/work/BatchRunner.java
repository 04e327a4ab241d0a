package polder.ports.work;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import polder.networks.compute.job.Work;

/**
 * Runs containers to their ends, each within what it needs, without any network, and out of reach
 * of the machine and of other containers. Safe for several threads.
 */
public interface BatchRunner {
  /**
   * Looks whether this machine could run it and its image can be had.
   *
   * @throws WorkException if not
   */
  void check(Work.Batch work) throws WorkException;

  /**
   * Runs it to its end, however it ends; returns only when nothing of it is left on the machine.
   *
   * @param streams written while it runs, closed by the caller
   * @param stop when this completes, in whichever way, the run ends soon
   * @throws IOException if a stream fails, or this machine cannot run it; says nothing about the
   *     container
   */
  BatchOutcome run(BatchTask task, BatchStreams streams, CompletionStage<?> stop)
      throws IOException, InterruptedException;
}
