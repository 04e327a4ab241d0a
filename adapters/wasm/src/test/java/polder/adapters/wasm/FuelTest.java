package polder.adapters.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import polder.ports.work.WasmEnd;
import polder.ports.work.WasmOutcome;

/** What programs cost, and that they end where it is used up. */
class FuelTest {
  private static final String COUNTS_TO_TEN =
      "loop - local.get 0 i32.const 1 i32.add local.tee 0 i32.const 10 i32.lt_u br_if 0 end";

  private static long fuel(byte[] module) {
    WasmOutcome outcome = Runs.of(module).byBoth().outcome();
    assertThat(outcome.end()).isEqualTo(new WasmEnd.Exited(0));
    return outcome.fuel();
  }

  @Test
  void anEmptyProgramCostsItsEntry() {
    assertThat(fuel(TestModule.program("nop"))).isEqualTo(1);
    assertThat(fuel(new TestModule().main("i".repeat(17), "nop").bytes())).isEqualTo(1 + 3);
  }

  @Test
  void aLoopCostsEachRound() {
    assertThat(fuel(new TestModule().main("i", COUNTS_TO_TEN).bytes())).isEqualTo(2 + 10 * 7);
  }

  @Test
  void aBranchCostsWhatIsTaken() {
    String code = "i32.const %d if - i32.const 1 i32.const 2 i32.div_s drop else nop end";
    assertThat(fuel(TestModule.program(code.formatted(1)))).isEqualTo(2 + 10);
    assertThat(fuel(TestModule.program(code.formatted(0)))).isEqualTo(2);
    String early = "block - i32.const %d br_if 0 i32.const 1 drop end i64.const 1 drop";
    assertThat(fuel(TestModule.program(early.formatted(1)))).isEqualTo(3 + 1);
    assertThat(fuel(TestModule.program(early.formatted(0)))).isEqualTo(3 + 1 + 1);
  }

  @Test
  void aSwitchCostsItsCase() {
    String code =
        "block - block - i32.const %d br_table 2 0 1 end i32.const 1 drop i32.const 1 drop end";
    assertThat(fuel(TestModule.program(code.formatted(0)))).isEqualTo(1 + 1 + 2 + 2);
    assertThat(fuel(TestModule.program(code.formatted(7)))).isEqualTo(1 + 1 + 2);
  }

  @Test
  void callsCostTheCallAndTheCalled() {
    TestModule module = new TestModule().function("i>i", "", "local.get 0 i32.const 1 i32.add");
    assertThat(fuel(module.main("", "i32.const 5 call 0 drop").bytes()))
        .isEqualTo(1 + 1 + 4 + 1 + 3);
    module = new TestModule().function("i>i", "", "local.get 0").table(0);
    int type = module.type("i>i");
    byte[] indirect =
        module.main("", "i32.const 5 i32.const 0 call_indirect " + type + " drop").bytes();
    assertThat(fuel(indirect)).isEqualTo(1 + 2 + 8 + 1 + 1);
  }

  @Test
  void earlyReturnsCostNoMore() {
    byte[] module =
        new TestModule()
            .function("i>i", "", "local.get 0 if i i32.const 1 return else i32.const 2 end call 1")
            .function("i>i", "", "local.get 0")
            .main("", "i32.const 1 call 0 drop")
            .bytes();
    assertThat(fuel(module)).isEqualTo(1 + 1 + 4 + (1 + 1) + 2);
  }

  @Test
  void memoryCostsByItsSize() {
    long none = fuel(TestModule.program("i32.const 0 memory.grow drop"));
    long three = fuel(TestModule.program("i32.const 3 memory.grow drop"));
    assertThat(three - none).isEqualTo(3 * Charges.PAGE);
    assertThat(fuel(TestModule.program("i32.const 1000 memory.grow drop"))).isEqualTo(none);
    String fill = "i32.const 0 i32.const 7 i32.const %d memory.fill";
    assertThat(
            fuel(TestModule.program(fill.formatted(64_000)))
                - fuel(TestModule.program(fill.formatted(0))))
        .isEqualTo(64_000 / 16);
    String copy = "i32.const 0 i32.const 100 i32.const %d memory.copy";
    assertThat(
            fuel(TestModule.program(copy.formatted(32_000)))
                - fuel(TestModule.program(copy.formatted(0))))
        .isEqualTo(32_000 / 16);
  }

  @Test
  void endsExactlyWhereFuelEnds() {
    byte[] module = new TestModule().main("i", COUNTS_TO_TEN).bytes();
    assertThat(Runs.of(module).withFuel(72).byBoth().outcome().end())
        .isEqualTo(new WasmEnd.Exited(0));
    WasmOutcome short1 = Runs.of(module).withFuel(71).byBoth().outcome();
    assertThat(short1.end()).isEqualTo(new WasmEnd.OutOfFuel());
    assertThat(short1.fuel()).isEqualTo(71);
  }

  @Test
  void endlessLoopsEnd() {
    WasmOutcome outcome =
        Runs.of(TestModule.program("loop - br 0 end")).withFuel(1_000_000).byBoth().outcome();
    assertThat(outcome.end()).isEqualTo(new WasmEnd.OutOfFuel());
    byte[] growing = TestModule.program("loop - i32.const 0 memory.grow drop br 0 end");
    assertThat(Runs.of(growing).withFuel(1_000_000).byBoth().outcome().end())
        .isEqualTo(new WasmEnd.OutOfFuel());
  }

  @Test
  void bulkInstructionsCannotOutrunFuel() {
    byte[] filling =
        TestModule.program("loop - i32.const 0 i32.const 1 i32.const 65536 memory.fill br 0 end");
    WasmOutcome outcome = Runs.of(filling).withFuel(1_000_000).byBoth().outcome();
    assertThat(outcome.end()).isEqualTo(new WasmEnd.OutOfFuel());
  }
}
