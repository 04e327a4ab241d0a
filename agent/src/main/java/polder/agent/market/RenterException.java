package polder.agent.market;

import java.io.IOException;

/** A node did not take what a renter said. One line that says why. */
public final class RenterException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean refused;

  RenterException(String message, boolean refused) {
    super(message);
    this.refused = refused;
  }

  /** Whether it never will, as opposed to not now. */
  public boolean isRefused() {
    return refused;
  }
}
