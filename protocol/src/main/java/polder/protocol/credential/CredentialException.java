package polder.protocol.credential;

/** A credential, proof or list that is not to be trusted. The message may be shown to anybody. */
public final class CredentialException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * A refusal.
   *
   * @param reason a code in lower case with underscores
   * @param detail what is wrong, in one line
   */
  public CredentialException(String reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  /** The code. */
  public String reason() {
    return reason;
  }

  /** What is wrong, in one line. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
