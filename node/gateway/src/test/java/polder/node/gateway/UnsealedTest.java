package polder.node.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.ports.MemoryJournal;
import polder.ports.ReportJournal;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournalContract;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainPoint;

class UnsealedTest {
  @Test
  void eachMessageComesWithTheEpochItWasCutIntoAndTheLatestWithTheOneThatIsOpen()
      throws IOException {
    ReportJournal journal = new MemoryJournal();
    journal.append(List.of(ReportJournalContract.batch(0, 2)));
    journal.cut(cut(0, 2));
    journal.append(List.of(ReportJournalContract.batch(2, 3)));
    journal.cut(cut(1, 3));
    journal.append(List.of(ReportJournalContract.batch(3, 4)));

    List<Hash> messages = new ArrayList<>();
    List<Long> epochs = new ArrayList<>();
    Unsealed.read(
        journal,
        Optional.empty(),
        (entry, epoch) -> {
          messages.add(entry.message());
          epochs.add(epoch);
        });

    assertThat(epochs).containsExactly(0L, 0L, 1L, 2L);
    assertThat(messages)
        .containsExactlyElementsOf(
            ReportJournalContract.batch(0, 4).entries().stream()
                .map(ReportJournal.Entry::message)
                .toList());
  }

  private static Cut cut(long epoch, long endOffset) {
    return new Cut(epoch, epoch, epoch + 1, endOffset, Hash.ZERO, ChainPoint.NONE);
  }
}
