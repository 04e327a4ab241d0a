package polder.ports;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * What arrived, in the order of arrival, durable: when {@link #append} or {@link #cut} returns, its
 * effect is on the disk (fdatasync), not only in a cache. One writer; any number of readers.
 */
public interface ReportJournal extends AutoCloseable {
  /**
   * A message as it was acknowledged.
   *
   * @param message its identity
   * @param wire its bytes
   * @param receipt the bytes of the receipt that its sender got
   */
  record Entry(Hash message, Bytes wire, Bytes receipt) {}

  /**
   * Where an epoch ends in the journal.
   *
   * @param epoch number of the epoch
   * @param startMillis start of its window
   * @param endMillis end of its window
   * @param endOffset offset of the first entry that belongs to a later epoch
   * @param manifests hash of the rules in force
   */
  record Cut(long epoch, long startMillis, long endMillis, long endOffset, Hash manifests) {}

  /**
   * Appends all of {@code entries} or none, at consecutive offsets.
   *
   * @return the offset of the first
   * @throws IOException if the disk refuses; nothing of it will be found then or after a restart,
   *     or all of it will, but then it was never acknowledged
   */
  long append(List<Entry> entries) throws IOException;

  /** The entry of a message, if it was ever appended and not discarded since. */
  Optional<Entry> find(Hash message) throws IOException;

  /** The offset that the next entry will get; 0 for an empty journal. */
  long end();

  /** Hands over the entries from offset {@code from} inclusive to {@code to} exclusive, in order. */
  void read(long from, long to, Consumer<Entry> reader) throws IOException;

  /** Records where an epoch ends. Epochs are cut one after the other; a cut never changes. */
  void cut(Cut cut) throws IOException;

  /** The cut of {@code epoch}, if it was made. */
  Optional<Cut> cut(long epoch) throws IOException;

  /** The latest cut. */
  Optional<Cut> lastCut() throws IOException;

  /** Forgets the entries before {@code offset}; their epochs are sealed and archived. */
  void discard(long offset) throws IOException;

  @Override
  void close();
}
