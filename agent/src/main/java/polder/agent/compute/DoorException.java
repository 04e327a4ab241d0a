package polder.agent.compute;

import java.io.IOException;

/** What a door answers instead of what was asked for: a status, a reason code and a line. */
final class DoorException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String reason;

  DoorException(int status, String reason, String detail) {
    super(detail);
    this.status = status;
    this.reason = reason;
  }

  int status() {
    return status;
  }

  String reason() {
    return reason;
  }
}
