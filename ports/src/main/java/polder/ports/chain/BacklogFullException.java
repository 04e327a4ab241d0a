package polder.ports.chain;

import java.io.IOException;

/** An outbox has as many intents as it may have; nothing was taken. */
public final class BacklogFullException extends IOException {
  private static final long serialVersionUID = 1;

  /** Says how many are waiting, and for what. */
  public BacklogFullException(String message) {
    super(message);
  }
}
