package polder.agent;

/**
 * Something that a person who looks after an agent wants to know, in one line.
 *
 * @param kind what happened
 * @param text the line, without a full stop
 * @param readings how many readings it is about; 0 where that makes no sense
 * @param messages how many messages it is about; 0 where that makes no sense
 */
public record AgentEvent(Kind kind, String text, long readings, long messages) {

  /** What can happen. */
  public enum Kind {
    /** The agent runs. */
    STARTED,
    /** Something was left out or came back. */
    NOTICE,
    /** Readings became a signed message. */
    SIGNED,
    /** A node acknowledged messages. */
    SENT,
    /** A node will never take a message. */
    REFUSED,
    /** The device must be enrolled first. */
    NOT_ENROLLED,
    /** The node is away or busy; everything waits on disk. */
    WAITING,
    /** A machine says what it lends. */
    OFFERED,
    /** A machine bids for an order. */
    BID,
    /** A bid won. */
    WON,
    /** A bid lost. */
    LOST,
    /** A result is there, or something runs. */
    WORKED,
    /** An order is over. */
    OVER,
    /** The owner earned. */
    EARNED,
    /** The agent ended. */
    STOPPED
  }

  /** That something is worth knowing. */
  public static AgentEvent notice(String text) {
    return of(Kind.NOTICE, text);
  }

  /** What is about no readings and no messages. */
  public static AgentEvent of(Kind kind, String text) {
    return new AgentEvent(kind, text, 0, 0);
  }
}
