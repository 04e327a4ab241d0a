package polder.node.gateway;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import polder.epoch.EpochHeader;
import polder.ports.JournalReader;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;

/** What a node accepted and did not seal before it was stopped. */
public final class Unsealed {
  private Unsealed() {}

  /**
   * Reads all of it, in the order in which it was accepted.
   *
   * @param sealed the latest header; empty before the first
   * @throws IOException if the journal cannot be read
   */
  public static void read(
      JournalReader journal, Optional<EpochHeader> sealed, Consumer<Entry> consumer)
      throws IOException {
    long from = journal.begin();
    if (sealed.isPresent()) {
      from =
          Math.max(
              from, journal.cut(sealed.get().epoch()).map(Cut::endOffset).orElse(journal.end()));
    }
    journal.read(from, Math.max(from, journal.end()), consumer);
  }
}
