package polder.adapters.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import polder.ports.work.WasmEnd;

/** Nobody sees the bits that a processor chose for what is no number. */
class NanTest {
  private static final long CANONICAL64 = 0x7FF8_0000_0000_0000L;
  private static final int CANONICAL32 = 0x7FC0_0000;

  /** Bits that arithmetic may hand on or not, or turn around, by processor and compiler. */
  private static final String STRANGE64 = "i64.const 0xFFF0000000000001 f64.reinterpret_i64";

  private static final String STRANGE32 = "i32.const 0xFFA00001 f32.reinterpret_i32";

  /** The 16 bytes that a program put at address 64 on. */
  private static ByteBuffer memory(String locals, String code) {
    byte[] module =
        new TestModule()
            .wasi("fd_write")
            .main(
                locals,
                code.replace("STRANGE64", STRANGE64).replace("STRANGE32", STRANGE32)
                    + " i32.const 0 i32.const 64 i32.store 0 i32.const 4 i32.const 16 i32.store 0"
                    + " i32.const 1 i32.const 0 i32.const 1 i32.const 8 call 0 drop")
            .bytes();
    Runs.Result result = Runs.of(module).byBoth();
    assertThat(result.outcome().end()).isEqualTo(new WasmEnd.Exited(0));
    return ByteBuffer.wrap(result.output().toArray()).order(ByteOrder.LITTLE_ENDIAN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f64.const 0 f64.const 0 f64.div",
        "STRANGE64 f64.const 1 f64.add",
        "f64.const 1 STRANGE64 f64.sub",
        "STRANGE64 STRANGE64 f64.mul",
        "STRANGE64 f64.sqrt",
        "f64.const -1 f64.sqrt",
        "STRANGE64 f64.floor",
        "STRANGE64 f64.ceil",
        "STRANGE64 f64.trunc",
        "STRANGE64 f64.nearest",
        "STRANGE64 f64.const 0 f64.min",
        "f64.const 0 STRANGE64 f64.max",
        "STRANGE32 f64.promote_f32",
        "STRANGE64 f64.const 1 f64.add f64.const 1 f64.mul",
        "STRANGE64 f64.const 1 f64.add local.tee 0 drop local.get 0",
        "f64.const 0 f64.const 0 f64.div block - nop end",
        "block d STRANGE64 f64.sqrt br 0 end",
        "i32.const 1 if d STRANGE64 f64.sqrt else f64.const 1 end",
        "STRANGE64 f64.sqrt f64.const 1 i32.const 1 select",
      })
  void resultsOfArithmeticAreCanonical(String code) {
    assertThat(memory("d", "i32.const 64 " + code + " f64.store 0").getLong(0))
        .isEqualTo(CANONICAL64);
    assertThat(memory("d", "i32.const 64 " + code + " i64.reinterpret_f64 i64.store 0").getLong(0))
        .isEqualTo(CANONICAL64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f32.const 0 f32.const 0 f32.div",
        "STRANGE32 f32.const 1 f32.add",
        "STRANGE32 f32.sqrt",
        "STRANGE32 f32.nearest",
        "STRANGE32 f32.const 0 f32.max",
        "STRANGE64 f32.demote_f64",
      })
  void resultsOfShortArithmeticAreCanonical(String code) {
    assertThat(memory("", "i32.const 64 " + code + " f32.store 0").getInt(0))
        .isEqualTo(CANONICAL32);
  }

  @Test
  void theSignOfWhatIsNoNumberIsNotTheProcessors() {
    String sign =
        "i32.const 64 f64.const 1 f64.const 0 f64.const 0 f64.div f64.copysign f64.store 0";
    assertThat(memory("", sign).getDouble(0)).isEqualTo(1.0);
    String negated =
        "i32.const 64 f64.const 1 f64.const 0 f64.const 0 f64.div f64.neg f64.copysign f64.store 0";
    assertThat(memory("", negated).getDouble(0)).isEqualTo(-1.0);
    String large = "i32.const 64 f32.const 1 f32.const 4290772992 f32.copysign f32.store 0";
    assertThat(memory("", large).getFloat(0)).isEqualTo(1.0f);
  }

  @Test
  void whatIsOnlyMovedKeepsItsBits() {
    assertThat(
            memory("d", "i32.const 64 STRANGE64 local.tee 0 drop local.get 0 f64.store 0")
                .getLong(0))
        .isEqualTo(0xFFF0_0000_0000_0001L);
    assertThat(memory("", "i32.const 64 STRANGE64 f64.neg f64.store 0").getLong(0))
        .isEqualTo(0x7FF0_0000_0000_0001L);
    assertThat(memory("", "i32.const 64 STRANGE32 f32.abs f32.store 0").getInt(0))
        .isEqualTo(0x7FA0_0001);
    assertThat(
            memory(
                    "",
                    "i32.const 80 i64.const 0x7FF0000000000007 i64.store 0"
                        + " i32.const 64 i32.const 80 f64.load 0 f64.store 0")
                .getLong(0))
        .isEqualTo(0x7FF0_0000_0000_0007L);
  }
}
