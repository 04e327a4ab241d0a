package polder.ports.chain;

import java.io.IOException;
import polder.protocol.Bytes;

/** What was asked of a chain was not done; the message is one line that says what to do next. */
public final class ChainException extends IOException {
  /** What kind of failure. */
  public enum Kind {
    /** No node can be reached or all are busy; nothing is known of the effect. Try later. */
    UNREACHABLE,
    /** No answer within the time allowed; nothing is known of the effect. Try later, or less. */
    SLOW,
    /** More was asked for than the node or we allow. Ask for less. */
    TOO_MUCH,
    /** The node answered that it will not. */
    REFUSED,
    /** The contract refused; {@link #data} is what it said. */
    REVERTED,
    /** The chain went back behind a block that was taken as settled. */
    FORKED
  }

  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final transient Bytes data;

  /** A failure without a contract's words. */
  public ChainException(Kind kind, String message) {
    this(kind, message, Bytes.EMPTY);
  }

  /**
   * A failure.
   *
   * @param data what the contract gave as its reason, ABI-encoded; empty if nothing
   */
  public ChainException(Kind kind, String message, Bytes data) {
    super(message);
    this.kind = kind;
    this.data = data;
  }

  /** What kind of failure. */
  public Kind kind() {
    return kind;
  }

  /** What the contract gave as its reason, ABI-encoded; empty if nothing. */
  public Bytes data() {
    return data;
  }

  /** Whether another node, or the same one later, may well answer. */
  public boolean passing() {
    return kind == Kind.UNREACHABLE || kind == Kind.SLOW;
  }
}
