package polder.node.journal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import polder.ports.ReportJournal.Cut;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainPoint;

/** What the writer does next. */
sealed interface Work {
  /** A message that waits, and who waits for it. */
  record Report(Hash message, Bytes wire, CompletableFuture<Acknowledgement> answer) {}

  /** Messages to be written at once, in order of arrival; one or more. */
  record Reports(List<Report> reports) implements Work {}

  /** The end of an epoch, between the messages before it and those after. */
  record EpochEnd(
      long epoch,
      long startMillis,
      long endMillis,
      Hash manifests,
      ChainPoint chain,
      Hash events,
      CompletableFuture<Cut> answer)
      implements Work {}

  /** Nothing: the journal is closed and all that waited is done. */
  record Done() implements Work {}
}
