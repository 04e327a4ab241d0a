package polder.adapters.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import polder.protocol.Bytes;

/** A process that is killed while it commits tables leaves one commit, whole. */
final class KilledTableTest {
  private static final int KILLS = 8;
  private static final int ENTRIES = 20_000;

  @TempDir Path directory;

  /** Commits the numbers from the one after {@code arguments[1]} on, each to every entry. */
  public static void main(String[] arguments) throws IOException, RocksDBException {
    try (Database database = open(Path.of(arguments[0]))) {
      RocksState state = new RocksState(database, 0);
      for (int number = Integer.parseInt(arguments[1]) + 1; ; number++) {
        List<Map.Entry<Bytes, Optional<Bytes>>> changes = new ArrayList<>(ENTRIES);
        for (int i = 0; i < ENTRIES; i++) {
          changes.add(Map.entry(text("key %05d".formatted(i)), Optional.of(text("" + number))));
        }
        state.commit(text("" + number), changes);
        System.out.println(number);
      }
    }
  }

  private static Database open(Path directory) throws RocksDBException, IOException {
    return Database.open(directory, false, WALRecoveryMode.TolerateCorruptedTailRecords);
  }

  private static Bytes text(String text) {
    return Bytes.wrap(text.getBytes(UTF_8));
  }

  @Test
  void leavesOneCommitWhole() throws Exception {
    SplittableRandom random = new SplittableRandom(20_261_127);
    int reached = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      int said = runAndKill(reached, 1 + random.nextInt(3), random.nextInt(20_000_000));
      reached = found();
      // What was said is there; one more may be, which was not said any more.
      assertThat(reached).as("kill %d", kill).isBetween(said, said + 1);
    }
  }

  /** Waits for so many commits and a moment more; gives the last that the process told. */
  private int runAndKill(int from, int commits, int afterNanos) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledTableTest.class.getName(),
                directory.toString(),
                String.valueOf(from))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int said = from;
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (int i = 0; i < commits; i++) {
        said = Integer.parseInt(lines.readLine());
      }
      assertThat(process.waitFor(afterNanos, NANOSECONDS)).as("ended by itself").isFalse();
      // By its handle: the process itself would close what it said as well.
      process.toHandle().destroyForcibly();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said = Integer.parseInt(line);
      }
    }
    process.waitFor();
    return said;
  }

  /** The number of the commit that is there, after looking whether all of it is. */
  private int found() throws IOException, RocksDBException {
    try (Database database = open(directory)) {
      List<Bytes> values = new ArrayList<>(ENTRIES);
      Optional<Bytes> header = new RocksState(database, 0).load((key, value) -> values.add(value));
      assertThat(values).hasSize(ENTRIES).containsOnly(header.orElseThrow());
      return Integer.parseInt(new String(header.get().unsafeArray(), UTF_8));
    }
  }
}
