package polder.adapters.wasm;

/** Fuel beyond that of single instructions; with {@link Opcodes} the table of docs/wasm.md. */
final class Charges {
  /** Each page that memory.grow adds. */
  static final int PAGE = 1_024;

  /** A fuel for so many bytes, as a power of two, that an instruction copies or fills. */
  static final int BULK_SHIFT = 4;

  /** Each call of WASI. */
  static final int HOST_CALL = 100;

  /** Each byte written to standard output or error. */
  static final int OUTPUT_BYTE = 2;

  /** Each byte read from standard input. */
  static final int INPUT_BYTE = 1;

  /** Each random byte. */
  static final int RANDOM_BYTE = 8;

  private static final int LOCALS_EACH = 8;

  private Charges() {}

  /** Entering a function. */
  static int entry(int locals) {
    return 1 + (locals + LOCALS_EACH - 1) / LOCALS_EACH;
  }
}
