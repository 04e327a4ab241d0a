package polder.adapters.wasm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Walks once along a function. Finds where each run of instructions that are executed together
 * begins and what it costs; and which results of arithmetic some instruction would look at bit by
 * bit. The walk follows the operand stack; a function whose operands do not fit is refused.
 */
final class FunctionFlow {
  /** Who gave an operand, where that does not matter. */
  private static final int ANYBODY = -1;

  private final ModuleShape shape;
  private final FunctionReader.Function function;
  private final String where;
  private final List<Instruction> instructions;
  private final List<Frame> frames = new ArrayList<>();
  private int[] operands = new int[64];
  private int height;
  private boolean dead;
  private int segment;

  /** Fuel to charge before an instruction, by its place. */
  final int[] charges;

  /** Whose result must be made canonical. */
  final BitSet observed = new BitSet();

  /** Which instructions can never be reached. */
  final BitSet unreached = new BitSet();

  int mostOperands;
  boolean calls;

  /** A block under way. */
  private static final class Frame {
    final int opcode;
    final Signature type;
    final int base;
    final boolean deadOutside;
    boolean targeted;

    Frame(int opcode, Signature type, int base, boolean deadOutside) {
      this.opcode = opcode;
      this.type = type;
      this.base = base;
      this.deadOutside = deadOutside;
    }

    int labelOperands() {
      return (opcode == Opcodes.LOOP ? type.parameters() : type.results()).length();
    }
  }

  FunctionFlow(ModuleShape shape, FunctionReader.Function function, String where) {
    this.shape = shape;
    this.function = function;
    this.where = where;
    this.instructions = function.instructions();
    this.charges = new int[instructions.size() + 1];
  }

  /**
   * Walks.
   *
   * @throws RefusedException if it takes operands that are not there
   */
  void walk() throws RefusedException {
    frames.add(new Frame(Opcodes.BLOCK, new Signature("", function.type().results()), 0, false));
    charges[0] = Charges.entry(function.locals());
    for (int i = 0; i < instructions.size(); i++) {
      Instruction instruction = instructions.get(i);
      if (dead) {
        unreached.set(i);
      } else {
        charges[segment] += Opcodes.cost(instruction.opcode());
      }
      step(i, instruction);
      mostOperands = Math.max(mostOperands, height);
    }
  }

  private void step(int place, Instruction instruction) throws RefusedException {
    switch (instruction.opcode()) {
      case Opcodes.BLOCK, Opcodes.LOOP, Opcodes.IF -> open(place, instruction);
      case Opcodes.ELSE -> {
        Frame frame = frames.getLast();
        if (frame.opcode != Opcodes.IF) {
          throw refused(place, "an else without an if");
        }
        observeTop(dead ? 0 : frame.type.results().length(), place);
        reset(frame, frame.type.parameters().length());
        dead = frame.deadOutside;
        segment = place + 1;
      }
      case Opcodes.END -> close(place);
      default -> {
        if (!dead) {
          act(place, instruction);
        }
      }
    }
  }

  private void open(int place, Instruction instruction) throws RefusedException {
    Signature type = FunctionReader.blockSignature(shape, instruction.immediate());
    int opcode = instruction.opcode();
    if (!dead) {
      if (opcode == Opcodes.IF) {
        pop(place, true);
      }
      observeTop(type.parameters().length(), place);
    }
    int base = dead ? height : height - type.parameters().length();
    frames.add(new Frame(opcode, type, base, dead));
    if (opcode != Opcodes.BLOCK) {
      segment = place + 1;
    }
  }

  private void close(int place) throws RefusedException {
    Frame frame = frames.getLast();
    if (!dead) {
      observeTop(frame.type.results().length(), place);
    }
    frames.removeLast();
    boolean joins =
        dead || frame.opcode == Opcodes.IF || frame.opcode == Opcodes.BLOCK && frame.targeted;
    reset(frame, frame.deadOutside ? 0 : frame.type.results().length());
    dead = frame.deadOutside;
    if (joins) {
      segment = place + 1;
    }
  }

  private void reset(Frame frame, int results) {
    height = frame.base;
    for (int i = 0; i < results; i++) {
      push(ANYBODY);
    }
  }

  private void act(int place, Instruction instruction) throws RefusedException {
    switch (instruction.opcode()) {
      case Opcodes.BR, Opcodes.BR_IF, Opcodes.BR_TABLE -> branch(place, instruction);
      case Opcodes.RETURN -> {
        observeTop(function.type().results().length(), place);
        dead = true;
      }
      case Opcodes.UNREACHABLE -> dead = true;
      case Opcodes.CALL -> {
        calls = true;
        apply(place, shape.typeOf(instruction.index()), false);
      }
      case Opcodes.CALL_INDIRECT -> {
        calls = true;
        pop(place, true);
        apply(place, shape.types.get(instruction.index()), false);
      }
      case Opcodes.DROP -> pop(place, true);
      case Opcodes.SELECT, Opcodes.SELECT_TYPED -> {
        pop(place, true);
        pop(place, false);
        pop(place, false);
        push(ANYBODY);
      }
      case Opcodes.LOCAL_GET, Opcodes.GLOBAL_GET -> push(ANYBODY);
      case Opcodes.LOCAL_SET, Opcodes.GLOBAL_SET -> pop(place, false);
      case Opcodes.LOCAL_TEE -> observeTop(1, place);
      default -> {
        Signature type = Signature.of(Opcodes.signature(instruction.opcode()));
        apply(place, type, Opcodes.ignoresBits(instruction.opcode()));
        if (Opcodes.choosesBits(instruction.opcode())) {
          operands[height - 1] = place;
        }
      }
    }
  }

  private void branch(int place, Instruction instruction) throws RefusedException {
    if (instruction.opcode() != Opcodes.BR) {
      pop(place, true);
    }
    for (int label : instruction.labels()) {
      Frame frame = frame(label);
      frame.targeted = true;
      observeTop(frame.labelOperands(), place);
    }
    dead = instruction.opcode() != Opcodes.BR_IF;
    segment = place + 1;
  }

  private Frame frame(int label) {
    return frames.get(frames.size() - 1 - label);
  }

  private void apply(int place, Signature type, boolean ignoresBits) throws RefusedException {
    for (int i = 0; i < type.parameters().length(); i++) {
      pop(place, ignoresBits);
    }
    for (int i = 0; i < type.results().length(); i++) {
      push(ANYBODY);
    }
  }

  private void push(int giver) {
    if (height == operands.length) {
      operands = Arrays.copyOf(operands, 2 * height);
    }
    operands[height++] = giver;
  }

  private void pop(int place, boolean ignoresBits) throws RefusedException {
    if (height == frames.getLast().base) {
      throw refused(place, "an instruction takes an operand that is not there");
    }
    height--;
    if (!ignoresBits && operands[height] != ANYBODY) {
      observed.set(operands[height]);
    }
  }

  /** The upper {@code count} operands go where their bits may be looked at. */
  private void observeTop(int count, int place) throws RefusedException {
    if (height - count < frames.getLast().base) {
      throw refused(place, "a block or branch takes an operand that is not there");
    }
    for (int i = height - count; i < height; i++) {
      if (operands[i] != ANYBODY) {
        observed.set(operands[i]);
        operands[i] = ANYBODY;
      }
    }
    if (height > ModuleLimits.OPERANDS) {
      throw refused(place, "more than " + ModuleLimits.OPERANDS + " operands at once");
    }
  }

  private RefusedException refused(int place, String what) {
    return new RefusedException(where + ", byte " + instructions.get(place).start() + ": " + what);
  }
}
