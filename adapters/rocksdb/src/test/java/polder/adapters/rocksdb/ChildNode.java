package polder.adapters.rocksdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournalContract;
import polder.protocol.Bytes;

/** A process of its own that writes to a store until it is done or the disk refuses. */
final class ChildNode {
  private static final Bytes PROMISE = Bytes.wrap(new byte[1_000]);

  private ChildNode() {}

  private static Batch batch(int number) {
    return new Batch(List.of(ReportJournalContract.entry(number)), PROMISE);
  }

  /** Appends so many entries to a folder one by one and says each number once it is written. */
  public static void main(String[] arguments) {
    try (RocksStore store = RocksStore.open(Path.of(arguments[0]))) {
      int number = 0;
      try {
        for (; number < Integer.parseInt(arguments[1]); number++) {
          store.journal().append(List.of(batch(number)));
          System.out.println("written " + number);
        }
      } catch (IOException e) {
        System.out.println("refused " + e.getMessage());
        refuseAgain(store, number);
      }
    } catch (IOException e) {
      System.out.println("not opened " + e.getMessage());
    }
  }

  private static void refuseAgain(RocksStore store, int number) {
    try {
      store.journal().append(List.of(batch(number)));
      System.out.println("written after all " + number);
    } catch (IOException e) {
      System.out.println("refused again " + e.getMessage());
    }
  }

  /**
   * Runs the process to its end.
   *
   * @param shell what the shell does before, such as setting a limit
   * @param library a folder that has the native library, which need not be copied then
   * @return its lines
   */
  static List<String> run(String shell, Path library, Path directory, int entries)
      throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(List.of("sh", "-c", shell + " exec \"$@\"", "sh"));
    command.addAll(
        List.of(
            java.toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:-UsePerfData",
            "-Xmx128m",
            "-Djava.library.path=" + library,
            "-cp",
            System.getProperty("java.class.path"),
            ChildNode.class.getName(),
            directory.toString(),
            String.valueOf(entries)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    process.waitFor();
    return lines;
  }
}
