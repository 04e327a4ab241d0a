package polder.adapters.wasm;

import java.util.ArrayList;
import java.util.List;

/** Reads a function's locals and instructions; every index in it names something that is there. */
final class FunctionReader {
  private final ModuleShape shape;
  private final Signature type;
  private final BinaryReader in;
  private final List<Instruction> instructions = new ArrayList<>();
  private int locals;
  private int nesting = 1;

  /**
   * A function as it was written.
   *
   * @param localsStart where the declaration of its locals begins in the module
   * @param localsEnd where that ends
   * @param locals how many it declares, without its parameters
   * @param instructions up to its own {@code end}
   */
  record Function(
      Signature type, int localsStart, int localsEnd, int locals, List<Instruction> instructions) {}

  private FunctionReader(ModuleShape shape, int own) {
    this.shape = shape;
    int index = shape.imports.size() + own;
    this.type = shape.typeOf(index);
    ModuleShape.Code code = shape.codes.get(own);
    this.in = new BinaryReader(shape.content, code.start(), code.end(), "function " + index);
  }

  /**
   * Reads it.
   *
   * @param own its number among the module's own functions
   * @throws RefusedException saying what is wrong and in which function
   */
  static Function read(ModuleShape shape, int own) throws RefusedException {
    return new FunctionReader(shape, own).read();
  }

  private Function read() throws RefusedException {
    int localsStart = in.position();
    int groups = in.count("groups of locals", ModuleLimits.LOCALS);
    for (int i = 0; i < groups; i++) {
      locals += in.count("locals", ModuleLimits.LOCALS - locals);
      ModuleReader.letter(in);
    }
    int localsEnd = in.position();
    while (nesting > 0) {
      instructions.add(instruction());
    }
    in.end();
    return new Function(type, localsStart, localsEnd, locals, instructions);
  }

  private Instruction instruction() throws RefusedException {
    int start = in.position();
    int opcode = in.octet();
    if (opcode >= 0xFB && opcode <= 0xFE) {
      opcode = opcode << 8 | in.count("as an instruction's number", 0xFF);
    }
    if (!Opcodes.known(opcode)) {
      throw in.refused(
          "instruction 0x"
              + Integer.toHexString(opcode)
              + " is not supported: it belongs to "
              + Opcodes.proposal(opcode));
    }
    List<Integer> labels = List.of();
    long immediate = 0;
    switch (opcode) {
      case Opcodes.BR, Opcodes.BR_IF -> labels = List.of(in.index("label", nesting));
      case Opcodes.BR_TABLE -> labels = labels();
      default -> immediate = immediate(opcode);
    }
    return new Instruction(opcode, start, in.position(), immediate, labels);
  }

  private List<Integer> labels() throws RefusedException {
    int count = in.count("labels", ModuleLimits.LABELS);
    List<Integer> labels = new ArrayList<>(count + 1);
    for (int i = 0; i <= count; i++) {
      labels.add(in.index("label", nesting));
    }
    return labels;
  }

  private long immediate(int opcode) throws RefusedException {
    return switch (opcode) {
      case Opcodes.BLOCK, Opcodes.LOOP, Opcodes.IF -> {
        if (++nesting > ModuleLimits.NESTING) {
          throw in.refused("blocks are nested deeper than " + ModuleLimits.NESTING);
        }
        yield blockType();
      }
      case Opcodes.END -> {
        nesting--;
        yield 0;
      }
      case Opcodes.CALL -> in.index("function", shape.functionCount());
      case Opcodes.CALL_INDIRECT -> {
        int called = in.index("type", shape.types.size());
        in.index("table", shape.tables.size());
        yield called;
      }
      case Opcodes.SELECT_TYPED -> {
        if (in.octet() != 1) {
          throw in.refused("a select of one value has one type");
        }
        yield ModuleReader.letter(in);
      }
      case Opcodes.LOCAL_GET, Opcodes.LOCAL_SET, Opcodes.LOCAL_TEE ->
          in.index("local", type.parameters().length() + locals);
      case Opcodes.GLOBAL_GET, Opcodes.GLOBAL_SET -> in.index("global", shape.globals.length());
      case 0x41 -> in.signed(32);
      case 0x42 -> in.signed(64);
      case Opcodes.F32_CONST -> in.fixed(4);
      case Opcodes.F64_CONST -> in.fixed(8);
      default -> memoryImmediate(opcode);
    };
  }

  private long memoryImmediate(int opcode) throws RefusedException {
    if (opcode >= 0x28 && opcode <= 0x3E) {
      if (in.unsigned() > 3) {
        throw in.refused("an alignment of more than 8 bytes or another memory than the first");
      }
      long offset = in.unsigned();
      memory(0);
      return offset;
    }
    switch (opcode) {
      case Opcodes.MEMORY_SIZE, Opcodes.MEMORY_GROW, Opcodes.MEMORY_FILL -> memory(in.octet());
      case Opcodes.MEMORY_COPY -> {
        memory(in.octet());
        memory(in.octet());
      }
      case Opcodes.MEMORY_INIT -> {
        int data = in.index("data segment", Math.max(0, shape.dataCount));
        memory(in.octet());
        return data;
      }
      case Opcodes.DATA_DROP -> {
        return in.index("data segment", Math.max(0, shape.dataCount));
      }
      default -> {}
    }
    return 0;
  }

  private void memory(int index) throws RefusedException {
    if (index >= shape.memories.size()) {
      throw in.refused("there is no memory " + index);
    }
  }

  private long blockType() throws RefusedException {
    long block = in.signed(33);
    if (block >= shape.types.size()) {
      throw in.refused("there is no type " + block);
    }
    if (block < 0 && block != -0x40 && Signature.letter((int) (block & 0x7F)) == 0) {
      throw in.refused("a block's result is of a type that is not supported");
    }
    return block;
  }

  /** What a block takes and gives. */
  static Signature blockSignature(ModuleShape shape, long block) {
    if (block >= 0) {
      return shape.types.get((int) block);
    }
    return block == -0x40
        ? new Signature("", "")
        : new Signature("", String.valueOf(Signature.letter((int) (block & 0x7F))));
  }
}
