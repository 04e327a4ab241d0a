package polder.node.closing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.ports.MemoryJournal;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Bytes;
import polder.protocol.Hash;

class EpochMessagesTest {
  private static Entry entry(int number) {
    return new Entry(new Hash(number, 0, 0, 0), Bytes.wrap(new byte[] {(byte) number}));
  }

  private static MemoryJournal journal(int entries) throws IOException {
    MemoryJournal journal = new MemoryJournal();
    journal.append(
        List.of(
            new Batch(
                IntStream.range(0, entries).mapToObj(EpochMessagesTest::entry).toList(),
                Bytes.EMPTY)));
    return journal;
  }

  @Test
  void theyComeInTheirOrderHoweverManyThereAre() throws IOException {
    MemoryJournal journal = journal(40);
    for (int to = 3; to < 40; to++) {
      List<Bytes> expected = IntStream.range(3, to).mapToObj(i -> entry(i).wire()).toList();
      assertThat(new EpochMessages(journal, 10).between(3, to)).isEqualTo(expected);
      assertThat(new EpochMessages(journal).between(3, to)).isEqualTo(expected);
    }
  }

  @Test
  void whatTheJournalLacksIsAnErrorAlsoInTheHalfOfTheOtherThread() throws IOException {
    EpochMessages messages = new EpochMessages(journal(40), 10);

    assertThatThrownBy(() -> messages.between(-20, 20)).hasMessageContaining("from -20 to 0");
    assertThatThrownBy(() -> messages.between(0, 60)).hasMessageContaining("from 30 to 60");
  }
}
