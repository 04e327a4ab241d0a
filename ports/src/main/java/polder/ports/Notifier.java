package polder.ports;

import java.net.URI;
import java.util.Optional;
import polder.protocol.Bytes;

/**
 * Brings a message to somebody outside: one channel, such as mail. Safe for several threads; every
 * call ends within its own bound of time.
 */
public interface Notifier {
  /**
   * What is wrong with {@code target}, in one line for whoever gave it; empty if nothing is.
   *
   * @param target as the owner wrote it
   */
  Optional<String> objection(String target);

  /**
   * Tries once.
   *
   * @param target a target without {@link #objection} when it was given; it may be bad by now
   * @param secret what the receiver knows the node by, where the channel has such a thing
   */
  Result send(String target, Bytes secret, Notice notice) throws InterruptedException;

  /**
   * A message.
   *
   * @param id the same however often it is tried, so that the receiver can tell
   * @param timeMillis when it was written, epoch milliseconds
   * @param subject one line
   * @param text the whole, for people
   * @param json the whole, for programs
   * @param unsubscribe where the receiver ends these messages by a POST, if they can be ended
   */
  record Notice(
      String id,
      long timeMillis,
      String subject,
      String text,
      Bytes json,
      Optional<URI> unsubscribe) {}

  /** How a try ended. */
  sealed interface Result {
    /** It is in the receiver's hands. */
    record Delivered() implements Result {}

    /**
     * It may work later.
     *
     * @param why one line
     * @param leastMillis how long the receiver asks to wait; 0 if it says nothing
     */
    record Later(String why, long leastMillis) implements Result {}

    /** This message will never be taken. */
    record Refused(String why) implements Result {}

    /** The receiver wants no messages any more. */
    record Gone(String why) implements Result {}
  }
}
