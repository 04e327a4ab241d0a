package polder.adapters.runc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import polder.ports.work.Deployment.Streams;
import polder.ports.work.WorkException;

/** Runs a command in a container that runs. */
final class Exec {
  private static final long LAST_WORDS_MILLIS = 2_000;
  private static final long PATIENCE_SECONDS = 5;
  private static final int BUFFER = 8_192;

  private Exec() {}

  static int run(Container container, List<String> command, Streams streams)
      throws WorkException, InterruptedException {
    Command runc =
        container.runc("exec", container.place().id()).and(command.toArray(String[]::new));
    try {
      Process process = Command.start(runc);
      try {
        Thread in = Thread.ofVirtual().start(() -> feed(streams.stdin(), process));
        Thread out = copy(process.getInputStream(), streams.stdout());
        Thread err = copy(process.getErrorStream(), streams.stderr());
        int code = process.waitFor();
        // What the command left running may hold its streams open for ever.
        out.join(LAST_WORDS_MILLIS);
        err.join(LAST_WORDS_MILLIS);
        in.interrupt();
        return code;
      } finally {
        end(process);
      }
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.FAILED, "the command cannot be run: " + e.getMessage(), e);
    }
  }

  private static void end(Process process) throws InterruptedException, IOException {
    if (process.isAlive()) {
      process.destroy(); // runc hands it on to the command
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    process.getInputStream().close();
    process.getErrorStream().close();
  }

  private static void feed(InputStream from, Process process) {
    try (OutputStream to = process.getOutputStream()) {
      pump(from, to);
    } catch (IOException e) {
      return; // the command reads no more
    }
  }

  private static Thread copy(InputStream from, OutputStream to) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            pump(from, to);
          } catch (IOException e) {
            return; // whoever asked reads no more; the command learns it by its pipe
          }
        });
  }

  private static void pump(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[BUFFER];
    int length;
    while ((length = from.read(buffer)) >= 0) {
      to.write(buffer, 0, length);
      to.flush();
    }
  }
}
