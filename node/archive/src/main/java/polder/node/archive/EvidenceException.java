package polder.node.archive;

/** A file of an archive is missing, unreadable, or not what its header says. */
public final class EvidenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final boolean missing;

  /** That the file at {@code path} is wrong, and how. */
  public EvidenceException(String path, String problem) {
    this(path, problem, false);
  }

  private EvidenceException(String path, String problem, boolean missing) {
    super(path + " " + problem);
    this.path = path;
    this.missing = missing;
  }

  /** That there is no file at {@code path}. */
  public static EvidenceException missing(String path) {
    return new EvidenceException(path, "is missing", true);
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
