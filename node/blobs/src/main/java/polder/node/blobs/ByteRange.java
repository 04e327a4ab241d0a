package polder.node.blobs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes somebody asks for, by the header {@code Range} of RFC 9110, section 14: one range. Of
 * several, and in units that nobody knows, all is given, as the standard allows.
 */
sealed interface ByteRange {
  /** All. */
  record All() implements ByteRange {}

  /** Bytes from the first to the last, both included. */
  record Part(long first, long last) implements ByteRange {
    long length() {
      return last - first + 1;
    }
  }

  /** Bytes that are not there. */
  record Beyond() implements ByteRange {}

  /** One range; longer numbers are no positions in anything. */
  Pattern ONE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /** What {@code header} asks of {@code size} bytes. */
  static ByteRange of(String header, long size) {
    Matcher matcher = ONE.matcher(header.strip());
    if (!matcher.matches() || header.strip().endsWith("=-")) {
      return new All();
    }
    if (matcher.group(1).isEmpty()) {
      long last = Math.min(Long.parseLong(matcher.group(2)), size);
      return last == 0 ? new Beyond() : new Part(size - last, size - 1);
    }
    long first = Long.parseLong(matcher.group(1));
    long last =
        matcher.group(2).isEmpty()
            ? size - 1
            : Math.min(Long.parseLong(matcher.group(2)), size - 1);
    if (first >= size) {
      return new Beyond();
    }
    return last < first ? new All() : new Part(first, last);
  }
}
