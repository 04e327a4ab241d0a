package polder.adapters.wasm;

import java.util.List;

/**
 * Writes a function anew, so that it counts: fuel before each run of instructions, words of its
 * frame if it calls others, bulk instructions by their size; and so that where a number is none,
 * nobody sees bits that a processor chose.
 */
final class FunctionWriter {
  private static final int FRAME_WORDS = 16;
  private static final int F32_SIGN = 0x8000_0000;
  private static final long F64_SIGN = 0x8000_0000_0000_0000L;
  private static final int F32_NAN = 0x7FC0_0000;
  private static final long F64_NAN = 0x7FF8_0000_0000_0000L;

  private final ModuleShape shape;
  private final Additions additions;
  private final FunctionReader.Function function;
  private final FunctionFlow flow;
  private final BinaryWriter out = new BinaryWriter();

  /** Locals of its own: three of i32, then one each of i64, f32 and f64. */
  private final int scratch;

  private int nesting;

  FunctionWriter(
      ModuleShape shape, Additions additions, FunctionReader.Function function, FunctionFlow flow) {
    this.shape = shape;
    this.additions = additions;
    this.function = function;
    this.flow = flow;
    this.scratch = function.type().parameters().length() + function.locals();
  }

  private int int32(int which) {
    return scratch + which;
  }

  private int int64() {
    return scratch + 3;
  }

  private int float32() {
    return scratch + 4;
  }

  private int float64() {
    return scratch + 5;
  }

  /** Words of its frame. */
  private int words() {
    return FRAME_WORDS + scratch + flow.mostOperands;
  }

  /**
   * Its code.
   *
   * @param blockType of a block that gives what the function gives, as the binary form has it
   */
  byte[] write(long blockType) {
    locals();
    if (flow.calls) {
      additions.enter(out, words(), int32(0));
      out.octets(Opcodes.BLOCK).signed(blockType);
    }
    List<Instruction> instructions = function.instructions();
    for (int i = 0; i < instructions.size(); i++) {
      if (flow.charges[i] > 0) {
        additions.charge(out, flow.charges[i], int64());
      }
      instruction(i, instructions.get(i));
    }
    if (flow.calls) {
      additions.leave(out, words());
      out.octets(Opcodes.END);
    }
    return out.bytes();
  }

  private void locals() {
    BinaryReader declared =
        new BinaryReader(shape.content, function.localsStart(), function.localsEnd(), "locals");
    try {
      out.unsigned(declared.unsigned() + 4);
    } catch (RefusedException e) {
      throw new IllegalStateException("these locals were read before", e);
    }
    out.raw(shape.content, declared.position(), function.localsEnd());
    out.octets(3, 0x7F, 1, 0x7E, 1, 0x7D, 1, 0x7C);
  }

  private void instruction(int place, Instruction instruction) {
    switch (instruction.opcode()) {
      case Opcodes.BLOCK, Opcodes.LOOP, Opcodes.IF -> {
        nesting++;
        copy(instruction);
      }
      case Opcodes.END -> {
        nesting--;
        copy(instruction);
      }
      case Opcodes.RETURN -> {
        if (flow.calls) {
          out.indexed(Opcodes.BR, nesting);
        } else {
          copy(instruction);
        }
      }
      case Opcodes.MEMORY_GROW -> out.indexed(Opcodes.CALL, additions.grow);
      case Opcodes.MEMORY_FILL, Opcodes.MEMORY_COPY, Opcodes.MEMORY_INIT -> bulk(instruction);
      case Opcodes.F32_CONST -> constant32(instruction);
      case Opcodes.F64_CONST -> constant64(instruction);
      case Opcodes.F32_ABS, Opcodes.F32_NEG, Opcodes.F64_ABS, Opcodes.F64_NEG ->
          sign(instruction.opcode());
      case Opcodes.F32_COPYSIGN -> copySign32();
      case Opcodes.F64_COPYSIGN -> copySign64();
      default -> copy(instruction);
    }
    if (flow.observed.get(place)) {
      canonical(instruction.opcode());
    }
  }

  private void copy(Instruction instruction) {
    out.raw(shape.content, instruction.start(), instruction.end());
  }

  /** Where it goes, what or from where, how many bytes are on the stack. */
  private void bulk(Instruction instruction) {
    out.indexed(Opcodes.LOCAL_SET, int32(0)).indexed(Opcodes.LOCAL_SET, int32(1));
    out.indexed(Opcodes.LOCAL_TEE, int32(2));
    within(memoryBytes -> memoryBytes.octets(Opcodes.MEMORY_SIZE, 0, 0xAD).int64(16).octets(0x86));
    if (instruction.opcode() == Opcodes.MEMORY_COPY) {
      out.indexed(Opcodes.LOCAL_GET, int32(1));
      within(bytes -> bytes.octets(Opcodes.MEMORY_SIZE, 0, 0xAD).int64(16).octets(0x86));
    } else if (instruction.opcode() == Opcodes.MEMORY_INIT) {
      out.indexed(Opcodes.LOCAL_GET, int32(1));
      within(bytes -> bytes.int64(shape.data.get(instruction.index())));
    }
    out.indexed(Opcodes.LOCAL_GET, int32(0)).octets(0xAD).int64(Charges.BULK_SHIFT).octets(0x88);
    out.indexed(Opcodes.CALL, additions.charge);
    out.indexed(Opcodes.LOCAL_GET, int32(2)).indexed(Opcodes.LOCAL_GET, int32(1));
    out.indexed(Opcodes.LOCAL_GET, int32(0));
    copy(instruction);
  }

  private void within(java.util.function.Consumer<BinaryWriter> limit) {
    out.indexed(Opcodes.LOCAL_GET, int32(0));
    limit.accept(out);
    out.indexed(Opcodes.CALL, additions.within);
  }

  /** A constant that is no number keeps its bits only as an integer. */
  private void constant32(Instruction instruction) {
    if (Float.isNaN(Float.intBitsToFloat((int) instruction.immediate()))) {
      out.int32((int) instruction.immediate()).octets(0xBE);
    } else {
      copy(instruction);
    }
  }

  private void constant64(Instruction instruction) {
    if (Double.isNaN(Double.longBitsToDouble(instruction.immediate()))) {
      out.int64(instruction.immediate()).octets(0xBF);
    } else {
      copy(instruction);
    }
  }

  /** On bits, since Java says nothing of the sign of what is no number. */
  private void sign(int opcode) {
    switch (opcode) {
      case Opcodes.F32_ABS -> out.octets(0xBC).int32(~F32_SIGN).octets(0x71, 0xBE);
      case Opcodes.F32_NEG -> out.octets(0xBC).int32(F32_SIGN).octets(0x73, 0xBE);
      case Opcodes.F64_ABS -> out.octets(0xBD).int64(~F64_SIGN).octets(0x83, 0xBF);
      default -> out.octets(0xBD).int64(F64_SIGN).octets(0x85, 0xBF);
    }
  }

  private void copySign32() {
    out.octets(0xBC).int32(F32_SIGN).octets(0x71).indexed(Opcodes.LOCAL_SET, int32(0));
    out.octets(0xBC).int32(~F32_SIGN).octets(0x71).indexed(Opcodes.LOCAL_GET, int32(0));
    out.octets(0x72, 0xBE);
  }

  private void copySign64() {
    out.octets(0xBD).int64(F64_SIGN).octets(0x83).indexed(Opcodes.LOCAL_SET, int64());
    out.octets(0xBD).int64(~F64_SIGN).octets(0x83).indexed(Opcodes.LOCAL_GET, int64());
    out.octets(0x84, 0xBF);
  }

  /** What is no number becomes the one canonical form of that. */
  private void canonical(int opcode) {
    String type = Opcodes.signature(opcode);
    if (type.charAt(type.length() - 1) == 'f') {
      out.indexed(Opcodes.LOCAL_TEE, float32()).octets(Opcodes.F32_CONST).fixed(F32_NAN, 4);
      out.indexed(Opcodes.LOCAL_GET, float32()).indexed(Opcodes.LOCAL_GET, float32());
      out.octets(0x5B, Opcodes.SELECT);
    } else {
      out.indexed(Opcodes.LOCAL_TEE, float64()).octets(Opcodes.F64_CONST).fixed(F64_NAN, 8);
      out.indexed(Opcodes.LOCAL_GET, float64()).indexed(Opcodes.LOCAL_GET, float64());
      out.octets(0x61, Opcodes.SELECT);
    }
  }
}
