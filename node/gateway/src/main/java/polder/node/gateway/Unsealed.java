package polder.node.gateway;

import java.io.IOException;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.ports.JournalReader;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;

/** What a node accepted and did not seal before it was stopped. */
public final class Unsealed {
  private Unsealed() {}

  /** Is told of a message. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Takes one.
     *
     * @param epoch the epoch that it was cut into, or the one that is open
     */
    void read(Entry entry, long epoch);
  }

  /**
   * Reads all of it, in the order in which it was accepted.
   *
   * @param sealed the latest header; empty before the first
   * @throws IOException if the journal cannot be read
   */
  public static void read(JournalReader journal, Optional<EpochHeader> sealed, Reader reader)
      throws IOException {
    long from = journal.begin();
    long epoch = 0;
    if (sealed.isPresent()) {
      epoch = sealed.get().epoch() + 1;
      from =
          Math.max(
              from, journal.cut(sealed.get().epoch()).map(Cut::endOffset).orElse(journal.end()));
    }
    for (Optional<Cut> cut = journal.cut(epoch); cut.isPresent(); cut = journal.cut(epoch)) {
      from = read(journal, from, cut.get().endOffset(), epoch, reader);
      epoch++;
    }
    read(journal, from, journal.end(), epoch, reader);
  }

  /** Reads what was cut into an epoch; gives where the next begins. */
  private static long read(JournalReader journal, long from, long to, long epoch, Reader reader)
      throws IOException {
    long end = Math.max(from, to);
    journal.read(from, end, entry -> reader.read(entry, epoch));
    return end;
  }
}
