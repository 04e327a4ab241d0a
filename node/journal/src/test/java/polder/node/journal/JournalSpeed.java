package polder.node.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import polder.adapters.rocksdb.RocksStore;
import polder.node.journal.Acknowledgement.Accepted;
import polder.protocol.message.Message;

/**
 * How many messages a second become durable, beside what the disk alone does with as many bytes in
 * as many syncs. Not a test; takes the folder to write to, so that its disk is the one measured.
 */
final class JournalSpeed {
  private static final int MESSAGES = 200_000;

  private JournalSpeed() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(arguments[0]), "journal-speed");
    // The first round warms up.
    measure(folder.resolve("warm"), 4_096, MESSAGES);
    for (int inFlight : new int[] {1, 64, 1_024, 4_096}) {
      int messages = Math.min(MESSAGES, Math.max(1_000, inFlight * 100));
      measure(folder.resolve("flight-" + inFlight), inFlight, messages);
    }
  }

  private static void measure(Path folder, int inFlight, int count) throws Exception {
    Message[] messages = new Message[count];
    Arrays.setAll(messages, JournalRules::message);
    long[] latencyNanos = new long[count];
    ArrayDeque<CompletableFuture<?>> waiting = new ArrayDeque<>();
    try (RocksStore store = RocksStore.open(folder);
        Journal journal = JournalRules.journal(store.journal())) {
      long started = System.nanoTime();
      for (int number = 0; number < count; number++) {
        if (waiting.size() == inFlight) {
          waiting.remove().join();
        }
        int index = number;
        long sent = System.nanoTime();
        waiting.add(
            journal
                .submit(messages[number])
                .thenAccept(answer -> {
                  if (!(answer instanceof Accepted)) {
                    throw new IllegalStateException(answer.toString());
                  }
                  latencyNanos[index] = System.nanoTime() - sent;
                }));
      }
      waiting.forEach(CompletableFuture::join);
      double seconds = (System.nanoTime() - started) / 1e9;
      long batches = journal.counts().batches();
      Arrays.sort(latencyNanos);
      System.out.printf(
          Locale.ROOT,
          "%6d in flight: %8.0f durable messages/s, %d a batch, median %.2f ms, 99 %% %.2f ms%n",
          inFlight,
          count / seconds,
          count / batches,
          latencyNanos[count / 2] / 1e6,
          latencyNanos[count * 99 / 100] / 1e6);
      long bytes = logBytes(store, count);
      raw(folder.resolveSibling(folder.getFileName() + "-raw"), bytes, batches, count);
    }
  }

  private static long logBytes(RocksStore store, int count) throws IOException {
    long[] bytes = new long[1];
    store.journal().read(0, count, entry -> bytes[0] += 120L + entry.wire().size());
    return bytes[0];
  }

  private static void raw(Path file, long bytes, long syncs, int count) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(Math.toIntExact(bytes / syncs));
    long started = System.nanoTime();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long sync = 0; sync < syncs; sync++) {
        chunk.clear();
        while (chunk.hasRemaining()) {
          channel.write(chunk);
        }
        channel.force(false);
      }
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "        the disk alone: %8.0f messages/s (%d syncs of %d bytes, %.2f ms each)%n",
        count / seconds,
        syncs,
        chunk.capacity(),
        seconds * 1e3 / syncs);
  }
}
