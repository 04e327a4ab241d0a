package polder.ports.work;

import java.io.IOException;

/** A tile was not rendered; the message is one line that says why and what to do next. */
public final class RenderException extends IOException {
  /** What kind of failure. */
  public enum Kind {
    /** The scene cannot be rendered, here or elsewhere; its owner must change it. */
    SCENE,
    /** This machine lacks something; its owner must help. */
    MACHINE,
    /** It took longer than the limit. */
    LATE,
    /** It was told to stop. */
    STOPPED,
    /** The renderer ended by itself: a fault of its own, or a scene made to bring it down. */
    CRASHED
  }

  private static final long serialVersionUID = 1;

  private final Kind kind;

  /** A failure. */
  public RenderException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** A failure that another one brought about. */
  public RenderException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What kind of failure. */
  public Kind kind() {
    return kind;
  }
}
