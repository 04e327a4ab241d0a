package polder.adapters.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.ReportJournal;
import polder.ports.ReportJournalContract;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainPoint;

final class RocksJournalTest extends ReportJournalContract {
  @TempDir Path directory;
  private final List<RocksStore> opened = new ArrayList<>();

  @Override
  protected ReportJournal open() throws IOException {
    close();
    RocksStore store = RocksStore.open(directory);
    opened.add(store);
    return store.journal();
  }

  @Test
  void messagesAreTakenInWhileManyOldOnesAreForgotten() throws Exception {
    int old = 60_000;
    ReportJournal journal = open();
    journal.append(List.of(batch(0, old)));
    journal.cut(new ReportJournal.Cut(0, 0, 1, old, Hash.sha256(new byte[] {1}), ChainPoint.NONE));
    FutureTask<Boolean> forgetting =
        new FutureTask<>(() -> {
          journal.discard(old);
          return true;
        });
    Thread.ofPlatform().start(forgetting);
    int between = 0;
    for (int next = old; !forgetting.isDone(); next++) {
      boolean begun = journal.begin() > 0;
      journal.append(List.of(batch(next, next + 1)));
      if (begun && journal.begin() < old) {
        between++;
      }
    }
    assertThat(forgetting.get()).isTrue();
    assertThat(between).as("taken in before all were forgotten").isPositive();
  }

  @AfterEach
  void close() {
    opened.forEach(RocksStore::close);
  }
}
