package polder.ports.work;

import java.io.IOException;

/** What was asked of a machine was not done; the message is one line that says what to do next. */
public final class WorkException extends IOException {
  /** What kind of failure. */
  public enum Kind {
    /** The machine lacks a program or a right; its owner must help. */
    MACHINE,
    /** The job asks for what this machine will never do. */
    REFUSED,
    /** The image cannot be had or is not sound. */
    IMAGE,
    /** No room at the moment: disk, ports or graphics processors. */
    FULL,
    /** There is no such lease or service, or it has ended. */
    UNKNOWN,
    /** It was tried and failed. */
    FAILED
  }

  private static final long serialVersionUID = 1;

  private final Kind kind;

  /** A failure. */
  public WorkException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** A failure that another one brought about. */
  public WorkException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What kind of failure. */
  public Kind kind() {
    return kind;
  }
}
