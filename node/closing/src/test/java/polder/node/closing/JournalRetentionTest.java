package polder.node.closing;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.ports.ReportJournalContract.entry;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.epoch.EpochEngine;
import polder.epoch.EpochRun;
import polder.epoch.EpochSchedule;
import polder.epoch.RuleBook;
import polder.epoch.SignatureRule;
import polder.node.archive.Keep;
import polder.ports.MemoryArchive;
import polder.ports.MemoryJournal;
import polder.ports.MemoryStateStore;
import polder.ports.ReportJournal.Cut;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import polder.protocol.settlement.ChainPoint;

/** Sealed messages stay in the journal for as long as is said, and no longer. */
class JournalRetentionTest {
  private static final long GENESIS = 1_700_000_040_000L;
  private static final long LENGTH = 60_000;
  private static final int EPOCHS = 6;

  /** Closes six epochs with one message each; a clock's jump lies between the last two. */
  private static MemoryJournal journal(Keep keep) throws Exception {
    MemoryJournal journal = new MemoryJournal();
    RuleBook rules = new RuleBook(List.of());
    Manifests manifests = manifests();
    Closing closing =
        Closing.open(
            new Closing.Parts(
                journal,
                (window, hash) -> {
                  Cut cut =
                      new Cut(
                          window.epoch(),
                          window.startMillis(),
                          window.endMillis(),
                          journal.end(),
                          hash,
                          ChainPoint.NONE);
                  journal.cut(cut);
                  return cut;
                },
                new MemoryStateStore(),
                new MemoryArchive(),
                new EpochRun(rules, EpochEngine.SEQUENTIAL, SignatureRule.VERIFIED),
                rules,
                DeviceKey.ed25519(new byte[32]),
                Hash.ZERO,
                keep),
            manifests);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      journal.append(List.of(entry(epoch)));
      long start = GENESIS + LENGTH * (epoch == EPOCHS - 1 ? epoch + 10 : epoch);
      closing.close(EpochSchedule.window(manifests.deployment(), epoch, start));
    }
    return journal;
  }

  @Test
  void theLatestEpochsStay() throws Exception {
    MemoryJournal journal = journal(new Keep.Epochs(2));
    assertThat(journal.begin()).isEqualTo(4);
    assertThat(journal.find(entry(3).message())).isEmpty();
    assertThat(journal.find(entry(4).message())).contains(entry(4));
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

  private static Manifests manifests() {
    TreeMap<String, Value> emission = new TreeMap<>();
    emission.put("per_day", new Value.Whole(1440));
    emission.put("halving", new Value.Text("1460d"));
    TreeMap<String, Value> deployment = new TreeMap<>();
    deployment.put("name", new Value.Text("small"));
    deployment.put("chain_id", new Value.Whole(31337));
    deployment.put("genesis_millis", new Value.Whole(GENESIS));
    deployment.put("epoch", new Value.Text("1m"));
    deployment.put("emission", new Value.Table(emission));
    deployment.put("grace", new Value.Text("5s"));
    deployment.put("clock_tolerance", new Value.Text("5s"));
    deployment.put("snapshot_every", new Value.Whole(3));
    deployment.put("messages_per_epoch", new Value.Whole(100));
    return Manifests.of(new Value.Table(deployment), List.of());
  }
}
