package polder.ports;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists what a process asks of the system. A killed process keeps what it wrote in the system's
 * cache, so no killing shows what survives a power cut; the order of its writes, syncs and answers
 * does.
 *
 * @param folder for the lists
 * @param calls the names of the system calls to list, with commas between
 */
public record Strace(Path folder, String calls) {
  /**
   * What a process did.
   *
   * @param said the lines that it wrote
   * @param calls its system calls as {@code strace -f -y} lists them
   */
  public record Traced(List<String> said, List<String> calls) {}

  /**
   * Runs {@code program} with this one's class path; skips the test where nothing can be traced.
   */
  public Traced trace(Class<?> program, String... words) throws IOException, InterruptedException {
    assumeTrue(
        works(), "skipped: strace is not installed, or may not trace here; it shows the syncs");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(words));
    Path list = folder.resolve("trace");
    List<String> said = run(list, command);
    return new Traced(said, Files.readAllLines(list, ISO_8859_1));
  }

  private boolean works() throws InterruptedException {
    Path list = folder.resolve("probe");
    try {
      run(list, List.of("true"));
      return Files.size(list) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private List<String> run(Path list, List<String> traced)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "strace",
                "-f",
                "-y",
                "-s",
                "100000",
                "-e",
                "trace=" + calls,
                "-o",
                list.toString()));
    command.addAll(traced);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    process.waitFor();
    return said.lines().toList();
  }
}
