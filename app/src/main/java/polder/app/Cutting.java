package polder.app;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import polder.epoch.EpochHeader;
import polder.epoch.Standing;
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
  private volatile ChainPoint last = ChainPoint.NONE;

  Cutting(Journal journal, Archive archive, Optional<SettlementWing> settlement) {
    this.journal = journal;
    this.archive = archive;
    this.settlement = settlement;
  }

  /** Goes on from the latest epoch. */
  void goOnFrom(Standing standing) {
    last = standing.header().map(EpochHeader::chain).orElse(ChainPoint.NONE);
  }

  @Override
  public Cut cut(EpochWindow window, Hash manifests) throws IOException, InterruptedException {
    ChainPoints.Span span =
        settlement.isPresent()
            ? settlement.get().span(window.epoch(), last)
            : ChainPoints.Span.at(last);
    Bytes events = ChainEvents.encode(span.events());
    Hash file = Hash.sha256(events.unsafeArray());
    if (!span.events().isEmpty()) {
      // A cut names its events by hash; they must be found again even after a crash right behind
      // it, and with the chain down.
      archive.write(new TreeMap<>(Map.of(ArchivePaths.events(file), events)));
    }
    Cut cut =
        journal.cut(
            window.epoch(),
            window.startMillis(),
            window.endMillis(),
            manifests,
            span.point(),
            file);
    last = span.point();
    return cut;
  }
}
