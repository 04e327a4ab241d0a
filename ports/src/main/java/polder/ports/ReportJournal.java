package polder.ports;

import java.io.IOException;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainEvents;
import polder.protocol.settlement.ChainPoint;

/**
 * What arrived, in the order of arrival, durable: when {@link #append} or {@link #cut} returns, its
 * effect is on the disk (fdatasync), not only in a cache. One writer; any number of readers.
 *
 * <p>Once a write has failed, nobody knows what of it the disk holds. So from then on every write
 * is refused with an {@link IOException}, until the journal is opened anew; reading goes on.
 */
public interface ReportJournal extends JournalReader {
  /**
   * A message that was acknowledged.
   *
   * @param message its identity
   * @param wire its bytes
   */
  record Entry(Hash message, Bytes wire) {}

  /**
   * Messages that were acknowledged together.
   *
   * @param entries one or more, in their order
   * @param promise what their receipts have in common; kept as it is
   */
  record Batch(List<Entry> entries, Bytes promise) {
    public Batch {
      entries = List.copyOf(entries);
      if (entries.isEmpty()) {
        throw new IllegalArgumentException("a batch without messages");
      }
    }
  }

  /**
   * Where an epoch ends in the journal.
   *
   * @param epoch number of the epoch, from 0 on
   * @param startMillis start of its window
   * @param endMillis end of its window
   * @param endOffset offset of the first entry that belongs to a later epoch
   * @param manifests hash of the rules in force
   * @param chain up to which block of the chain the epoch reaches
   * @param events SHA-256 of the file of the chain's events, archived before
   */
  record Cut(
      long epoch,
      long startMillis,
      long endMillis,
      long endOffset,
      Hash manifests,
      ChainPoint chain,
      Hash events) {
    /** A cut of an epoch that takes in no events. */
    public Cut(
        long epoch,
        long startMillis,
        long endMillis,
        long endOffset,
        Hash manifests,
        ChainPoint chain) {
      this(epoch, startMillis, endMillis, endOffset, manifests, chain, ChainEvents.NO_FILE);
    }
  }

  /**
   * Appends all of {@code batches} or nothing, at consecutive offsets.
   *
   * @param batches of messages that differ and that the journal does not {@link #contains contain}:
   *     the caller, being the one writer, has looked
   * @return the offset of the first
   * @throws IOException if the disk refuses; nothing of it will be found then or after a restart,
   *     or all of it will, but then it was never acknowledged
   */
  long append(List<Batch> batches) throws IOException;

  /**
   * Records where an epoch ends. The first cut may be of any epoch: whoever takes over closing
   * begins a journal in the middle of the chain.
   *
   * @throws IllegalArgumentException if the epoch is not the one after the last cut, or ends before
   *     that one's end or behind the last entry: a cut never changes
   */
  void cut(Cut cut) throws IOException;

  /**
   * Forgets the entries before {@code offset}; their epochs are sealed and archived. Cuts stay. The
   * writer may append meanwhile, from another thread, and waits for none of it for long.
   *
   * @throws IllegalArgumentException if {@code offset} is beyond the end of the last cut
   */
  void discard(long offset) throws IOException;
}
