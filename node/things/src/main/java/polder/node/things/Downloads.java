package polder.node.things;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import polder.node.gateway.Answers;
import polder.node.gateway.Patience;
import polder.ports.readings.ReadModel;
import polder.ports.readings.Visibility;

/**
 * Sends what a store knows, as files that are written while they are read: so many at once, of
 * whatever sort, and each for so long.
 */
public final class Downloads {
  private final ReadModel store;
  private final ThingsLimits limits;
  private final Semaphore free;

  /**
   * @param store what is asked
   */
  public Downloads(ReadModel store, ThingsLimits limits) {
    this.store = store;
    this.limits = limits;
    this.free = new Semaphore(limits.exports());
  }

  /**
   * A file.
   *
   * @param mediaType what it is
   * @param name what to call it
   * @param visibility what may be in it
   * @param content writes it
   */
  record File(String mediaType, String name, Visibility visibility, Content content) {}

  /** What is in a file. */
  interface Content {
    /**
     * Writes it and closes {@code output}, but not when something goes wrong: a file that was cut
     * off must not look whole.
     */
    void write(ReadModel.Reading reading, OutputStream output) throws IOException;
  }

  /** What is asked, also for what is no file. */
  ReadModel store() {
    return store;
  }

  ThingsLimits limits() {
    return limits;
  }

  /** Sends a file, or says why not. */
  void send(ServerRequest request, ServerResponse response, File file) throws IOException {
    if (!free.tryAcquire()) {
      busy(response, "other files are being written; ask again in a minute");
      return;
    }
    try {
      Patience.with(request)
          .ifPresent(patience -> patience.grant(Duration.ofMillis(limits.exportMillis())));
      store.<Boolean>read(
          file.visibility(),
          limits.exportMillis(),
          reading -> {
            response
                .status(Status.OK_200)
                .header(HeaderNames.CONTENT_TYPE, file.mediaType())
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .header(
                    HeaderNames.CONTENT_DISPOSITION,
                    "attachment; filename=\"" + file.name() + "\"");
            file.content().write(reading, response.outputStream());
            return true;
          });
    } catch (ReadModel.TooCostlyException e) {
      // Once the file has begun it can only be cut off, which closes the connection.
      if (response.isSent()) {
        throw e;
      }
      busy(response, String.valueOf(e.getMessage()));
    } finally {
      free.release();
    }
  }

  /** Says that it takes too much just now. */
  static void busy(ServerResponse response, String why) {
    response.header(HeaderNames.RETRY_AFTER, "60");
    Answers.refuse(response, Status.SERVICE_UNAVAILABLE_503, "busy", why);
  }
}
