package polder.agent.work;

import java.time.Duration;
import java.util.List;
import polder.networks.GroupKey;
import polder.protocol.Hash;

/**
 * Work that is to be done.
 *
 * @param order for whom
 * @param job the hash of the job
 * @param longest how long it may take
 * @param parts which parts of the result, ascending, counted from 0; empty for all of it
 */
public record Task(GroupKey order, Hash job, Duration longest, List<Integer> parts) {
  public Task {
    parts = List.copyOf(parts);
  }
}
