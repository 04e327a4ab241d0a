package polder.adapters.wasm;

/** The answers of WASI that are given here. */
final class WasiErrno {
  static final int SUCCESS = 0;
  static final int BAD_DESCRIPTOR = 8;
  static final int FAULT = 21;
  static final int INVALID = 28;
  static final int NOT_DIRECTORY = 54;
  static final int NOT_SOCKET = 57;
  static final int NOT_SUPPORTED = 58;
  static final int NOT_SEEKABLE = 70;

  private WasiErrno() {}
}
