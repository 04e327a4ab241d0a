package polder.protocol.manifest;

/** A manifest that cannot be used; the message names the key and says what is expected there. */
public final class ManifestException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** With a message for the founder who wrote the manifest. */
  public ManifestException(String message) {
    super(message);
  }

  /** With a message and what led to it. */
  public ManifestException(String message, Throwable cause) {
    super(message, cause);
  }
}
