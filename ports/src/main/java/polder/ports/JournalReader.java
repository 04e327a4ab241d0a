package polder.ports;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Hash;

/**
 * The reading side of a {@link ReportJournal}: all that those get who look without writing, such as
 * a command beside a running node.
 */
public interface JournalReader {
  /** Those of {@code messages} that were ever appended, and not discarded since. */
  Set<Hash> known(List<Hash> messages) throws IOException;

  /** Whether a message was ever appended, and not discarded since. */
  default boolean contains(Hash message) throws IOException {
    return !known(List.of(message)).isEmpty();
  }

  /** The batch with which a message was appended; empty once any of it was discarded. */
  Optional<Batch> batch(Hash message) throws IOException;

  /** The offset of the oldest entry that is kept; {@link #end} if none is. */
  long begin();

  /** The offset that the next entry will get; 0 for a journal that never had one. */
  long end();

  /**
   * Hands over the entries from offset {@code from} inclusive to {@code to} exclusive, in order.
   *
   * @throws IllegalArgumentException if that is not between {@link #begin} and {@link #end}: an
   *     epoch must never be computed from less than it holds
   * @throws IOException if the disk refuses or what it gives is damaged
   */
  void read(long from, long to, Consumer<Entry> reader) throws IOException;

  /** The cut of {@code epoch}, if it was made. */
  Optional<Cut> cut(long epoch) throws IOException;

  /** The latest cut. */
  Optional<Cut> lastCut() throws IOException;
}
