package polder.bench;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import polder.adapters.wasm.ChicoryRunner;
import polder.adapters.wasm.Execution;
import polder.networks.compute.job.Work;
import polder.ports.work.WasmEnd;
import polder.ports.work.WasmOutcome;
import polder.ports.work.WasmRunner;
import polder.ports.work.WasmStreams;
import polder.ports.work.WasmTask;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * How much fuel a second programs use, and how much longer they take than by Chicory alone, which
 * counts nothing: both in turns in one process, each time with compiling and starting, the middle
 * one of all rounds.
 */
final class WasmBenchRun {
  private static final List<String> KERNELS = List.of("calls", "sieve", "hash", "matrix", "sort");
  private static final long FUEL = 1L << 50;
  private static final long MEMORY = 1L << 28;

  private WasmBenchRun() {}

  static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
    System.out.println("program   fuel          counted ms   alone ms   ratio   million fuel/s");
    for (String kernel : KERNELS) {
      byte[] module = module(kernel);
      long[] counted = new long[rounds];
      long[] alone = new long[rounds];
      long fuel = 0;
      for (int i = -2; i < rounds; i++) {
        long begin = System.nanoTime();
        fuel = counted(module);
        long middle = System.nanoTime();
        alone(module);
        long end = System.nanoTime();
        if (i >= 0) {
          counted[i] = middle - begin;
          alone[i] = end - middle;
        }
      }
      Arrays.sort(counted);
      Arrays.sort(alone);
      double countedMillis = counted[rounds / 2] / 1e6;
      double aloneMillis = alone[rounds / 2] / 1e6;
      System.out.printf(
          "%-9s %-13d %10.0f %10.0f %7.2f %12.0f%n",
          kernel,
          fuel,
          countedMillis,
          aloneMillis,
          countedMillis / aloneMillis,
          fuel / countedMillis / 1e3);
    }
  }

  private static byte[] module(String kernel) throws IOException {
    String name = "wasm/" + kernel + ".wasm";
    try (InputStream in = WasmBenchRun.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the class path lacks polder/bench/" + name);
      }
      return in.readAllBytes();
    }
  }

  private static long counted(byte[] module) throws IOException {
    WasmRunner runner = new ChicoryRunner(Execution.COMPILED);
    Work.Wasm work = new Work.Wasm(Hash.sha256(module), List.of(), Optional.empty(), FUEL, MEMORY);
    WasmStreams streams =
        new WasmStreams(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream());
    WasmOutcome outcome =
        runner.run(new WasmTask(work, Bytes.wrap(module), 0), streams, new CompletableFuture<>());
    if (!outcome.end().equals(new WasmEnd.Exited(0))) {
      throw new IllegalStateException("ended by " + outcome.end());
    }
    return outcome.fuel();
  }

  private static void alone(byte[] module) {
    WasmModule parsed = Parser.parse(module);
    Instance.builder(parsed)
        .withMemoryFactory(ByteArrayMemory::new)
        .withMachineFactory(MachineFactoryCompiler.compile(parsed))
        .build();
  }
}
