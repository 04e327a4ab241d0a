package polder.node.closing;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.node.closing.SmallDeployment.GENESIS;
import static polder.node.closing.SmallDeployment.LENGTH;
import static polder.ports.ReportJournalContract.batch;
import static polder.ports.ReportJournalContract.entry;

import java.util.List;
import org.junit.jupiter.api.Test;
import polder.epoch.EpochSchedule;
import polder.node.archive.Keep;
import polder.ports.MemoryJournal;
import polder.protocol.manifest.Manifests;

/** Sealed messages stay in the journal for as long as is said, and no longer. */
class JournalRetentionTest {
  private static final int EPOCHS = 6;

  /** Closes six epochs with one message each; a clock's jump lies between the last two. */
  private static MemoryJournal journal(Keep keep) throws Exception {
    MemoryJournal journal = new MemoryJournal();
    Closing closing = SmallDeployment.closing(journal, SmallDeployment.cutter(journal), keep);
    Manifests manifests = SmallDeployment.manifests();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      journal.append(List.of(batch(epoch, epoch + 1)));
      long start = GENESIS + LENGTH * (epoch == EPOCHS - 1 ? epoch + 10 : epoch);
      closing.close(EpochSchedule.window(manifests.deployment(), epoch, start));
    }
    return journal;
  }

  @Test
  void theLatestEpochsStay() throws Exception {
    MemoryJournal journal = journal(new Keep.Epochs(2));
    assertThat(journal.begin()).isEqualTo(4);
    assertThat(journal.contains(entry(3).message())).isFalse();
    assertThat(journal.contains(entry(4).message())).isTrue();
    assertThat(journal(new Keep.Epochs(EPOCHS)).begin()).isZero();
    assertThat(journal(new Keep.Epochs(1_000)).begin()).isZero();
    assertThat(journal(new Keep.Forever()).begin()).isZero();
  }

  @Test
  void epochsThatEndedLatelyStay() throws Exception {
    assertThat(journal(new Keep.Duration(11 * LENGTH)).begin()).isEqualTo(5);
    assertThat(journal(new Keep.Duration(11 * LENGTH + 1)).begin()).isEqualTo(4);
    assertThat(journal(new Keep.Duration(13 * LENGTH)).begin()).isEqualTo(3);
    assertThat(journal(new Keep.Duration(1)).begin()).as("the latest stays").isEqualTo(5);
    assertThat(journal(new Keep.Duration(100 * LENGTH)).begin()).isZero();
  }
}
