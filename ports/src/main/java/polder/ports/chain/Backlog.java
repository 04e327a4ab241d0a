package polder.ports.chain;

import java.util.Optional;

/**
 * What an outbox still has to do, for metrics and for people.
 *
 * @param waiting intents without a transaction
 * @param sent intents whose transaction is not in a block
 * @param mined intents in a block with too few confirmations
 * @param blocked intents that somebody has to look at
 * @param replacements versions with higher fees signed since the start
 * @param head the newest block seen; -1 if none was
 * @param oldest the label that waits longest
 * @param trouble what stands in the way and what to do, one line
 */
public record Backlog(
    int waiting,
    int sent,
    int mined,
    int blocked,
    long replacements,
    long head,
    Optional<String> oldest,
    Optional<String> trouble) {
  /** Nothing to do, and nothing asked yet. */
  public static final Backlog EMPTY =
      new Backlog(0, 0, 0, 0, 0, -1, Optional.empty(), Optional.empty());

  /** How many intents are not over. */
  public int size() {
    return waiting + sent + mined + blocked;
  }
}
