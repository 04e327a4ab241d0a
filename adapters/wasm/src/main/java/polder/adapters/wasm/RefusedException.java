package polder.adapters.wasm;

/** A module that is broken or uses what the runtime has not; the message says what and where. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  RefusedException(String message) {
    super(message);
  }
}
