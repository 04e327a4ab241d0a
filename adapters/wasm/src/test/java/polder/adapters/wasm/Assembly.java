package polder.adapters.wasm;

import java.util.HashMap;
import java.util.Map;

/** Instructions by name, as the text format has them without parentheses, for tests. */
final class Assembly {
  private static final String NAMES =
      """
      00 unreachable nop block loop if else
      0B end br br_if br_table return call call_indirect
      1A drop select
      20 local.get local.set local.tee global.get global.set
      28 i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u
      36 i32.store i64.store f32.store f64.store i32.store8
      3F memory.size memory.grow i32.const i64.const f32.const f64.const
      45 i32.eqz i32.eq i32.ne i32.lt_s i32.lt_u i32.gt_s i32.gt_u i32.le_s i32.le_u i32.ge_s i32.ge_u
      50 i64.eqz i64.eq
      61 f64.eq
      6A i32.add i32.sub i32.mul i32.div_s i32.div_u i32.rem_s i32.rem_u i32.and i32.or i32.xor
      7C i64.add i64.sub i64.mul i64.div_s
      8B f32.abs f32.neg f32.ceil f32.floor f32.trunc f32.nearest f32.sqrt f32.add f32.sub f32.mul f32.div f32.min f32.max f32.copysign
      99 f64.abs f64.neg f64.ceil f64.floor f64.trunc f64.nearest f64.sqrt f64.add f64.sub f64.mul f64.div f64.min f64.max f64.copysign
      A7 i32.wrap_i64 i32.trunc_f32_s i32.trunc_f32_u i32.trunc_f64_s
      AC i64.extend_i32_s i64.extend_i32_u
      B6 f32.demote_f64
      BB f64.promote_f32 i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64
      """;

  private static final Map<String, Integer> OPCODES = new HashMap<>();

  static {
    for (String line : NAMES.lines().toList()) {
      String[] words = line.strip().split(" ", -1);
      for (int i = 1; i < words.length; i++) {
        OPCODES.put(words[i], Integer.parseInt(words[0], 16) + i - 1);
      }
    }
  }

  private Assembly() {}

  /** Assembles; a block's type is a letter of {@link Opcodes} or {@code -}. */
  static byte[] of(String text) {
    BinaryWriter out = new BinaryWriter();
    String[] words = text.strip().split("\\s+", -1);
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      switch (word) {
        case "memory.copy" -> out.octets(0xFC, 0x0A, 0, 0);
        case "memory.fill" -> out.octets(0xFC, 0x0B, 0);
        case "memory.init" -> out.octets(0xFC, 0x08).unsigned(Long.parseLong(words[++i])).octets(0);
        case "br_table" -> {
          int count = Integer.parseInt(words[++i]);
          out.octets(Opcodes.BR_TABLE).unsigned(count - 1L);
          for (int j = 0; j < count; j++) {
            out.unsigned(Long.parseLong(words[++i]));
          }
        }
        default -> {
          Integer opcode = OPCODES.get(word);
          if (opcode == null) {
            throw new IllegalArgumentException("no instruction " + word);
          }
          out.octets(opcode);
          i = immediates(out, opcode, words, i);
        }
      }
    }
    return out.bytes();
  }

  private static int immediates(BinaryWriter out, int opcode, String[] words, int place) {
    int i = place;
    if (opcode >= 0x28 && opcode <= 0x3E) {
      out.unsigned(0).unsigned(Long.parseLong(words[++i]));
    } else if (opcode >= 0x20 && opcode <= 0x24
        || opcode == Opcodes.CALL
        || opcode == Opcodes.BR
        || opcode == Opcodes.BR_IF) {
      out.unsigned(Long.parseLong(words[++i]));
    } else if (opcode == Opcodes.CALL_INDIRECT) {
      out.unsigned(Long.parseLong(words[++i])).unsigned(0);
    } else if (opcode == Opcodes.MEMORY_SIZE || opcode == Opcodes.MEMORY_GROW) {
      out.unsigned(0);
    } else {
      switch (opcode) {
        case Opcodes.BLOCK, Opcodes.LOOP, Opcodes.IF -> {
          String type = words[++i];
          out.octets(type.equals("-") ? 0x40 : Signature.octet(type.charAt(0)));
        }
        case 0x41 -> out.signed((int) number(words[++i]));
        case 0x42 -> out.signed(number(words[++i]));
        case Opcodes.F32_CONST ->
            out.fixed(Float.floatToRawIntBits(Float.parseFloat(words[++i])), 4);
        case Opcodes.F64_CONST ->
            out.fixed(Double.doubleToRawLongBits(Double.parseDouble(words[++i])), 8);
        default -> {}
      }
    }
    return i;
  }

  private static long number(String word) {
    return word.startsWith("0x")
        ? Long.parseUnsignedLong(word.substring(2), 16)
        : Long.parseLong(word);
  }
}
