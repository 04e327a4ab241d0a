package polder.node.archive;

/** A file of an archive is missing, unreadable, or not what its header says. */
public final class EvidenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;

  /** That the file at {@code path} is wrong, and how. */
  public EvidenceException(String path, String problem) {
    super(path + " " + problem);
    this.path = path;
  }

  /** Which file. */
  public String path() {
    return path;
  }
}
