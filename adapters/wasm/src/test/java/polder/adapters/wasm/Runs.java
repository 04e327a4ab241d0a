package polder.adapters.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import polder.networks.compute.job.Work;
import polder.ports.work.WasmOutcome;
import polder.ports.work.WasmStreams;
import polder.ports.work.WasmTask;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Runs a program in tests.
 *
 * @param module the program
 * @param arguments without its name
 * @param input its standard input
 * @param fuel most fuel
 * @param pages most pages of memory
 * @param mostOutput most bytes of output
 */
record Runs(
    byte[] module, List<String> arguments, byte[] input, long fuel, long pages, long mostOutput) {
  static Runs of(byte[] module) {
    return new Runs(module, List.of(), new byte[0], 100_000_000, 100, 1 << 20);
  }

  Runs withFuel(long most) {
    return new Runs(module, arguments, input, most, pages, mostOutput);
  }

  Runs withPages(long most) {
    return new Runs(module, arguments, input, fuel, most, mostOutput);
  }

  Runs withOutput(long most) {
    return new Runs(module, arguments, input, fuel, pages, most);
  }

  Runs with(byte[] newInput, String... newArguments) {
    return new Runs(module, List.of(newArguments), newInput, fuel, pages, mostOutput);
  }

  /** What a run gave. */
  record Result(WasmOutcome outcome, Bytes output, Bytes errors) {}

  /** Runs it once. */
  Result by(Execution execution) {
    return by(execution, new ByteArrayInputStream(input));
  }

  Result by(Execution execution, InputStream in) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    try {
      WasmOutcome outcome =
          new ChicoryRunner(execution)
              .run(task(), new WasmStreams(in, output, errors), new CompletableFuture<>());
      Result result =
          new Result(outcome, Bytes.wrap(output.toByteArray()), Bytes.wrap(errors.toByteArray()));
      assertThat(outcome.output()).isEqualTo(Hash.sha256(output.toByteArray()));
      assertThat(outcome.outputBytes()).isEqualTo(output.size());
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  WasmTask task() {
    Work.Wasm work =
        new Work.Wasm(
            Hash.sha256(module),
            arguments,
            Optional.of(Hash.sha256(input)),
            fuel,
            pages * ModuleLimits.PAGE_BYTES);
    return new WasmTask(work, Bytes.wrap(module), mostOutput);
  }

  /** Runs it by both and gives what both gave. */
  Result byBoth() {
    Result compiled = by(Execution.COMPILED);
    assertThat(by(Execution.INTERPRETED)).isEqualTo(compiled);
    return compiled;
  }
}
