package polder.agent;

/** What a person asked an agent to offer does not fit what the node's networks take. */
public final class OfferException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what does not fit. */
  public OfferException(String message) {
    super(message);
  }

  /** Says what does not fit, and why it is not known better. */
  public OfferException(String message, Throwable cause) {
    super(message, cause);
  }
}
