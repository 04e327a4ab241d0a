package polder.node.validator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.node.archive.SignedHeader;
import polder.ports.ReportJournal;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;
import polder.ports.StateStore;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.receipt.ReceiptBatch;

/** Makes of what a validator knows what a node begins with. */
final class HandOver {
  private HandOver() {}

  static void write(
      Tip tip,
      List<Entry> waiting,
      StateStore state,
      ReportJournal journal,
      Validator.Promiser promiser)
      throws IOException {
    if (tip.header().isPresent()) {
      SignedHeader signed = tip.header().get();
      EpochHeader header = signed.header();
      List<Map.Entry<Bytes, Optional<Bytes>>> all = new ArrayList<>(tip.state().size());
      tip.state()
          .forEach(Bytes.EMPTY, (name, value) -> all.add(Map.entry(name, Optional.of(value))));
      state.commit(header.encode(), all);
      journal.cut(
          new Cut(
              header.epoch(),
              header.startMillis(),
              header.endMillis(),
              journal.end(),
              header.manifests(),
              header.chain(),
              header.eventsFile()));
    }
    for (int from = 0; from < waiting.size(); from += ReceiptBatch.MOST) {
      List<Entry> entries =
          waiting.subList(from, Math.min(waiting.size(), from + ReceiptBatch.MOST));
      journal.append(List.of(vouched(entries, tip, promiser)));
    }
  }

  /**
   * The same messages with receipts of this node: who sends one again gets a promise that holds.
   */
  private static Batch vouched(List<Entry> entries, Tip tip, Validator.Promiser promiser) {
    Hash deployment = tip.header().orElseThrow().header().deployment();
    List<Hash> messages = entries.stream().map(Entry::message).toList();
    ReceiptBatch receipts =
        ReceiptBatch.sign(
            deployment, messages, tip.nextEpoch(), promiser.key(), promiser.bondsman());
    return new Batch(entries, receipts.encode());
  }
}
