package polder.adapters.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import polder.ports.work.WasmEnd;

/** A real program, compiled from C with its libc, gives the same whoever runs it. */
class DeterminismTest {
  private static final byte[] INPUT = "pear\napple\nfig\n".getBytes(StandardCharsets.UTF_8);

  private static Runs mixed() throws IOException {
    try (InputStream in = DeterminismTest.class.getResourceAsStream("/programs/mixed.wasm")) {
      if (in == null) {
        throw new IOException("the test's program is not on the class path");
      }
      return Runs.of(in.readAllBytes()).with(INPUT, "2");
    }
  }

  @Test
  void itGivesWhatItsSourceGivesOnAnyProcessor() throws IOException {
    Runs.Result result = mixed().byBoth();
    assertThat(result.outcome().end()).isEqualTo(new WasmEnd.Exited(1));
    assertThat(new String(result.output().toArray(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            apple
            fig
            pear
            bytes 15
            fibonacci 144
            primes 4203
            chaos 4669357717519372218
            hash 584665072514117989
            """);
  }

  /** Fuel decides money: what a program costs changes only together with the runtime's number. */
  @Test
  void itCostsWhatItAlwaysDid() throws IOException {
    assertThat(mixed().by(Execution.COMPILED).outcome().fuel()).isEqualTo(5_007_994);
  }

  @Test
  void threadsBesideEachOtherGiveTheSame() throws Exception {
    Set<Runs.Result> results = new HashSet<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Runs runs = mixed();
      List<Future<Runs.Result>> futures =
          threads.invokeAll(java.util.Collections.nCopies(8, () -> runs.by(Execution.COMPILED)));
      for (Future<Runs.Result> future : futures) {
        results.add(future.get());
      }
    }
    assertThat(results).hasSize(1);
  }

  @Test
  void itDoesNotShowInWhichPiecesInputComes() throws IOException {
    Runs.Result whole = mixed().by(Execution.COMPILED);
    InputStream pieces =
        new FilterInputStream(new ByteArrayInputStream(INPUT)) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(length, 1));
          }
        };
    assertThat(mixed().by(Execution.COMPILED, pieces)).isEqualTo(whole);
  }

  @Test
  void anyLimitOfFuelEndsItTheSame() throws IOException {
    for (long fuel = 1; fuel < 3_000_000; fuel = fuel * 5 + 1) {
      Runs.Result result = mixed().withFuel(fuel).byBoth();
      assertThat(result.outcome().end()).isEqualTo(new WasmEnd.OutOfFuel());
      assertThat(result.outcome().fuel()).isEqualTo(fuel);
    }
  }

  @Test
  void outputEndsWhereItIsFull() throws IOException {
    Runs.Result result = mixed().withOutput(8).byBoth();
    assertThat(result.outcome().end()).isEqualTo(new WasmEnd.OutOfOutput());
    assertThat(new String(result.output().toArray(), StandardCharsets.UTF_8))
        .isEqualTo("apple\nfi");
  }
}
