package polder.protocol.codec;

/**
 * Bytes that are not what they should be: malformed, not canonical, of another type, or beyond a
 * limit. The message names what was wrong and at which byte, and may be shown to whoever sent it.
 */
public final class CodecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final int offset;

  /**
   * A refusal.
   *
   * @param reason what was wrong, without the place
   * @param offset number of the byte, from 0, at which the offending item starts
   */
  public CodecException(String reason, int offset) {
    super(reason + " at byte " + offset);
    this.reason = reason;
    this.offset = offset;
  }

  @Override
  public String getMessage() {
    return reason + " at byte " + offset;
  }

  /** What was wrong, without the place. */
  public String reason() {
    return reason;
  }

  /** Number of the byte, from 0, at which the offending item starts. */
  public int offset() {
    return offset;
  }
}
