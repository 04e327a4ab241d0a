package polder.node.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.node.journal.Acknowledgement.Accepted;
import polder.node.journal.Acknowledgement.Duplicate;
import polder.node.journal.Acknowledgement.Failed;
import polder.ports.ReportJournal;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;
import polder.protocol.receipt.Promise;
import polder.protocol.receipt.Receipt;
import polder.protocol.receipt.ReceiptBatch;
import polder.protocol.settlement.ChainPoint;

/** What the room promises, whatever store it writes to. */
abstract class JournalRules {
  static final Hash DEPLOYMENT = Hash.sha256("deployment".getBytes(UTF_8));
  static final DeviceKey NODE = DeviceKey.ed25519(new byte[32]);
  private static final Hash MANIFESTS = Hash.sha256("manifests".getBytes(UTF_8));
  private static final ChainPoint CHAIN = new ChainPoint(7, Hash.sha256(), 3);

  /** The store of this test: empty the first time; then closed and opened anew in its place. */
  abstract ReportJournal open() throws IOException;

  /** What stands in the bytes of a message, and of no other. */
  static String mark(int number) {
    return "payload " + number + "X";
  }

  /**
   * A message as a door hands it over; equal numbers give equal messages. Its mark stands there
   * twice, far enough apart that no border of a log's blocks can divide both.
   */
  static Message message(int number) {
    String text = mark(number) + "-".repeat(50) + mark(number);
    Bytes payload = Bytes.wrap(text.getBytes(UTF_8));
    return new DeviceMessage.Draft(
            "air", number + 1L, Optional.empty(), DeviceMessage.SENML_CBOR, payload)
        .unsigned(NODE.id());
  }

  static Journal journal(ReportJournal store) throws IOException {
    return new Journal(store, DEPLOYMENT, NODE, JournalLimits.USUAL);
  }

  private static Bytes accepted(Acknowledgement acknowledgement) {
    return switch (acknowledgement) {
      case Accepted(Promise promise, _) -> promise.receipt();
      default -> throw new AssertionError(acknowledgement);
    };
  }

  private static Bytes duplicate(Acknowledgement acknowledgement) {
    return switch (acknowledgement) {
      case Duplicate(Promise promise) -> promise.receipt();
      default -> throw new AssertionError(acknowledgement);
    };
  }

  private static List<Entry> entries(ReportJournal store) throws IOException {
    List<Entry> entries = new ArrayList<>();
    store.read(0, store.end(), entries::add);
    return entries;
  }

  @Test
  void givesAReceiptThatVerifies() throws IOException {
    ReportJournal store = open();
    try (Journal journal = journal(store)) {
      Receipt receipt = Receipt.decode(accepted(journal.submit(message(7)).join()));
      assertThat(receipt.verifies()).isTrue();
      assertThat(receipt.message()).isEqualTo(message(7).id());
      assertThat(receipt.deployment()).isEqualTo(DEPLOYMENT);
      assertThat(receipt.node()).isEqualTo(NODE.id());
      assertThat(receipt.deadlineEpoch()).isZero();
      assertThat(entries(store)).containsExactly(new Entry(message(7).id(), message(7).wire()));
    }
  }

  @Test
  void givesADuplicateTheFirstReceiptAgain() throws IOException {
    ReportJournal store = open();
    Bytes first;
    try (Journal journal = journal(store)) {
      first = accepted(journal.submit(message(1)).join());
      accepted(journal.submit(message(2)).join());
      assertThat(duplicate(journal.submit(message(1)).join())).isEqualTo(first);
    }
    ReportJournal again = open();
    try (Journal journal = journal(again)) {
      assertThat(duplicate(journal.submit(message(1)).join())).isEqualTo(first);
      assertThat(journal.counts().duplicates()).isEqualTo(1);
      assertThat(journal.counts().appended()).isZero();
    }
    assertThat(entries(again)).hasSize(2);
  }

  @Test
  void forgetsAPromiseWithItsMessage() throws Exception {
    ReportJournal store = open();
    try (Journal journal = journal(store)) {
      journal.submit(message(1)).join();
      journal.cut(0, 0, 10, MANIFESTS, CHAIN);
      assertThat(journal.promise(message(1).id())).isPresent();
      store.discard(1);
      assertThat(journal.promise(message(1).id())).isEmpty();
    }
  }

  /** More at once than one signature covers. */
  @Test
  void givesEachOfManyItsFirstReceiptAgain() throws IOException {
    int many = 1_500;
    List<Bytes> first = new ArrayList<>();
    try (Journal journal = journal(open())) {
      List<CompletableFuture<Acknowledgement>> answers =
          IntStream.range(0, many).mapToObj(number -> journal.submit(message(number))).toList();
      answers.forEach(answer -> first.add(accepted(answer.join())));
    }
    try (Journal journal = journal(open())) {
      for (int number = many - 1; number >= 0; number -= 7) {
        Bytes again = duplicate(journal.submit(message(number)).join());
        assertThat(again).isEqualTo(first.get(number));
        assertThat(Receipt.decode(again).verifies()).isTrue();
      }
      assertThat(journal.promise(message(many).id())).isEmpty();
    }
  }

  /** Many senders at once, each message by two of them, while epochs end all the time. */
  @Test
  void keepsEveryAcknowledgedMessageOnceInAnEpochByItsDeadline() throws Exception {
    int senders = 16;
    int each = 150;
    Map<Hash, Set<Bytes>> receipts = new HashMap<>();
    List<Cut> cuts = new ArrayList<>();
    long seed = 99;
    ReportJournal store = open();
    try (Journal journal = journal(store);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Acknowledgement>>> sent = new ArrayList<>();
      for (int sender = 0; sender < senders; sender++) {
        int first = sender / 2 * each;
        SplittableRandom random = new SplittableRandom(seed + sender);
        sent.add(threads.submit(() -> send(journal, first, first + each, random)));
      }
      long epoch = 0;
      while (!sent.stream().allMatch(Future::isDone)) {
        cuts.add(journal.cut(epoch, epoch * 10, epoch * 10 + 10, MANIFESTS, CHAIN));
        epoch++;
      }
      for (Future<List<Acknowledgement>> answers : sent) {
        for (Acknowledgement answer : answers.get()) {
          Bytes receipt =
              switch (answer) {
                case Accepted(Promise promise, _) -> promise.receipt();
                case Duplicate(Promise promise) -> promise.receipt();
                default -> throw new AssertionError(answer);
              };
          receipts
              .computeIfAbsent(Receipt.decode(receipt).message(), id -> new HashSet<>())
              .add(receipt);
        }
      }
      cuts.add(journal.cut(epoch, epoch * 10, epoch * 10 + 10, MANIFESTS, CHAIN));
      assertThat(journal.counts().appended()).isEqualTo(senders / 2 * each);
      assertThat(journal.counts().duplicates()).isEqualTo(senders / 2 * each);
    }
    assertThat(cuts).as("epochs ended under load").hasSizeGreaterThan(2);
    ReportJournal reopened = open();
    assertEachOnceByItsDeadline(reopened, receipts, cuts);
    assertThat(receipts).hasSize(senders / 2 * each);
  }

  private static List<Acknowledgement> send(
      Journal journal, int from, int to, SplittableRandom random) {
    List<Integer> numbers = new ArrayList<>(IntStream.range(from, to).boxed().toList());
    List<CompletableFuture<Acknowledgement>> answers = new ArrayList<>();
    while (!numbers.isEmpty()) {
      int next = numbers.remove(random.nextInt(numbers.size()));
      answers.add(journal.submit(message(next)));
      if (random.nextInt(5) == 0) {
        answers.getLast().join();
      }
    }
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private static void assertEachOnceByItsDeadline(
      ReportJournal store, Map<Hash, Set<Bytes>> receipts, List<Cut> cuts) throws IOException {
    List<Entry> entries = entries(store);
    Set<Hash> seen = new HashSet<>();
    int epoch = 0;
    for (int offset = 0; offset < entries.size(); offset++) {
      Entry entry = entries.get(offset);
      while (offset >= cuts.get(epoch).endOffset()) {
        epoch++;
      }
      assertThat(seen.add(entry.message())).as("none twice").isTrue();
      Set<Bytes> its = receipts.getOrDefault(entry.message(), Set.of());
      assertThat(its).as("one receipt, whoever asks").hasSize(1);
      Receipt receipt = Receipt.decode(its.iterator().next());
      assertThat(receipt.verifies()).isTrue();
      assertThat(receipt.message()).isEqualTo(entry.message());
      assertThat(receipt.deadlineEpoch()).as("deadline of offset %d", offset).isEqualTo(epoch);
    }
    assertThat(seen).isEqualTo(receipts.keySet());
    for (Cut cut : cuts) {
      assertThat(store.cut(cut.epoch())).contains(cut);
    }
  }

  @Test
  void signsOnceForAllThatWait() throws Exception {
    ReportJournal store = open();
    try (Journal journal = journal(store)) {
      List<CompletableFuture<Acknowledgement>> answers =
          IntStream.range(0, 2_000).mapToObj(number -> journal.submit(message(number))).toList();
      Set<Bytes> signatures = new HashSet<>();
      for (CompletableFuture<Acknowledgement> answer : answers) {
        signatures.add(Receipt.decode(accepted(answer.join())).signature());
      }
      int writes = Math.toIntExact(journal.counts().batches());
      assertThat(writes).isLessThan(2_000);
      assertThat(signatures)
          .as("one a write, and one more where a write is full")
          .hasSizeBetween(writes, writes + 2_000 / ReceiptBatch.MOST);
    }
  }

  @Test
  void goesOnWithTheEpochAfterTheLastCut() throws Exception {
    ReportJournal store = open();
    try (Journal journal = journal(store)) {
      journal.submit(message(0)).join();
      journal.cut(0, 0, 10, MANIFESTS, CHAIN);
      assertThat(journal.openEpoch()).isEqualTo(1);
    }
    try (Journal journal = journal(open())) {
      assertThat(journal.openEpoch()).isEqualTo(1);
      Receipt receipt = Receipt.decode(accepted(journal.submit(message(1)).join()));
      assertThat(receipt.deadlineEpoch()).isEqualTo(1);
      for (long wrong : new long[] {0, 2}) {
        assertThatThrownBy(() -> journal.cut(wrong, 0, 10, MANIFESTS, CHAIN))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("epoch 1 is open");
      }
      assertThat(journal.cut(1, 10, 20, MANIFESTS, CHAIN))
          .isEqualTo(new Cut(1, 10, 20, 2, MANIFESTS, CHAIN));
      assertThat(journal.counts().failure()).isEmpty();
    }
  }

  @Test
  void writesWhatWaitsBeforeItCloses() throws IOException {
    ReportJournal store = open();
    Journal journal = journal(store);
    List<CompletableFuture<Acknowledgement>> answers =
        IntStream.range(0, 500).mapToObj(number -> journal.submit(message(number))).toList();
    journal.close();
    journal.close();
    assertThat(answers).allMatch(answer -> answer.isDone() && answer.join() instanceof Accepted);
    assertThat(store.end()).isEqualTo(500);
    assertThat(journal.submit(message(501)).join()).isInstanceOf(Failed.class);
    Callable<Cut> late = () -> journal.cut(0, 0, 10, MANIFESTS, CHAIN);
    assertThatThrownBy(late::call).isInstanceOf(IOException.class);
  }
}
