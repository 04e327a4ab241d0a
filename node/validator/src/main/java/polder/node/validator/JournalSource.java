package polder.node.validator;

import java.io.IOException;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/** A node's journal, far away. */
public interface JournalSource {
  /** What to call the node in messages. */
  String name();

  /**
   * What is asked for.
   *
   * @param place where the last page ended; empty for the open epoch
   * @param epoch the first epoch whose cut is wanted; empty for the last one
   */
  record Question(Optional<Place> place, Optional<Long> epoch) {}

  /**
   * A place in a node's journal.
   *
   * @param offset of the next message
   * @param message the one before it, if one was seen: it tells whether the journal is still the
   *     same
   */
  record Place(long offset, Optional<Hash> message) {}

  /** What came of a question. */
  sealed interface Answer {
    /** The bytes of a {@link polder.node.journal.JournalPage}. */
    record Page(Bytes bytes) implements Answer {}

    /** It is there and has no journal: a validator that follows. */
    record Follows() implements Answer {}

    /** It is there and does not want to say. */
    record Refused(String why) implements Answer {}
  }

  /**
   * Asks once; waits a while for something new.
   *
   * @throws IOException if the node cannot be reached
   */
  Answer ask(Question question) throws IOException, InterruptedException;

  /** Where the last one ended, as it was kept; empty if it was not, or is lost. */
  Optional<Place> kept() throws IOException;

  /** Keeps a place; may be lost in a crash. */
  void keep(Place place) throws IOException;
}
