package polder.agent;

import java.io.IOException;

/** A node could not be asked, or its answer was none. One line that says what and where. */
public final class NodeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** The node answered with {@code status}, or 0 for not at all. */
  public NodeException(String message, int status) {
    super(message);
    this.status = status;
  }

  /** There was no answer. */
  public NodeException(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
  }

  /** The HTTP status of the answer; 0 where there was no answer at all. */
  public int status() {
    return status;
  }
}
