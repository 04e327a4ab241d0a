package polder.app;

import java.io.IOException;

/** The contracts refused, or would, for the reason that is the message; nothing was changed. */
public final class RefusedException extends IOException {
  private static final long serialVersionUID = 1;

  RefusedException(String reason) {
    super(reason);
  }
}
