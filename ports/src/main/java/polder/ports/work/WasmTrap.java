package polder.ports.work;

/** What a program did that WebAssembly forbids. */
public enum WasmTrap {
  /** It came where it said that nobody comes, as programs do that give up. */
  UNREACHABLE,
  /** It read or wrote beyond its memory. */
  MEMORY_BOUNDS,
  /** It used an element beyond its table or segment, or called one that is not there. */
  TABLE_BOUNDS,
  /** It called a function of another type than it said. */
  CALL_TYPE,
  /** It divided an integer by zero. */
  DIVIDED_BY_ZERO,
  /** A quotient or a converted number was too large. */
  INTEGER_OVERFLOW,
  /** It converted what is no number to an integer. */
  NOT_A_NUMBER,
  /** Its functions called each other too deep. */
  CALL_DEPTH
}
