package polder.ports.work;

/** Why a program ended. */
public sealed interface WasmEnd {
  /**
   * By itself.
   *
   * @param code what it gave to {@code proc_exit}; 0 if it returned
   */
  record Exited(int code) implements WasmEnd {}

  /** It would have used more fuel than its work allows. */
  record OutOfFuel() implements WasmEnd {}

  /**
   * It begins with more memory than its work allows, or it trapped after more was refused to it.
   */
  record OutOfMemory() implements WasmEnd {}

  /** It would have written more than its task allows; what it may write was written. */
  record OutOfOutput() implements WasmEnd {}

  /** It did what WebAssembly forbids. */
  record Trapped(WasmTrap trap) implements WasmEnd {}

  /**
   * It was never begun: its module is broken, too large, or uses what this runtime has not.
   *
   * @param why one line that names the section or function, for people; may change between versions
   *     of one runtime
   */
  record Refused(String why) implements WasmEnd {}

  /** From outside. Fuel and output are what they happened to be. */
  record Stopped() implements WasmEnd {}
}
