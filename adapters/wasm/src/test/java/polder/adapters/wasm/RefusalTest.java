package polder.adapters.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.ports.work.WasmEnd;

/** Modules that are broken, hostile or beyond this runtime are refused, with the place. */
class RefusalTest {
  private static String why(byte[] module) {
    WasmEnd end = Runs.of(module).by(Execution.COMPILED).outcome().end();
    assertThat(end).isInstanceOf(WasmEnd.Refused.class);
    return ((WasmEnd.Refused) end).why();
  }

  private static byte[] withCode(int... octets) {
    BinaryWriter code = new BinaryWriter().unsigned(0).octets(octets).octets(Opcodes.END);
    return raw(code.bytes());
  }

  private static byte[] raw(byte[] code) {
    BinaryWriter out = new BinaryWriter().fixed(0x0000_0001_6D73_6100L, 8);
    out.octets(1, 4, 1, 0x60, 0, 0).octets(3, 2, 1, 0);
    out.octets(5, 3, 1, 0, 1);
    out.octets(7, 10, 1, 6, '_', 's', 't', 'a', 'r', 't', 0, 0);
    return out.octets(10).sized(new BinaryWriter().octets(1).sized(code).bytes()).bytes();
  }

  @ParameterizedTest
  @CsvSource({
    "FD, vectors",
    "FE, atomics",
    "FB, garbage collection",
    "12, tail calls",
    "06, exceptions",
    "D0, references",
    "25, references",
    "FF, no proposal",
  })
  void otherProposalsAreNamedWithTheFunction(String opcode, String proposal) {
    String why = why(withCode(Integer.parseInt(opcode, 16), 0, 0));
    assertThat(why).contains("function 0, byte").contains(proposal);
  }

  @Test
  void indicesOfTheRuntimesOwnGlobalsAndFunctionsAreRefused() {
    for (int i = 0; i < 6; i++) {
      assertThat(why(withCode(Opcodes.GLOBAL_GET, i, Opcodes.DROP))).contains("no global " + i);
      assertThat(why(withCode(0x42, 0, Opcodes.GLOBAL_SET, i))).contains("no global");
      assertThat(why(withCode(0x42, 0, Opcodes.CALL, i + 1))).contains("no function");
      assertThat(why(withCode(Opcodes.LOCAL_GET, i, Opcodes.DROP))).contains("no local " + i);
    }
  }

  @Test
  void whatDoesNotFitByTypeIsRefused() {
    assertThat(why(withCode(0x41, 0))).contains("not valid");
    assertThat(why(withCode(Opcodes.DROP))).contains("function 0").contains("operand");
    assertThat(why(withCode(0x41, 0, 0x42, 0, 0x6A, Opcodes.DROP))).contains("not valid");
    assertThat(why(withCode(Opcodes.ELSE))).contains("else");
    assertThat(why(withCode(Opcodes.BR, 1))).contains("no label 1");
  }

  @Test
  void countsWithoutContentsAreRefusedAtOnce() {
    BinaryWriter out = new BinaryWriter().fixed(0x0000_0001_6D73_6100L, 8);
    byte[] huge = out.octets(1, 5).fixed(0x0F_FFFF_FFFFL, 5).bytes();
    assertThat(why(huge)).contains("type section");
    BinaryWriter code = new BinaryWriter().octets(1).fixed(0x0F_FFFF_FFFFL, 5).octets(0x7F, 0x0B);
    assertThat(why(raw(code.bytes()))).contains("locals").contains("function 0");
    byte[] table =
        new BinaryWriter()
            .octets(0, 'a', 's', 'm', 1, 0, 0, 0)
            .octets(4, 8, 1, 0x70, 0)
            .fixed(0x0F_FFFF_FFFFL, 5)
            .bytes();
    assertThat(why(table)).contains("table section");
  }

  @Test
  void sharedMemoryAndStrangeImportsAreRefused() {
    byte[] head = {0, 'a', 's', 'm', 1, 0, 0, 0};
    assertThat(why(new BinaryWriter().raw(head).octets(5, 4, 1, 3, 1, 1).bytes()))
        .contains("memory section")
        .contains("threads");
    byte[] imported =
        new BinaryWriter()
            .raw(head)
            .octets(1, 4, 1, 0x60, 0, 0)
            .octets(2, 9, 1, 3, 'e', 'n', 'v', 1, 'f', 0, 0)
            .bytes();
    assertThat(why(imported)).contains("import section").contains("env.f");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] module =
        new TestModule()
            .wasi("fd_write")
            .function("i>i", "id", "local.get 0 if i i32.const 1 else i32.const 2 end")
            .table(1)
            .main("", "i32.const 1 call 1 drop")
            .bytes();
    for (int length = 0; length < module.length; length++) {
      assertThat(why(Arrays.copyOf(module, length))).isNotEmpty();
    }
  }

  @Test
  void damagedModulesAreRefusedOrRunTheSame() {
    long seed = 20_261_126;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    byte[] module =
        new TestModule()
            .wasi("fd_write")
            .wasi("random_get")
            .function("i>i", "id", "local.get 0 if i i32.const 1 else i32.const 2 end")
            .function("ld>d", "", "local.get 1 f64.sqrt")
            .table(2, 3)
            .global('i', 7)
            .main(
                "i",
                "loop - local.get 0 i32.const 1 i32.add local.tee 0 call 2 drop"
                    + " i64.const 1 f64.const -1 call 3 drop global.get 0 drop"
                    + " local.get 0 i32.const 10 i32.lt_u br_if 0 end")
            .bytes();
    for (int i = 0; i < 600; i++) {
      byte[] damaged = module.clone();
      for (int j = random.nextInt(1, 4); j > 0; j--) {
        damaged[random.nextInt(8, damaged.length)] = (byte) random.nextInt(256);
      }
      String seen = String.format(Locale.ROOT, "seed %d, round %d", seed, i);
      Runs runs = Runs.of(damaged).withFuel(20_000).withPages(3);
      Runs.Result interpreted = runs.by(Execution.INTERPRETED);
      if (!(interpreted.outcome().end() instanceof WasmEnd.Refused)) {
        assertThat(runs.by(Execution.COMPILED)).as(seen).isEqualTo(interpreted);
      }
    }
  }
}
