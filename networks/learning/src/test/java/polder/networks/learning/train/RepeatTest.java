package polder.networks.learning.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.protocol.Hash;

/** The same training gives the same bits however the Java machine computes it. */
class RepeatTest {
  /** Enough that every loop is compiled, where loops are. */
  private static final int MANY = 200;

  /** Few enough for the interpreter. */
  private static final int FEW = 20;

  /**
   * Options by which code is compiled otherwise; x86 takes those of its own, others ignore them.
   */
  private static final List<List<String>> WAYS =
      List.of(
          List.of(),
          List.of("-XX:TieredStopAtLevel=1"),
          List.of("-XX:MaxVectorSize=16"),
          List.of("-XX:-UseSuperWord"),
          List.of("-XX:UseAVX=0"),
          List.of("-XX:UseAVX=1"),
          List.of("-XX:UseAVX=2"));

  /**
   * What this gave when it was written down, on x86-64 with AVX-512. Whoever gets another value has
   * a machine, a Java or a change that pays other people than everybody else's.
   */
  private static final String KNOWN =
      "c9c113523f401d7a31097f8ad5883c97e5ed3361d0b180a983152ec89bd10410";

  @Test
  void oneTinyRunGivesWhatItGaveElsewhere() {
    assertThat(Repeat.hash(FEW)).isEqualTo(Hash.fromHex(KNOWN));
  }

  @Test
  void theInterpreterGivesTheSameBits() throws Exception {
    assertThat(childSays(FEW, List.of("-Xint"))).isEqualTo(KNOWN);
  }

  @Test
  void compiledCodeOfEveryWidthGivesTheSameBits() throws Exception {
    SortedMap<String, List<String>> found = new TreeMap<>();
    for (List<String> options : WAYS) {
      found
          .computeIfAbsent(childSays(MANY, options), hash -> new ArrayList<>())
          .add(options.toString());
    }
    assertThat(found).hasSize(1);
  }

  private static String childSays(int steps, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("-XX:+DisplayVMOutputToStderr"); // where a processor lacks what is asked for
    command.add("-XX:+UseSerialGC");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Repeat.class.getName()));
    command.add(Integer.toString(steps));
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(child.waitFor()).as("exit code with %s", options).isZero();
    return said;
  }
}
