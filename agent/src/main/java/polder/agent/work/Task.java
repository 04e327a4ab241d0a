package polder.agent.work;

import java.util.List;
import polder.networks.GroupKey;
import polder.protocol.Hash;

/**
 * Work that is to be done.
 *
 * @param order for whom
 * @param job the hash of the job
 * @param parts which parts of the result, ascending, counted from 0; empty for all of it
 */
public record Task(GroupKey order, Hash job, List<Integer> parts) {
  public Task {
    parts = List.copyOf(parts);
  }
}
