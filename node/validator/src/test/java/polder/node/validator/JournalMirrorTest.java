package polder.node.validator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.node.gateway.VerifiedMessages;
import polder.node.journal.JournalPage;
import polder.ports.MemoryJournal;
import polder.ports.ReportJournal;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.DeviceMessage;
import polder.protocol.settlement.ChainPoint;

/** What a validator has of nodes' journals, when one of them vanishes and another goes on. */
class JournalMirrorTest {
  private static final Hash DEPLOYMENT = Hash.sha256("deployment".getBytes(UTF_8));
  private static final DeviceKey NODE = DeviceKey.ed25519(new byte[32]);

  private final ReportJournal store = new MemoryJournal();
  private final JournalMirror mirror = new JournalMirror(store, new VerifiedMessages(1_000), 1_000);

  private static DeviceMessage message(int number) {
    return draft(number).sign(NODE);
  }

  private static DeviceMessage.Draft draft(int number) {
    return new DeviceMessage.Draft(
        "air",
        number,
        Optional.empty(),
        DeviceMessage.SENML_CBOR,
        Bytes.wrap(("payload " + number).getBytes(UTF_8)));
  }

  private static Cut cut(long epoch, long offset) {
    return new Cut(epoch, 10 * epoch, 10 * epoch + 10, offset, Hash.ZERO, ChainPoint.NONE);
  }

  private static JournalPage page(long from, List<Bytes> messages, Cut... cuts) {
    return new JournalPage(DEPLOYMENT, from, from + messages.size(), true, messages, List.of(cuts));
  }

  private static List<Bytes> wires(int from, int to) {
    return IntStream.range(from, to).mapToObj(number -> message(number).wire()).toList();
  }

  private static List<Bytes> wires(List<Entry> entries) {
    return entries.stream().map(Entry::wire).toList();
  }

  @Test
  void anEpochIsWhatCameBetweenItsCuts() throws Exception {
    mirror.take(page(100, List.of(), cut(6, 100)));
    mirror.take(page(100, wires(1, 4), cut(7, 102)));
    Optional<Hash> last = mirror.take(page(103, wires(4, 6), cut(8, 104), cut(9, 104)));

    assertThat(last).contains(message(5).id());
    assertThat(mirror.messages(7)).contains(wires(1, 3));
    assertThat(mirror.messages(8)).contains(wires(3, 5));
    assertThat(mirror.messages(9)).contains(List.of());
    assertThat(mirror.messages(6)).as("its beginning is not known").isEmpty();
    assertThat(mirror.messages(10)).isEmpty();
    assertThat(mirror.nextCut()).contains(10L);
  }

  @Test
  void whatIsThereAlreadyIsPassedOver() throws Exception {
    mirror.take(page(0, wires(1, 4), cut(0, 2)));
    mirror.take(page(0, wires(1, 6), cut(0, 2), cut(1, 4)));

    assertThat(mirror.size()).isEqualTo(5);
    assertThat(mirror.messages(0)).contains(wires(1, 3));
    assertThat(mirror.messages(1)).contains(wires(3, 5));
  }

  @Test
  void garbageIsRefusedByItsPlace() throws Exception {
    Bytes unsigned = draft(2).unsigned(NODE.id()).wire();
    refused(page(5, List.of(message(1).wire(), unsigned)), "message 6 is signed by nobody");
    refused(page(0, List.of(Bytes.EMPTY)), "message 0 cannot be read");
    assertThat(mirror.size()).isZero();
  }

  private void refused(JournalPage page, String why) {
    assertThatThrownBy(() -> mirror.take(page))
        .isInstanceOf(JournalMirror.GarbageException.class)
        .hasMessageContaining(why);
  }

  @Test
  void whatIsInNoEpochWaitsForWhoClosesNext() throws Exception {
    mirror.take(page(0, wires(1, 7), cut(0, 2), cut(1, 4)));
    // Whoever closed epoch 1 knew nothing of message 4.
    JournalMirror.SealedMessages sealed =
        epoch -> epoch == 0 ? wires(1, 3) : epoch == 1 ? wires(3, 4) : List.of();

    assertThat(wires(mirror.waiting(1, sealed))).isEqualTo(wires(4, 7));
    assertThat(wires(mirror.overdue(1, sealed))).isEqualTo(wires(4, 5));
    assertThat(wires(mirror.waiting(-1, sealed))).isEqualTo(wires(1, 7));
  }

  @Test
  void whatItAcknowledgedWhileItClosedIsTakenBack() throws Exception {
    mirror.take(page(0, wires(1, 4), cut(0, 2)));
    MemoryJournal own = new MemoryJournal();
    own.cut(cut(1, 0));
    append(own, 3, 5);
    own.cut(cut(2, 2));
    append(own, 5, 6);

    mirror.takeBack(own);
    mirror.takeBack(own);

    assertThat(mirror.messages(2)).as("3 was there before").contains(wires(4, 5));
    assertThat(mirror.size()).isEqualTo(5);
    assertThat(mirror.nextCut()).contains(3L);
  }

  private static void append(ReportJournal journal, int from, int to) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (int number = from; number < to; number++) {
      DeviceMessage one = message(number);
      entries.add(new Entry(one.id(), one.wire()));
    }
    journal.append(List.of(new Batch(entries, Bytes.EMPTY)));
  }

  @Test
  void oldEpochsAreForgottenAndAFullMirrorSaysSo() throws Exception {
    for (int epoch = 0; epoch < 30; epoch++) {
      mirror.take(page(epoch, wires(epoch + 1, epoch + 2), cut(epoch, epoch + 1)));
    }
    mirror.sealed(29);
    assertThat(mirror.size()).isEqualTo(JournalMirror.KEPT_EPOCHS);
    assertThat(mirror.messages(12)).isEmpty();
    assertThat(mirror.messages(14)).contains(wires(15, 16));
    assertThat(new JournalMirror(store, new VerifiedMessages(1), 16).hasRoom()).isFalse();
    assertThat(new JournalMirror(store, new VerifiedMessages(1), 17).hasRoom()).isTrue();
  }
}
