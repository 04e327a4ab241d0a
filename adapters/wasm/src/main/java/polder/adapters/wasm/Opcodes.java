package polder.adapters.wasm;

import java.util.Arrays;

/**
 * What each instruction takes, gives and costs. Operands are {@code i l f d} for the 32 and 64-bit
 * integers and floating-point numbers. Instructions that follow the byte FC have that byte times
 * 256 before their own number.
 */
final class Opcodes {
  static final int UNREACHABLE = 0x00;
  static final int BLOCK = 0x02;
  static final int LOOP = 0x03;
  static final int IF = 0x04;
  static final int ELSE = 0x05;
  static final int END = 0x0B;
  static final int BR = 0x0C;
  static final int BR_IF = 0x0D;
  static final int BR_TABLE = 0x0E;
  static final int RETURN = 0x0F;
  static final int CALL = 0x10;
  static final int CALL_INDIRECT = 0x11;
  static final int DROP = 0x1A;
  static final int SELECT = 0x1B;
  static final int SELECT_TYPED = 0x1C;
  static final int LOCAL_GET = 0x20;
  static final int LOCAL_SET = 0x21;
  static final int LOCAL_TEE = 0x22;
  static final int GLOBAL_GET = 0x23;
  static final int GLOBAL_SET = 0x24;
  static final int MEMORY_SIZE = 0x3F;
  static final int MEMORY_GROW = 0x40;
  static final int F32_CONST = 0x43;
  static final int F64_CONST = 0x44;
  static final int F32_ABS = 0x8B;
  static final int F32_NEG = 0x8C;
  static final int F32_COPYSIGN = 0x98;
  static final int F64_ABS = 0x99;
  static final int F64_NEG = 0x9A;
  static final int F64_COPYSIGN = 0xA6;
  static final int PREFIX = 0xFC;
  static final int MEMORY_INIT = 0xFC08;
  static final int DATA_DROP = 0xFC09;
  static final int MEMORY_COPY = 0xFC0A;
  static final int MEMORY_FILL = 0xFC0B;

  /** From, to, what is taken > what is given, fuel. Others are named in {@link #signature}. */
  private static final String TABLE =
      """
      00 00 > 1
      01 05 > 0
      0B 0B > 0
      0C 0D > 1
      0E 0E > 2
      0F 0F > 1
      10 10 > 4
      11 11 > 8
      1A 1A > 0
      1B 1C > 1
      20 22 > 1
      23 24 > 1
      28 28 i>i 1
      29 29 i>l 1
      2A 2A i>f 1
      2B 2B i>d 1
      2C 2F i>i 1
      30 35 i>l 1
      36 36 ii> 1
      37 37 il> 1
      38 38 if> 1
      39 39 id> 1
      3A 3B ii> 1
      3C 3E il> 1
      3F 3F >i 1
      40 40 i>i 64
      41 41 >i 1
      42 42 >l 1
      43 43 >f 1
      44 44 >d 1
      45 45 i>i 1
      46 4F ii>i 1
      50 50 l>i 1
      51 5A ll>i 1
      5B 60 ff>i 1
      61 66 dd>i 1
      67 69 i>i 1
      6A 6C ii>i 1
      6D 70 ii>i 8
      71 78 ii>i 1
      79 7B l>l 1
      7C 7E ll>l 1
      7F 82 ll>l 8
      83 8A ll>l 1
      8B 8C f>f 1
      8D 90 f>f 4
      91 91 f>f 8
      92 94 ff>f 2
      95 95 ff>f 8
      96 97 ff>f 4
      98 98 ff>f 2
      99 9A d>d 1
      9B 9E d>d 4
      9F 9F d>d 8
      A0 A2 dd>d 2
      A3 A3 dd>d 8
      A4 A5 dd>d 4
      A6 A6 dd>d 2
      A7 A7 l>i 1
      A8 A9 f>i 4
      AA AB d>i 4
      AC AD i>l 1
      AE AF f>l 4
      B0 B1 d>l 4
      B2 B3 i>f 2
      B4 B5 l>f 2
      B6 B6 d>f 2
      B7 B8 i>d 2
      B9 BA l>d 2
      BB BB f>d 2
      BC BC f>i 1
      BD BD d>l 1
      BE BE i>f 1
      BF BF l>d 1
      C0 C1 i>i 1
      C2 C4 l>l 1
      FC00 FC01 f>i 4
      FC02 FC03 d>i 4
      FC04 FC05 f>l 4
      FC06 FC07 d>l 4
      FC08 FC08 iii> 16
      FC09 FC09 > 1
      FC0A FC0B iii> 16
      """;

  private static final String[] SIGNATURES = new String[0x100];
  private static final String[] PREFIXED = new String[0x10];
  private static final int[] COSTS = new int[0x100];
  private static final int[] PREFIXED_COSTS = new int[0x10];

  static {
    Arrays.fill(SIGNATURES, "");
    Arrays.fill(PREFIXED, "");
    TABLE.lines().map(line -> line.split(" ", -1)).forEach(Opcodes::define);
  }

  private Opcodes() {}

  private static void define(String[] fields) {
    for (int i = Integer.parseInt(fields[0], 16); i <= Integer.parseInt(fields[1], 16); i++) {
      boolean prefixed = i > 0xFF;
      (prefixed ? PREFIXED : SIGNATURES)[i & 0xFF] = fields[2];
      (prefixed ? PREFIXED_COSTS : COSTS)[i & 0xFF] = Integer.parseInt(fields[3]);
    }
  }

  /** What it takes and gives, where that does not depend on the module; empty if there is none. */
  static String signature(int opcode) {
    if (opcode <= 0xFF) {
      return SIGNATURES[opcode];
    }
    int sub = opcode & 0xFF;
    return opcode >>> 8 == PREFIX && sub < PREFIXED.length ? PREFIXED[sub] : "";
  }

  /** Fuel of one execution, without what depends on sizes. */
  static int cost(int opcode) {
    return opcode <= 0xFF ? COSTS[opcode] : PREFIXED_COSTS[opcode & 0xFF];
  }

  static boolean known(int opcode) {
    return !signature(opcode).isEmpty();
  }

  /** Which proposal an unknown instruction belongs to, for errors. */
  static String proposal(int opcode) {
    return switch (opcode > 0xFF ? opcode >>> 8 : opcode) {
      case 0x06, 0x07, 0x08, 0x09, 0x0A, 0x18, 0x19, 0x1F -> "exceptions";
      case 0x12, 0x13 -> "tail calls";
      case 0x14, 0x15 -> "typed function references";
      case 0x25, 0x26, 0xD0, 0xD1, 0xD2, 0xFC -> "tables that change and references";
      case 0xFB -> "garbage collection";
      case 0xFD -> "vectors (SIMD)";
      case 0xFE -> "threads and atomics";
      default -> "no proposal that is known";
    };
  }

  /**
   * Whether its result, where it is no number, has bits that the processor chooses: arithmetic of
   * floating-point numbers and conversions between their sizes.
   */
  static boolean choosesBits(int opcode) {
    return opcode >= 0x8D && opcode < F32_COPYSIGN
        || opcode >= 0x9B && opcode < F64_COPYSIGN
        || opcode == 0xB6
        || opcode == 0xBB;
  }

  /** Whether what it gives is the same whatever bits an operand has that is no number. */
  static boolean ignoresBits(int opcode) {
    return choosesBits(opcode)
        || opcode == DROP
        || opcode >= 0x5B && opcode <= 0x66
        || opcode >= 0xA8 && opcode <= 0xB1 && opcode != 0xAC && opcode != 0xAD
        || opcode >= 0xFC00 && opcode <= 0xFC07;
  }
}
