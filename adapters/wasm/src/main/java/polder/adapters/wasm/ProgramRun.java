package polder.adapters.wasm;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import polder.networks.compute.job.Work;
import polder.ports.work.WasmEnd;
import polder.ports.work.WasmOutcome;
import polder.ports.work.WasmStreams;
import polder.ports.work.WasmTask;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;

/** One run of one program, on the thread that calls it. */
final class ProgramRun implements Callable<WasmOutcome> {
  private static final String WASI = "wasi_snapshot_preview1";
  private static final String SEED_DOMAIN = "polder wasm 1 random";

  private final WasmTask task;
  private final Work.Wasm work;
  private final RunStreams streams;
  private final Execution execution;
  private volatile boolean stopped;

  ProgramRun(WasmTask task, WasmStreams streams, Execution execution) {
    this.task = task;
    this.work = task.work();
    this.streams = new RunStreams(streams, task.mostOutput());
    this.execution = execution;
  }

  /** Lets the outcome be that it was stopped; whoever calls it interrupts the thread as well. */
  void stop() {
    stopped = true;
  }

  @Override
  public WasmOutcome call() throws IOException {
    MeteredModule metered;
    try {
      byte[] module = task.module().unsafeArray();
      metered = MeteredModule.of(module, work.fuel(), pages());
      validate(module);
    } catch (RefusedException e) {
      return streams.outcome(new WasmEnd.Refused(String.valueOf(e.getMessage())), 0);
    }
    if (metered.firstPages() > pages()) {
      return streams.outcome(new WasmEnd.OutOfMemory(), 0);
    }
    if (stopped) {
      return streams.outcome(new WasmEnd.Stopped(), 0);
    }
    WasmModule module = parse(metered.content());
    Fuel fuel = new Fuel(work.fuel(), metered.additions().fuel);
    Wasi wasi = new Wasi(work.arguments(), streams, new SeededBytes(seed()), fuel);
    Instance instance =
        Instance.builder(module)
            .withImportValues(imports(metered.shape(), wasi))
            .withMemoryFactory(ByteArrayMemory::new)
            .withMachineFactory(execution.of(module, metered))
            .withStart(false)
            .build();
    WasmEnd end = end(metered, instance);
    return streams.outcome(end, fuel.used(instance));
  }

  private long pages() {
    return Math.min(ModuleLimits.PAGES, work.memoryBytes() / ModuleLimits.PAGE_BYTES);
  }

  /** Chicory's word on types, before anything of the runtime's own is in the module. */
  private static void validate(byte[] module) throws RefusedException {
    try {
      parse(module);
    } catch (RuntimeException e) {
      throw new RefusedException("the module is not valid: " + e.getMessage());
    }
  }

  private static WasmModule parse(byte[] module) {
    return Parser.builder()
        .withCustomParsers(Map.of())
        .build()
        .parse(() -> new ByteArrayInputStream(module));
  }

  /** What random bytes follow from: the program and what it is given, but not its bounds. */
  private Hash seed() {
    CborWriter writer = new CborWriter().beginArray(4).text(SEED_DOMAIN).hash(work.module());
    writer.beginArray(work.arguments().size());
    work.arguments().forEach(writer::text);
    work.input().ifPresentOrElse(writer::hash, writer::nil);
    return Hash.sha256(writer.toBytes().unsafeArray());
  }

  private static ImportValues imports(ModuleShape shape, Wasi wasi) {
    ImportValues.Builder imports = ImportValues.builder();
    for (ModuleShape.Import function : shape.imports) {
      Signature type = shape.types.get(function.type());
      boolean answers = !type.results().isEmpty();
      imports.addFunction(
          new HostFunction(
              WASI,
              function.name(),
              FunctionType.of(types(type.parameters()), types(type.results())),
              (instance, operands) -> {
                long answer = wasi.call(function.name(), instance, operands);
                return answers ? new long[] {answer} : new long[0];
              }));
    }
    return imports.build();
  }

  private static List<ValType> types(String letters) {
    return letters
        .chars()
        .mapToObj(letter ->
            switch (letter) {
              case 'i' -> ValType.I32;
              case 'l' -> ValType.I64;
              case 'f' -> ValType.F32;
              default -> ValType.F64;
            })
        .toList();
  }

  private WasmEnd end(MeteredModule metered, Instance instance) throws IOException {
    try {
      for (int function : metered.entry()) {
        instance.getMachine().call(function, new long[0]);
      }
      return new WasmEnd.Exited(0);
    } catch (RunEnd e) {
      return e.end();
    } catch (ChicoryInterruptedException e) {
      if (stopped) {
        return new WasmEnd.Stopped();
      }
      throw new IOException("the thread of a program was interrupted by nobody", e);
    } catch (UncheckedIOException e) {
      if (stopped) {
        return new WasmEnd.Stopped();
      }
      throw new IOException("a stream of the program failed: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      return new Traps(metered.additions()).end(instance, e);
    }
  }
}
