package polder.agent;

/** What a person asked an agent to offer does not fit what the node's networks take. */
public final class OfferException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OfferException(String message) {
    super(message);
  }

  OfferException(String message, Throwable cause) {
    super(message, cause);
  }
}
