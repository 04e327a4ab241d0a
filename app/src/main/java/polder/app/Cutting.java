package polder.app;

import java.io.IOException;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.epoch.Standing;
import polder.networks.EpochWindow;
import polder.node.closing.Closing;
import polder.node.journal.Journal;
import polder.ports.ReportJournal.Cut;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainPoint;

/**
 * Cuts the journal where the chain is. A network that settles on a chain and runs without one for a
 * while stays where it was.
 */
final class Cutting implements Closing.Cutter {
  private final Journal journal;
  private final Optional<SettlementWing> settlement;
  private volatile ChainPoint last = ChainPoint.NONE;

  Cutting(Journal journal, Optional<SettlementWing> settlement) {
    this.journal = journal;
    this.settlement = settlement;
  }

  /** Goes on from the latest epoch. */
  void goOnFrom(Standing standing) {
    last = standing.header().map(EpochHeader::chain).orElse(ChainPoint.NONE);
  }

  @Override
  public Cut cut(EpochWindow window, Hash manifests) throws IOException, InterruptedException {
    if (settlement.isPresent()) {
      last = settlement.get().point(window.epoch(), last);
    }
    return journal.cut(window.epoch(), window.startMillis(), window.endMillis(), manifests, last);
  }
}
