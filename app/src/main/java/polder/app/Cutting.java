package polder.app;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import polder.networks.EpochWindow;
import polder.node.archive.ArchivePaths;
import polder.node.closing.Closing;
import polder.node.journal.Journal;
import polder.node.settle.ChainPoints;
import polder.ports.Archive;
import polder.ports.ReportJournal.Cut;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainEvents;
import polder.protocol.settlement.ChainPoint;

/**
 * Cuts the journal where the chain is. A network that settles on a chain and runs without one for a
 * while stays where it was.
 */
final class Cutting implements Closing.Cutter {
  private final Journal journal;
  private final Optional<SettlementWing> settlement;
  private final Archive archive;

  Cutting(Journal journal, Archive archive, Optional<SettlementWing> settlement) {
    this.journal = journal;
    this.archive = archive;
    this.settlement = settlement;
  }

  @Override
  public Cut cut(EpochWindow window, Hash manifests, ChainPoint before)
      throws IOException, InterruptedException {
    ChainPoints.Span span =
        settlement.isPresent()
            ? settlement.get().span(window.epoch(), before)
            : ChainPoints.Span.at(before);
    Bytes events = ChainEvents.encode(span.events());
    Hash file = Hash.sha256(events.unsafeArray());
    if (!span.events().isEmpty()) {
      // A cut names its events by hash; they must be found again even after a crash right behind
      // it, and with the chain down.
      archive.write(new TreeMap<>(Map.of(ArchivePaths.events(file), events)));
    }
    return journal.cut(
        window.epoch(), window.startMillis(), window.endMillis(), manifests, span.point(), file);
  }
}
