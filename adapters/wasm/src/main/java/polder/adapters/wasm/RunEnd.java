package polder.adapters.wasm;

import polder.ports.work.WasmEnd;

/** Ends a run from inside a call of the host; has no stack trace, since nothing is wrong. */
final class RunEnd extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient WasmEnd end;

  RunEnd(WasmEnd end) {
    super(end.toString(), null, false, false);
    this.end = end;
  }

  WasmEnd end() {
    return end;
  }
}
