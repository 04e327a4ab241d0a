package polder.adapters.wasm;

/** How large a module may be; part of the runtime's rules, so listed in docs/wasm.md. */
final class ModuleLimits {
  static final int MODULE_BYTES = 16 << 20;
  static final int NAME_BYTES = 1_000;
  static final int TYPES = 10_000;
  static final int PARAMETERS = 100;
  static final int RESULTS = 16;
  static final int IMPORTS = 100;
  static final int FUNCTIONS = 50_000;
  static final int FUNCTION_BYTES = 1 << 20;
  static final int LOCALS = 10_000;
  static final int NESTING = 500;
  static final int OPERANDS = 10_000;
  static final int LABELS = 10_000;
  static final int GLOBALS = 10_000;
  static final int EXPORTS = 10_000;
  static final int TABLES = 10;
  static final int ELEMENTS = 1_000_000;
  static final int SEGMENTS = 10_000;

  /** The memory's most pages; a Java array and the runtime below can address no more. */
  static final int PAGES = 32_767;

  static final int PAGE_BYTES = 1 << 16;

  /** Words that all frames of functions under way may have together. */
  static final int FRAME_WORDS = 1 << 19;

  private ModuleLimits() {}
}
