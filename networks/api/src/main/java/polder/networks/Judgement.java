package polder.networks;

/**
 * What a message is worth alone.
 *
 * @param <E> what the kind understands of a message
 */
public sealed interface Judgement<E> {
  /** The message goes on to its group. */
  record Plausible<E>(E evidence) implements Judgement<E> {}

  /**
   * The message is worth nothing.
   *
   * @param reason a reason code in lower case with underscores, such as {@code from_the_future}
   * @param detail what was wrong, for the sender
   */
  record Refused<E>(String reason, String detail) implements Judgement<E> {}
}
