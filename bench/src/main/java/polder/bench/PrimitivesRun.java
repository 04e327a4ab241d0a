package polder.bench;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link Primitives} by JMH, in a process of its own. */
final class PrimitivesRun {
  private PrimitivesRun() {}

  /** {@code [PATTERN]}: a regular expression of the names; without it all of them. */
  public static void main(String[] args) throws RunnerException {
    String pattern = args.length == 0 ? "" : args[0];
    new Runner(
            new OptionsBuilder()
                .include(Primitives.class.getName() + ".*" + pattern)
                .jvmArgsAppend("--enable-native-access=ALL-UNNAMED")
                .shouldFailOnError(true)
                .build())
        .run();
  }
}
