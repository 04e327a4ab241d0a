package polder.node.archive;

import java.util.OptionalLong;

/** A file of an archive is missing, unreadable, or not what its header says. */
public final class EvidenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final boolean missing;
  private final OptionalLong keptFrom;

  /** That the file at {@code path} is wrong, and how. */
  public EvidenceException(String path, String problem) {
    this(path, problem, false, OptionalLong.empty());
  }

  private EvidenceException(String path, String problem, boolean missing, OptionalLong keptFrom) {
    super(path + " " + problem);
    this.path = path;
    this.missing = missing;
    this.keptFrom = keptFrom;
  }

  /** That there is no file at {@code path}. */
  public static EvidenceException missing(String path) {
    return new EvidenceException(path, "is missing", true, OptionalLong.empty());
  }

  /** That the file at {@code path} was given up by the archive on purpose. */
  public static EvidenceException pruned(String path, long keptFrom) {
    return new EvidenceException(
        path, "is pruned: kept from epoch " + keptFrom + " on", true, OptionalLong.of(keptFrom));
  }

  /**
   * From which epoch on messages and outcomes are kept, if the file is gone because it is older.
   */
  public OptionalLong keptFrom() {
    return keptFrom;
  }

  /** Whether the file is not there at all. */
  public boolean isMissing() {
    return missing;
  }

  /** Which file. */
  public String path() {
    return path;
  }
}
