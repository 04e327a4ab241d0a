package polder.node.things;

/** A question that cannot be understood, or may not be asked; its message says why. */
final class BadRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadRequestException(String message) {
    super(message);
  }
}
