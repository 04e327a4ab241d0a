package polder.adapters.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime itself, of which a process has one. */
final class OnnxEnvironment {
  /**
   * Bytes of stack of the thread that opens it: version 1.29.0 matches a regular expression,
   * recursively, while it is opened, and in a process with a class path of 12 kB that overflows the
   * usual megabyte and takes the process down. What is not touched costs no memory.
   */
  private static final long STACK = 256L << 20;

  private static @Nullable OrtEnvironment environment;

  private OnnxEnvironment() {}

  /** The one of this process. */
  static synchronized OrtEnvironment get() {
    if (environment == null) {
      CompletableFuture<OrtEnvironment> opened = new CompletableFuture<>();
      Thread opener = new Thread(null, () -> open(opened), "onnxruntime", STACK);
      opener.setDaemon(true);
      opener.start();
      environment = opened.join();
    }
    return environment;
  }

  private static void open(CompletableFuture<OrtEnvironment> opened) {
    try {
      opened.complete(
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "polder"));
    } catch (RuntimeException | LinkageError e) {
      opened.completeExceptionally(e);
    }
  }
}
