package polder.adapters.wasm;

import java.util.List;

/**
 * One instruction of a function.
 *
 * @param opcode as in {@link Opcodes}
 * @param start where its bytes begin in the module
 * @param end where they end
 * @param immediate its index or constant's bits; of a block the index of its type, or below 0 as
 *     the binary form has it
 * @param labels of a branch, as depths
 */
record Instruction(int opcode, int start, int end, long immediate, List<Integer> labels) {
  int index() {
    return (int) immediate;
  }
}
