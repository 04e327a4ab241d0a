package polder.node.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import polder.protocol.Hash;

/**
 * The files of the dashboard, as the module {@code web} built them onto the class path; none where
 * it was built without Node.js. All in memory: they are less than a few megabytes.
 */
final class Site {
  private static final String ROOT = "/polder/web/";
  private static final String LIST = "files.txt";
  private static final String BROTLI = ".br";
  private static final String GZIP = ".gz";

  /** The document of all pages; which of them is shown it reads from its address. */
  private static final String DOCUMENT = "index.html";

  private final Map<String, StaticFile> files;

  /** A site of {@code files}, by name. */
  Site(Map<String, StaticFile> files) {
    this.files = new TreeMap<>(files);
  }

  /**
   * A file.
   *
   * @param type its content type
   * @param tag its entity tag, weak as all encodings share it (RFC 9110 §8.8.3)
   * @param plain its bytes
   * @param brotli the same, compressed (RFC 7932)
   * @param gzip the same, compressed (RFC 1952)
   */
  record StaticFile(
      String type, String tag, byte[] plain, Optional<byte[]> brotli, Optional<byte[]> gzip) {}

  /**
   * The files that this program has.
   *
   * @throws IllegalStateException if it lists one that it lacks
   */
  static Site load() {
    Map<String, StaticFile> files = new TreeMap<>();
    bytes(LIST)
        .ifPresent(list ->
            new String(list, StandardCharsets.UTF_8)
                .lines()
                .forEach(name -> files.put(name, file(name))));
    return new Site(files);
  }

  private static StaticFile file(String name) {
    byte[] plain =
        bytes(name)
            .orElseThrow(() -> new IllegalStateException(name + " is missing from the program"));
    String tag = "W/\"" + Hash.sha256(plain).toHex().substring(0, 32) + '"';
    return new StaticFile(type(name), tag, plain, bytes(name + BROTLI), bytes(name + GZIP));
  }

  private static Optional<byte[]> bytes(String name) {
    try (InputStream input = Site.class.getResourceAsStream(ROOT + name)) {
      return input == null ? Optional.empty() : Optional.of(input.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
      case "html" -> "text/html; charset=UTF-8";
      case "js", "mjs" -> "text/javascript; charset=UTF-8";
      case "css" -> "text/css; charset=UTF-8";
      case "svg" -> "image/svg+xml";
      case "json", "webmanifest" -> "application/json";
      case "png" -> "image/png";
      case "woff2" -> "font/woff2";
      case "txt" -> "text/plain; charset=UTF-8";
      default -> "application/octet-stream";
    };
  }

  /** The document of all pages; empty if the program has no dashboard. */
  Optional<StaticFile> document() {
    return Optional.ofNullable(files.get(DOCUMENT));
  }

  /** All files by name. */
  Map<String, StaticFile> files() {
    return files;
  }
}
