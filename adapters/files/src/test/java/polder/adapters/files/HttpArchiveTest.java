package polder.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.Archive;
import polder.ports.ArchiveContract;
import polder.protocol.Bytes;

/** Reads over HTTP what a folder has, and is tested as hard as the folder itself. */
final class HttpArchiveTest extends ArchiveContract {
  @TempDir Path temporary;
  private final CountDownLatch done = new CountDownLatch(1);
  private HttpServer server;
  private ExecutorService threads;

  @BeforeEach
  void start() throws IOException {
    threads = Executors.newVirtualThreadPerTaskExecutor();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    DirectoryArchive folder = new DirectoryArchive(temporary);
    server.createContext(
        "/v1/archive/",
        exchange -> {
          String path = exchange.getRequestURI().getRawPath().substring("/v1/archive/".length());
          var content = folder.read(path);
          answer(exchange, content.isPresent() ? 200 : 404, content.orElse(bytes("none")));
        });
    server.createContext("/broken/", exchange -> answer(exchange, 500, bytes("oh no")));
    server.createContext("/slow/", this::trickle);
    server.start();
  }

  @AfterEach
  void stop() {
    done.countDown();
    server.stop(0);
    threads.close();
  }

  private static void answer(HttpExchange exchange, int status, Bytes content) throws IOException {
    exchange.sendResponseHeaders(status, content.size() == 0 ? -1 : content.size());
    exchange.getResponseBody().write(content.unsafeArray());
    exchange.close();
  }

  /** Promises much, sends one byte and then nothing until the test is over. */
  private void trickle(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 1_000);
    exchange.getResponseBody().write(1);
    exchange.getResponseBody().flush();
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private URI address(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  @Override
  protected Archive open() {
    DirectoryArchive folder = new DirectoryArchive(temporary);
    return new Archive() {
      @Override
      public Reader reader() {
        return new HttpArchive(address("/v1/archive"), HttpArchive.Limits.USUAL);
      }

      @Override
      public void writePieces(SortedMap<String, List<Bytes>> files) throws IOException {
        folder.writePieces(files);
      }

      @Override
      public void writeLatest(Bytes pointer) throws IOException {
        folder.writeLatest(pointer);
      }

      @Override
      public void writeKept(Bytes note) throws IOException {
        folder.writeKept(note);
      }

      @Override
      public void delete(Collection<String> paths) throws IOException {
        folder.delete(paths);
      }

      @Override
      public SortedSet<String> list(String place) throws IOException {
        return folder.list(place);
      }
    };
  }

  @Test
  void takesABaseWithOrWithoutASlash() throws IOException {
    open().write(new TreeMap<>(Map.of("epochs/1-0/header.cbor", bytes("header"))));
    try (HttpArchive archive = new HttpArchive(address("/v1/archive/"), HttpArchive.Limits.USUAL)) {
      assertThat(archive.read("epochs/1-0/header.cbor")).contains(bytes("header"));
    }
  }

  @Test
  void stopsAtTheSizeLimit() throws IOException {
    open().write(new TreeMap<>(Map.of("fits", bytes("12345"), "over", bytes("123456"))));
    HttpArchive.Limits limits = new HttpArchive.Limits(5, Duration.ofMinutes(1));
    try (HttpArchive archive = new HttpArchive(address("/v1/archive"), limits)) {
      assertThat(archive.read("fits")).isPresent();
      assertThatThrownBy(() -> archive.read("over"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/v1/archive/over");
    }
  }

  @Test
  void stopsAtTheTimeLimitThoughBytesTrickle() {
    HttpArchive.Limits limits = new HttpArchive.Limits(5_000, Duration.ofMillis(300));
    try (HttpArchive archive = new HttpArchive(address("/slow"), limits)) {
      assertThatThrownBy(() -> archive.read("a"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("300 ms");
    }
  }

  @Test
  void saysWhatWentWrong() {
    try (HttpArchive archive = new HttpArchive(address("/broken"), HttpArchive.Limits.USUAL)) {
      assertThatThrownBy(() -> archive.read("a"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/broken/a")
          .hasMessageContaining("500");
    }
    server.stop(0);
    try (HttpArchive archive = new HttpArchive(address("/v1"), HttpArchive.Limits.USUAL)) {
      assertThatThrownBy(() -> archive.read("a"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot read http://localhost");
    }
  }

  @Test
  void refusesOtherAddresses() {
    for (String base :
        new String[] {"ftp://host/a", "file:///etc", "http://h/a?b", "http://h/a#b", "x"}) {
      assertThatThrownBy(() -> new HttpArchive(URI.create(base), HttpArchive.Limits.USUAL))
          .as(base)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
