package polder.node.witness;

import java.util.List;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EvidenceException;
import polder.protocol.Hash;

/**
 * The first thing that is not as it should be.
 *
 * @param kind what sort of thing
 * @param epoch in which epoch
 * @param file in which file of the archive; empty if none is to blame
 * @param summary what is wrong, in one sentence
 * @param subject whom it concerns
 * @param details what differs in particular, one fact each
 * @param messages identities of the messages that are the evidence
 */
public record Difference(
    Kind kind,
    long epoch,
    String file,
    String summary,
    Subject subject,
    List<String> details,
    List<Hash> messages) {
  public Difference {
    details = List.copyOf(details);
    messages = List.copyOf(messages);
  }

  /** What sort of thing is wrong. */
  public enum Kind {
    /** A file is not there. */
    MISSING,
    /** Whoever keeps the archive has given up epochs this old. */
    PRUNED,
    /** A file is not what its header says. */
    CHANGED,
    /** All files fit together, and computing them again gives something else. */
    DIFFERS
  }

  /**
   * Whom a difference concerns; empty where there is none.
   *
   * @param network the network
   * @param group the group
   * @param device the device
   */
  public record Subject(String network, String group, String device) {
    /** Nobody in particular. */
    public static final Subject NONE = new Subject("", "", "");
  }

  static Difference of(long epoch, EvidenceException evidence) {
    return new Difference(
        kind(evidence),
        ArchivePaths.epochOf(evidence.path()).orElse(epoch),
        evidence.path(),
        String.valueOf(evidence.getMessage()),
        Subject.NONE,
        List.of(),
        List.of());
  }

  private static Kind kind(EvidenceException evidence) {
    if (evidence.keptFrom().isPresent()) {
      return Kind.PRUNED;
    }
    return evidence.isMissing() ? Kind.MISSING : Kind.CHANGED;
  }

  /** That epochs from {@code first} on cannot be computed, because they were pruned. */
  static Difference pruned(long first, long keptFrom) {
    return new Difference(
        Kind.PRUNED,
        first,
        "",
        "epochs "
            + first
            + " to "
            + (keptFrom - 1)
            + " are pruned: kept from epoch "
            + keptFrom
            + " on",
        Subject.NONE,
        List.of(
            "`polder audit "
                + keptFrom
                + "..latest` computes what is kept, from the state before it"),
        List.of());
  }

  static Difference changed(long epoch, String file, String summary, List<String> details) {
    return new Difference(
        Kind.CHANGED, epoch, file, file + " " + summary, Subject.NONE, details, List.of());
  }

  static Difference differs(long epoch, String file, String summary, List<String> details) {
    return new Difference(Kind.DIFFERS, epoch, file, summary, Subject.NONE, details, List.of());
  }
}
