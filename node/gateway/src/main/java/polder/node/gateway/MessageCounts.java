package polder.node.gateway;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts replies by verdict and reason. The number of reasons told apart is bounded. */
public final class MessageCounts {
  private static final int MOST_KINDS = 100;
  private static final String OTHER = "other";

  private final SortedMap<Kind, Long> counts = new TreeMap<>();

  /**
   * A kind of reply.
   *
   * @param verdict {@code accepted}, {@code duplicate}, {@code refused}, {@code busy} or {@code
   *     failed}
   * @param reason the reason code of a refusal, else empty
   */
  public record Kind(String verdict, String reason) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      int order = verdict.compareTo(other.verdict);
      return order == 0 ? reason.compareTo(other.reason) : order;
    }
  }

  static Kind kind(Reply reply) {
    return switch (reply) {
      case Reply.Accepted _ -> new Kind("accepted", "");
      case Reply.Duplicate _ -> new Kind("duplicate", "");
      case Reply.Refused refused -> new Kind("refused", refused.reason());
      case Reply.Busy _ -> new Kind("busy", "");
      case Reply.Failed _ -> new Kind("failed", "");
    };
  }

  synchronized void count(Reply reply) {
    Kind kind = kind(reply);
    boolean known = counts.containsKey(kind) || counts.size() < MOST_KINDS;
    counts.merge(known ? kind : new Kind(kind.verdict(), OTHER), 1L, Long::sum);
  }

  /** The counts since the start, by kind. */
  public synchronized SortedMap<Kind, Long> all() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }
}
