package polder.networks.learning.aggregate;

import java.util.List;

/**
 * One update of many.
 *
 * @param values by parameter, in the updates' unit; not to be changed
 * @param uses by sender, what became of each update
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Aggregate(int[] values, List<Use> uses) {
  /** Keeps the list as it is. */
  public Aggregate {
    uses = List.copyOf(uses);
  }

  /**
   * What became of an update.
   *
   * @param isSelected whether it counted at all; only Multi-Krum leaves whole updates out
   * @param keptPpm how much of its length it kept: a million unless it was clipped
   * @param rank its place among all, the best being 0: by Multi-Krum's score, else by sender
   */
  public record Use(boolean isSelected, long keptPpm, int rank) {
    /** Whether it was longer than it may be. */
    public boolean isClipped() {
      return keptPpm < Rule.MILLION;
    }
  }
}
