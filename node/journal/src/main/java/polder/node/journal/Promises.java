package polder.node.journal;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.ports.JournalReader;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.receipt.Promise;
import polder.protocol.receipt.ReceiptBatch;

/**
 * The receipts of what a journal holds, for those who bring it again. They come by the batch, so
 * the last one is kept at hand. For any thread.
 */
final class Promises {
  private final JournalReader journal;
  private volatile Known last = new Known(Map.of(), Optional.empty());

  private record Known(Map<Hash, Integer> places, Optional<ReceiptBatch> receipts) {
    Optional<Promise> of(Hash message) {
      return Optional.ofNullable(places.get(message))
          .flatMap(place -> receipts.map(its -> promise(its, place)));
    }
  }

  Promises(JournalReader journal) {
    this.journal = journal;
  }

  /** The promise of the message at {@code place} of {@code receipts}. */
  static Promise promise(ReceiptBatch receipts, int place) {
    return () -> receipts.receipt(place).encode();
  }

  /**
   * The promise that was given for a message; empty if the journal does not hold it.
   *
   * @throws IOException if the journal cannot be read, or holds what is no promise
   */
  Optional<Promise> of(Hash message) throws IOException {
    if (!journal.contains(message)) {
      return Optional.empty(); // What is at hand may be forgotten by now.
    }
    Optional<Promise> near = last.of(message);
    if (near.isPresent()) {
      return near;
    }
    Optional<Batch> batch = journal.batch(message);
    if (batch.isEmpty()) {
      return Optional.empty();
    }
    Known known = known(batch.get());
    last = known;
    return known.of(message);
  }

  private static Known known(Batch batch) throws IOException {
    List<Hash> messages = batch.entries().stream().map(Entry::message).toList();
    Map<Hash, Integer> places = new HashMap<>();
    for (int place = 0; place < messages.size(); place++) {
      places.put(messages.get(place), place);
    }
    try {
      return new Known(places, Optional.of(ReceiptBatch.decode(batch.promise(), messages)));
    } catch (CodecException e) {
      throw new IOException("damaged: the promise of a batch: " + e.getMessage(), e);
    }
  }
}
