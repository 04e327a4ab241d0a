package polder.node.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import polder.adapters.rocksdb.RocksStore;
import polder.node.journal.Acknowledgement.Accepted;

/**
 * A process that journals batches and tells of each message when it is acknowledged, one system
 * call a message: what {@link SyncBeforeAnswerTest} looks at.
 */
final class TracedNode {
  static final int BATCHES = 25;
  static final int EACH = 8;

  private TracedNode() {}

  public static void main(String[] arguments) throws Exception {
    try (RocksStore store = RocksStore.open(Path.of(arguments[0]));
        Journal journal = JournalRules.journal(store.journal());
        FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      for (int batch = 0; batch < BATCHES; batch++) {
        List<CompletableFuture<Acknowledgement>> answers =
            IntStream.range(batch * EACH, (batch + 1) * EACH)
                .mapToObj(number -> journal.submit(JournalRules.message(number)))
                .toList();
        for (int index = 0; index < EACH; index++) {
          if (answers.get(index).join() instanceof Accepted) {
            out.write(("acknowledged " + (batch * EACH + index) + "\n").getBytes(UTF_8));
          }
        }
      }
    }
  }
}
