package polder.node.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.node.journal.Acknowledgement.Accepted;
import polder.node.journal.Acknowledgement.Busy;
import polder.node.journal.Acknowledgement.Duplicate;
import polder.node.journal.Acknowledgement.Failed;
import polder.node.journal.Work.Done;
import polder.node.journal.Work.EpochEnd;
import polder.node.journal.Work.Report;
import polder.node.journal.Work.Reports;
import polder.ports.ReportJournal;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;
import polder.protocol.message.Message;
import polder.protocol.receipt.Bondsman;
import polder.protocol.receipt.Promise;
import polder.protocol.receipt.ReceiptBatch;
import polder.protocol.settlement.ChainEvents;
import polder.protocol.settlement.ChainPoint;

/**
 * Writes messages down and answers for them. One thread takes what waits, signs it once, writes it
 * in one durable write and only then answers: while the disk works the next batch gathers, so the
 * batches are as large as the load asks for, and a lone message waits for nobody. Every other
 * method is for any thread.
 */
public final class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final String CLOSED = "the journal is closed";

  private final ReportJournal store;
  private final Hash deployment;
  private final DeviceKey node;
  private final Optional<Bondsman> bondsman;
  private final Promises promises;
  private final Intake intake;
  private final Thread writer;
  private final LongAdder appended = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder busy = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final News news = new News();
  private volatile long openEpoch;
  private volatile @Nullable String failure;

  /**
   * Opens the room: the epoch after the last cut is open, or epoch 0.
   *
   * @param store where to write; nobody else writes there from now on
   * @param deployment which deployment the receipts are for
   * @param node the key that signs the receipts
   * @throws IOException if the store cannot be read
   */
  public Journal(ReportJournal store, Hash deployment, DeviceKey node, JournalLimits limits)
      throws IOException {
    this(store, deployment, node, limits, Optional.empty());
  }

  /**
   * The same, with somebody who answers for the receipts.
   *
   * @param bondsman signs for each batch too
   */
  public Journal(
      ReportJournal store,
      Hash deployment,
      DeviceKey node,
      JournalLimits limits,
      Optional<Bondsman> bondsman)
      throws IOException {
    this.store = store;
    this.deployment = deployment;
    this.node = node;
    this.bondsman = bondsman;
    this.promises = new Promises(store);
    this.intake = new Intake(limits);
    this.openEpoch = store.lastCut().map(cut -> cut.epoch() + 1).orElse(0L);
    this.writer = Thread.ofPlatform().name("polder-journal").start(this::write);
  }

  /**
   * Hands over a message.
   *
   * @return the answer, once it is known. What is chained to it runs in the writer's thread and
   *     must be short; better to wait for it in a virtual thread.
   */
  public CompletableFuture<Acknowledgement> submit(Message message) {
    CompletableFuture<Acknowledgement> answer = new CompletableFuture<>();
    String broken = failure;
    if (broken != null) {
      failed.increment();
      answer.complete(new Failed(broken));
      return answer;
    }
    switch (intake.offer(new Report(message.id(), message.wire(), answer))) {
      case TAKEN -> {}
      case FULL -> {
        busy.increment();
        answer.complete(new Busy());
      }
      case CLOSED -> {
        failed.increment();
        answer.complete(new Failed(CLOSED));
      }
    }
    return answer;
  }

  /** Ends the open epoch, which takes in no events of a chain. */
  public Cut cut(long epoch, long startMillis, long endMillis, Hash manifests, ChainPoint chain)
      throws IOException, InterruptedException {
    return cut(epoch, startMillis, endMillis, manifests, chain, ChainEvents.NO_FILE);
  }

  /**
   * Ends the open epoch: what was handed over before is in it or earlier, what comes after is in
   * the next. Receipts written before name it as their deadline, later ones the next.
   *
   * @param epoch its number
   * @param startMillis start of its window
   * @param endMillis end of its window
   * @param manifests hash of the rules in force
   * @param chain up to which block of the chain the epoch reaches
   * @param events hash of the archived file of the chain's events
   * @return the cut, durable
   * @throws IllegalArgumentException if another epoch is open
   * @throws IOException if the disk refuses, did so before, or the journal is closed
   */
  public Cut cut(
      long epoch, long startMillis, long endMillis, Hash manifests, ChainPoint chain, Hash events)
      throws IOException, InterruptedException {
    CompletableFuture<Cut> answer = new CompletableFuture<>();
    if (!intake.put(
        new EpochEnd(epoch, startMillis, endMillis, manifests, chain, events, answer))) {
      throw new IOException(CLOSED);
    }
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalArgumentException wrong) {
        throw new IllegalArgumentException(wrong.getMessage(), wrong);
      }
      throw new IOException(String.valueOf(e.getCause()), e.getCause());
    }
  }

  /** The journal in numbers. */
  public JournalCounts counts() {
    return new JournalCounts(
        appended.sum(),
        writes.sum(),
        duplicates.sum(),
        busy.sum(),
        failed.sum(),
        intake.messages(),
        intake.bytes(),
        openEpoch,
        store.end(),
        Optional.ofNullable(failure));
  }

  /**
   * The promise that was given for a message; empty if it was never taken, or is forgotten.
   *
   * @throws IOException if the store cannot be read
   */
  public Optional<Promise> promise(Hash message) throws IOException {
    return promises.of(message);
  }

  /** Whose stake answers for the receipts, if anybody's does. */
  public Optional<Account> bonded() {
    return bondsman.map(Bondsman::account);
  }

  /** The epoch that is open: the one that the next {@link #cut} ends. */
  public long openEpoch() {
    return openEpoch;
  }

  /**
   * Takes nothing more, for a {@code reason} that everybody is told who brings something: what
   * would be acknowledged now would never be in an epoch.
   */
  public void halt(String reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  /** What is new to whoever follows the journal. */
  public News news() {
    return news;
  }

  private void write() {
    while (true) {
      switch (intake.take()) {
        case Reports reports -> write(reports);
        case EpochEnd end -> write(end);
        case Done _ -> {
          return;
        }
      }
    }
  }

  /** Whatever happens, everybody who waits is answered: else they would wait for ever. */
  private void write(Reports batch) {
    try {
      requireWhole();
      writeAndAnswer(batch.reports());
    } catch (Throwable e) {
      String reason = fail(e);
      long refused =
          batch.reports().stream().filter(r -> r.answer().complete(new Failed(reason))).count();
      failed.add(refused);
    }
  }

  private void writeAndAnswer(List<Report> reports) throws IOException {
    Map<Hash, List<Report>> fresh = new LinkedHashMap<>();
    for (Report report : reports) {
      fresh.computeIfAbsent(report.message(), _ -> new ArrayList<>(1)).add(report);
    }
    for (Hash message : store.known(List.copyOf(fresh.keySet()))) {
      Optional<Promise> promise = promises.of(message);
      if (promise.isPresent()) { // Else it was discarded just now.
        for (Report again : Objects.requireNonNull(fresh.remove(message))) {
          duplicates.increment();
          again.answer().complete(new Duplicate(promise.get()));
        }
      }
    }
    if (!fresh.isEmpty()) {
      append(fresh);
    }
  }

  private void append(Map<Hash, List<Report>> fresh) throws IOException {
    long deadline = openEpoch;
    List<List<Report>> all = List.copyOf(fresh.values());
    List<Batch> written = new ArrayList<>();
    List<ReceiptBatch> promised = new ArrayList<>();
    for (int from = 0; from < all.size(); from += ReceiptBatch.MOST) {
      List<Entry> entries =
          all.subList(from, Math.min(all.size(), from + ReceiptBatch.MOST)).stream()
              .map(List::getFirst)
              .map(report -> new Entry(report.message(), report.wire()))
              .toList();
      List<Hash> messages = entries.stream().map(Entry::message).toList();
      ReceiptBatch receipts = ReceiptBatch.sign(deployment, messages, deadline, node, bondsman);
      promised.add(receipts);
      written.add(new Batch(entries, receipts.encode()));
    }
    store.append(written);
    news.tell();
    appended.add(all.size());
    writes.increment();
    for (int i = 0; i < all.size(); i++) {
      Promise promise =
          Promises.promise(promised.get(i / ReceiptBatch.MOST), i % ReceiptBatch.MOST);
      all.get(i).getFirst().answer().complete(new Accepted(promise, deadline));
      for (Report again : all.get(i).subList(1, all.get(i).size())) {
        duplicates.increment();
        again.answer().complete(new Duplicate(promise));
      }
    }
  }

  private void write(EpochEnd end) {
    try {
      requireWhole();
      if (end.epoch() != openEpoch) {
        throw new IllegalArgumentException(
            "epoch " + openEpoch + " is open, so " + end.epoch() + " cannot end");
      }
      Cut cut =
          new Cut(
              end.epoch(),
              end.startMillis(),
              end.endMillis(),
              store.end(),
              end.manifests(),
              end.chain(),
              end.events());
      store.cut(cut);
      openEpoch = end.epoch() + 1;
      news.tell();
      end.answer().complete(cut);
    } catch (IllegalArgumentException e) {
      end.answer().completeExceptionally(e);
    } catch (Throwable e) {
      end.answer().completeExceptionally(new IOException(fail(e), e));
    }
  }

  private void requireWhole() throws IOException {
    String broken = failure;
    if (broken != null) {
      throw new IOException(broken);
    }
  }

  /** Remembers the first failure for all that come later. */
  private String fail(Throwable cause) {
    String before = failure;
    if (before != null) {
      return before;
    }
    LOG.error("the journal has failed; nothing is taken until the node starts anew", cause);
    String reason = "the journal cannot write until the node starts anew: " + cause.getMessage();
    failure = reason;
    return reason;
  }

  /** Takes nothing more, writes what waits and answers for it. Leaves the store open. */
  @Override
  public void close() {
    intake.close();
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
