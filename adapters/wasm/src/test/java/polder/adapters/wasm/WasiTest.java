package polder.adapters.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.ports.work.WasmEnd;
import polder.ports.work.WasmStreams;

/** What a program learns from its host: what its work gives it, and nothing of the machine. */
class WasiTest {
  private static final String WRITES_64 =
      " i32.const 0 i32.const 64 i32.store 0 i32.const 4 i32.const 64 i32.store 0"
          + " i32.const 1 i32.const 0 i32.const 1 i32.const 8 call 0 drop";

  /** What a program left from address 64 on, having called a function by number 1. */
  private static byte[] memory(Runs runs) {
    Runs.Result result = runs.byBoth();
    assertThat(result.outcome().end()).isEqualTo(new WasmEnd.Exited(0));
    return result.output().toArray();
  }

  private static Runs calling(String name, String code) {
    return Runs.of(new TestModule().wasi("fd_write").wasi(name).main("", code + WRITES_64).bytes());
  }

  private static long int64(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(offset);
  }

  private static int int32(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
  }

  @Test
  void theClockShowsFuelAndSleepSetsItForward() {
    String now = "i32.const 0 i64.const 1 i32.const %d call 1 drop ";
    byte[] times = memory(calling("clock_time_get", now.formatted(64) + now.formatted(72)));
    // The whole program is one run of instructions, charged before its first call of the host.
    long program = 1 + 2 * (3 + 4) + (3 + 3 + 4 + 4);
    assertThat(int64(times, 0)).isEqualTo(program + Charges.HOST_CALL);
    assertThat(int64(times, 8) - int64(times, 0)).isEqualTo(Charges.HOST_CALL);
    // A subscription to the monotonic clock, 5 seconds from now, at 256.
    String sleep =
        "i32.const 272 i32.const 1 i32.store 0 i32.const 280 i64.const 5000000000 i64.store 0"
            + " i32.const 256 i32.const 400 i32.const 1 i32.const 500 call 1 drop"
            + " i32.const 1 i64.const 1 i32.const 64 call 2 drop"
            + " i32.const 72 i32.const 500 i32.load 0 i32.store 0";
    byte[] slept =
        memory(
            Runs.of(
                new TestModule()
                    .wasi("fd_write")
                    .wasi("poll_oneoff")
                    .wasi("clock_time_get")
                    .main("", sleep + WRITES_64)
                    .bytes()));
    assertThat(int64(slept, 0)).isBetween(5_000_000_000L, 5_000_001_000L);
    assertThat(int32(slept, 8)).isEqualTo(1);
  }

  @Test
  void randomBytesFollowFromTheWork() {
    Runs runs = calling("random_get", "i32.const 64 i32.const 64 call 1 drop");
    byte[] random = memory(runs);
    assertThat(memory(runs)).isEqualTo(random);
    assertThat(memory(runs.withFuel(50_000))).isEqualTo(random);
    assertThat(memory(runs.with(new byte[0], "other"))).isNotEqualTo(random);
    assertThat(memory(runs.with(new byte[1]))).isNotEqualTo(random);
    assertThat(random).isNotEqualTo(new byte[64]);
  }

  @Test
  void thereIsNoEnvironment() {
    byte[] sizes =
        memory(
            calling(
                "environ_sizes_get",
                "i32.const 64 i32.const 9 i32.store 0 i32.const 68 i32.const 9 i32.store 0"
                    + " i32.const 64 i32.const 68 call 1 drop"));
    assertThat(int64(sizes, 0)).isZero();
  }

  @Test
  void argumentsAreThoseOfTheWork() {
    Runs runs = calling("args_get", "i32.const 64 i32.const 80 call 1 drop");
    byte[] bytes = memory(runs.with(new byte[0], "é", "two"));
    assertThat(int32(bytes, 0)).isEqualTo(80);
    assertThat(int32(bytes, 4)).isEqualTo(88);
    assertThat(new String(bytes, 16, 15, StandardCharsets.UTF_8)).isEqualTo("program\0é\0two\0");
  }

  @ParameterizedTest
  @CsvSource({
    "path_open, 8",
    "path_filestat_get, 8",
    "path_unlink_file, 8",
    "fd_prestat_get, 8",
    "fd_readdir, 8",
    "sock_accept, 8",
    "sock_send, 8",
    "fd_read, 8",
    "fd_write, 8",
  })
  void thereIsNothingBeyondTheStreams(String name, int errno) {
    assertThat(answer(name, 3)).isEqualTo(errno);
  }

  @ParameterizedTest
  @CsvSource({
    "path_open, 54",
    "path_rename, 54",
    "fd_prestat_get, 8",
    "fd_readdir, 54",
    "sock_accept, 57",
    "sock_recv, 57",
    "fd_seek, 70",
    "fd_read, 8",
  })
  void streamsAreOnlyStreams(String name, int errno) {
    assertThat(answer(name, 1)).isEqualTo(errno);
  }

  /** What it answers to a first operand and zeros. */
  private static int answer(String name, int first) {
    String parameters = Signature.of(TestModule.wasiType(name)).parameters();
    String zeros =
        parameters
            .substring(1)
            .chars()
            .mapToObj(letter -> letter == 'i' ? " i32.const 0" : " i64.const 0")
            .collect(Collectors.joining());
    String call = "i32.const 64 i32.const " + first + zeros + " call 1 i32.store 0";
    return int32(memory(calling(name, call)), 0);
  }

  @Test
  void everyFunctionTakesAnyAddressAndAnswers() {
    for (Map.Entry<String, String> function : WasiFunctions.SIGNATURES.entrySet()) {
      for (long operand : new long[] {1, 65_530, -1}) {
        Signature type = Signature.of(function.getValue());
        String operands =
            type.parameters()
                .chars()
                .mapToObj(letter -> (letter == 'i' ? "i32" : "i64") + ".const " + operand)
                .collect(Collectors.joining(" "));
        String drop = type.results().isEmpty() ? "" : " drop";
        byte[] module =
            new TestModule().wasi(function.getKey()).main("", operands + " call 0" + drop).bytes();
        WasmEnd end = Runs.of(module).by(Execution.INTERPRETED).outcome().end();
        assertThat(end).as(function.getKey() + " " + operand).isInstanceOf(WasmEnd.Exited.class);
      }
    }
  }

  @Test
  void errorsAreKeptUpToTheirBound() {
    byte[] module =
        new TestModule()
            .wasi("fd_write")
            .main(
                "i",
                "i32.const 0 i32.const 64 i32.store 0 i32.const 4 i32.const 65000 i32.store 0"
                    + " loop - i32.const 2 i32.const 0 i32.const 1 i32.const 8 call 0 drop"
                    + " local.get 0 i32.const 1 i32.add local.tee 0 i32.const 20 i32.lt_u br_if 0"
                    + " end")
            .bytes();
    Runs.Result result = Runs.of(module).byBoth();
    assertThat(result.outcome().end()).isEqualTo(new WasmEnd.Exited(0));
    assertThat(result.errors().size()).isEqualTo(WasmStreams.MOST_ERRORS);
    assertThat(result.output().size()).isZero();
  }
}
