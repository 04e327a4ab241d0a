package polder.adapters.wasm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import polder.ports.work.WasmEnd;
import polder.ports.work.WasmOutcome;
import polder.ports.work.WasmStreams;
import polder.protocol.Hash;

/** A program's three streams, with what it wrote counted and hashed. */
final class RunStreams {
  private final WasmStreams streams;
  private final long mostOutput;
  private final MessageDigest digest;
  private long written;
  private long errors;

  RunStreams(WasmStreams streams, long mostOutput) {
    this.streams = streams;
    this.mostOutput = mostOutput;
    this.digest = Hash.newSha256();
  }

  /**
   * Reads until {@code target} is full or nothing follows, so that it never shows in which pieces
   * the input came.
   */
  int read(byte[] target) {
    try {
      return streams.input().readNBytes(target, 0, target.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes to the standard output, and ends the run where that is full. */
  void write(byte[] bytes) {
    int length = (int) Math.min(bytes.length, mostOutput - written);
    try {
      streams.output().write(bytes, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    digest.update(bytes, 0, length);
    written += length;
    if (length < bytes.length) {
      throw new RunEnd(new WasmEnd.OutOfOutput());
    }
  }

  /** Writes to the standard error, as far as there is room. */
  void writeError(byte[] bytes) {
    int length = (int) Math.min(bytes.length, WasmStreams.MOST_ERRORS - errors);
    try {
      streams.errors().write(bytes, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    errors += length;
  }

  /** What came of the run; to be asked for once. */
  WasmOutcome outcome(WasmEnd end, long fuel) throws IOException {
    streams.output().flush();
    streams.errors().flush();
    return new WasmOutcome(end, fuel, written, Hash.of(digest.digest()));
  }
}
