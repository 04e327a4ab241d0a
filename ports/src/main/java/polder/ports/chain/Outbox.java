package polder.ports.chain;

import java.io.IOException;
import java.util.Optional;
import polder.protocol.identity.Account;

/**
 * Brings intents of one account onto a chain, each once: through kills, lost answers, gaps of the
 * chain and re-organisations. Safe for several threads.
 */
public interface Outbox {
  /** Who signs and pays. */
  Account account();

  /**
   * Takes an intent; it is durable when this returns, and will be carried out by {@link #advance}.
   * Known labels are only looked up: an intent that succeeded is never carried out again; one that
   * failed is.
   *
   * @return how far it is
   * @throws BacklogFullException if too many wait already; nothing was taken
   * @throws IllegalArgumentException if the label is known with another effect
   * @throws IOException if it could not be written down; it may come back after a restart
   */
  Progress submit(Intent intent) throws IOException;

  /** How far the intent of this label is, as of the last {@link #advance}; nothing if unknown. */
  Optional<Progress> progress(String label);

  /** The intent of this label; nothing if it is unknown or long over. */
  Optional<Intent> intent(String label);

  /** The nonce that the intent of this label was signed with last, if it ever was. */
  Optional<Long> nonce(String label);

  /**
   * Does what can be done now: looks for what was mined, sends again what was lost, raises fees of
   * what is stuck, signs what waits. To be called whenever a block may have come, from a thread of
   * its own: it may take as long as the chain's nodes are slow.
   *
   * @return how it stands; a chain that is down is no exception but the backlog's trouble
   * @throws IOException if the disk refuses; nothing was sent that is not written down
   */
  Backlog advance() throws IOException;

  /** How it stood after the last {@link #advance}. */
  Backlog backlog();

  /**
   * Lets a {@link Progress.Blocked} intent be carried out, as somebody has made sure that it had no
   * effect.
   *
   * @throws IllegalArgumentException if the label's intent is not blocked
   */
  void retry(String label) throws IOException;
}
