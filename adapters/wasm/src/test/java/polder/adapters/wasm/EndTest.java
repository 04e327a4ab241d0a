package polder.adapters.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.ports.work.WasmEnd;
import polder.ports.work.WasmTrap;

/** How programs end, the same by compiler and interpreter. */
class EndTest {
  private static WasmEnd end(byte[] module) {
    return Runs.of(module).byBoth().outcome().end();
  }

  @ParameterizedTest
  @CsvSource({
    "unreachable, UNREACHABLE",
    "i32.const 65533 i32.load 0 drop, MEMORY_BOUNDS",
    "i32.const -1 i32.load8_u 8 drop, MEMORY_BOUNDS",
    "i32.const 0 i64.load 4294967295 drop, MEMORY_BOUNDS",
    "i32.const -4 i32.const 7 i32.store 0, MEMORY_BOUNDS",
    "i32.const 65535 i32.const 1 i32.const 2 memory.fill, MEMORY_BOUNDS",
    "i32.const 0 i32.const 1 i32.const -1 memory.fill, MEMORY_BOUNDS",
    "i32.const 60000 i32.const 0 i32.const 2147483647 memory.copy, MEMORY_BOUNDS",
    "i32.const 0 i32.const 65000 i32.const 1000 memory.copy, MEMORY_BOUNDS",
    "i32.const 0 i32.const 1 i32.const 1 memory.init 0, MEMORY_BOUNDS",
    "i32.const 1 i32.const 0 i32.div_s drop, DIVIDED_BY_ZERO",
    "i32.const 1 i32.const 0 i32.rem_u drop, DIVIDED_BY_ZERO",
    "i64.const 1 i64.const 0 i64.div_s drop, DIVIDED_BY_ZERO",
    "i32.const -2147483648 i32.const -1 i32.div_s drop, INTEGER_OVERFLOW",
    "f64.const 1e30 i32.trunc_f64_s drop, INTEGER_OVERFLOW",
    "f64.const NaN i32.trunc_f64_s drop, NOT_A_NUMBER",
    "f32.const NaN i32.trunc_f32_u drop, NOT_A_NUMBER",
  })
  void trapsHaveTheirKind(String code, WasmTrap trap) {
    assertThat(end(TestModule.program(code))).isEqualTo(new WasmEnd.Trapped(trap));
  }

  @ParameterizedTest
  @CsvSource({"1, TABLE_BOUNDS", "2, TABLE_BOUNDS", "-1, TABLE_BOUNDS", "0, CALL_TYPE"})
  void indirectCallsTrapOutsideTheirTable(int element, WasmTrap trap) {
    TestModule module = new TestModule().function("i>i", "", "local.get 0").table(0);
    int type = module.type(">i");
    byte[] bytes =
        module.main("", "i32.const " + element + " call_indirect " + type + " drop").bytes();
    assertThat(end(bytes)).isEqualTo(new WasmEnd.Trapped(trap));
  }

  @Test
  void deepCallsEndTheSameEverywhere() {
    byte[] endless =
        new TestModule()
            .function("i>i", "", "local.get 0 i32.const 1 i32.add call 0 i32.const 3 i32.add")
            .main("", "i32.const 0 call 0 drop")
            .bytes();
    assertThat(end(endless)).isEqualTo(new WasmEnd.Trapped(WasmTrap.CALL_DEPTH));
    TestModule indirect = new TestModule();
    int type = indirect.type("l>l");
    indirect.function(
        "l>l",
        "dddddddd",
        "local.get 0 i64.const 1 i64.add i32.const 0 call_indirect "
            + type
            + " i64.const 3 i64.add");
    assertThat(end(indirect.table(0).main("", "i64.const 0 call 0 drop").bytes()))
        .isEqualTo(new WasmEnd.Trapped(WasmTrap.CALL_DEPTH));
  }

  @Test
  void callsMayBeDeepAsLongAsTheyReturn() {
    String down =
        "local.get 0 if i local.get 0 i32.const 1 i32.sub call 0 i32.const 1 i32.add"
            + " else i32.const 0 end";
    byte[] module =
        new TestModule()
            .function("i>i", "", down)
            .main(
                "i",
                "loop - i32.const 20000 call 0 drop local.get 0 i32.const 1 i32.add local.tee 0"
                    + " i32.const 5 i32.lt_u br_if 0 end")
            .bytes();
    assertThat(end(module)).isEqualTo(new WasmEnd.Exited(0));
  }

  @Test
  void memoryEndsWhereTheWorkSays() {
    byte[] six = new TestModule().memory(6, 100).main("", "nop").bytes();
    assertThat(Runs.of(six).withPages(6).byBoth().outcome().end()).isEqualTo(new WasmEnd.Exited(0));
    assertThat(Runs.of(six).withPages(5).byBoth().outcome().end())
        .isEqualTo(new WasmEnd.OutOfMemory());
    String growOrGiveUp = "i32.const 5 memory.grow i32.const -1 i32.eq if - unreachable end";
    Runs growing = Runs.of(TestModule.program(growOrGiveUp));
    assertThat(growing.withPages(6).byBoth().outcome().end()).isEqualTo(new WasmEnd.Exited(0));
    assertThat(growing.withPages(5).byBoth().outcome().end()).isEqualTo(new WasmEnd.OutOfMemory());
  }

  @Test
  void exitCodesAreKept() {
    byte[] module = new TestModule().wasi("proc_exit").main("", "i32.const 42 call 0").bytes();
    assertThat(end(module)).isEqualTo(new WasmEnd.Exited(42));
  }
}
