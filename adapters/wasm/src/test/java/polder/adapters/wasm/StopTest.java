package polder.adapters.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import polder.ports.work.WasmEnd;
import polder.ports.work.WasmStreams;

/** Runs end when they are told to, and a broken stream is nobody's program's fault. */
class StopTest {
  private static final byte[] WRITES_FOR_EVER =
      new TestModule()
          .wasi("fd_write")
          .main(
              "",
              "i32.const 0 i32.const 64 i32.store 0 i32.const 4 i32.const 1 i32.store 0"
                  + " loop - i32.const 1 i32.const 0 i32.const 1 i32.const 8 call 0 drop br 0 end")
          .bytes();

  private static WasmStreams writing(OutputStream output) {
    return new WasmStreams(InputStream.nullInputStream(), output, OutputStream.nullOutputStream());
  }

  private static Runs endless(byte[] module) {
    return Runs.of(module).withFuel(Long.MAX_VALUE / 2).withOutput(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @EnumSource
  void itEndsWhenItIsStopped(Execution execution) throws IOException {
    CompletableFuture<String> stop = new CompletableFuture<>();
    OutputStream stopsAtTheFirstByte =
        new OutputStream() {
          @Override
          public void write(int octet) {
            stop.complete("enough");
          }
        };
    WasmEnd end =
        new ChicoryRunner(execution)
            .run(endless(WRITES_FOR_EVER).task(), writing(stopsAtTheFirstByte), stop)
            .end();
    assertThat(end).isEqualTo(new WasmEnd.Stopped());
  }

  @ParameterizedTest
  @EnumSource
  void itEndsWhenItWasStoppedBefore(Execution execution) throws IOException {
    WasmEnd end =
        new ChicoryRunner(execution)
            .run(
                endless(TestModule.program("loop - br 0 end")).task(),
                writing(new ByteArrayOutputStream()),
                CompletableFuture.completedFuture("already"))
            .end();
    assertThat(end).isEqualTo(new WasmEnd.Stopped());
  }

  @ParameterizedTest
  @EnumSource
  void whoWaitsForItMayBeInterrupted(Execution execution) throws IOException {
    Thread waiting = Thread.currentThread();
    OutputStream interrupts =
        new OutputStream() {
          @Override
          public void write(int octet) {
            waiting.interrupt();
          }
        };
    WasmEnd end =
        new ChicoryRunner(execution)
            .run(endless(WRITES_FOR_EVER).task(), writing(interrupts), new CompletableFuture<>())
            .end();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(end).isEqualTo(new WasmEnd.Stopped());
  }

  @ParameterizedTest
  @EnumSource
  void aBrokenStreamIsAnError(Execution execution) {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("the disk is full");
          }
        };
    assertThatThrownBy(() ->
            new ChicoryRunner(execution)
                .run(endless(WRITES_FOR_EVER).task(), writing(broken), new CompletableFuture<>()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the disk is full");
  }
}
