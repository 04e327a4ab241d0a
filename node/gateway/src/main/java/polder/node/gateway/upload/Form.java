package polder.node.gateway.upload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Fields of a query or of a body of type {@code application/x-www-form-urlencoded}. Names are the
 * same in upper and lower case, for firmware does not agree about it; of one that comes twice the
 * first counts.
 */
final class Form {
  private static final int MOST_FIELDS = 500;

  private final SortedMap<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /**
   * Reads fields.
   *
   * @throws IllegalArgumentException if there are more than 500, or an escape is broken
   */
  Form(String encoded) {
    int read = 0;
    for (String pair : encoded.strip().split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      if (++read > MOST_FIELDS) {
        throw new IllegalArgumentException("more than " + MOST_FIELDS + " fields");
      }
      int cut = pair.indexOf('=');
      if (cut > 0) {
        fields.putIfAbsent(decode(pair.substring(0, cut)), decode(pair.substring(cut + 1)).strip());
      }
    }
  }

  /** What a field holds, unless it is empty or not there. */
  Optional<String> text(String name) {
    return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
  }

  /** Whether there is no field at all. */
  boolean isEmpty() {
    return fields.isEmpty();
  }

  private static String decode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '+') {
        plain.write(' ');
      } else if (bytes[i] == '%') {
        int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
        int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException("a percent sign without two hexadecimal digits");
        }
        plain.write(high * 16 + low);
        i += 2;
      } else {
        plain.write(bytes[i]);
      }
    }
    return plain.toString(StandardCharsets.UTF_8);
  }
}
