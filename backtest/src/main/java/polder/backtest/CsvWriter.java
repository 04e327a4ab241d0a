package polder.backtest;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Writes comma-separated values (RFC 4180, UTF-8, lines end with LF) whose bytes do not depend on
 * locale, time zone or platform. Fields are added one by one; {@link #end} ends the row.
 */
final class CsvWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final int MILLI = 1_000;

  private final OutputStream out;
  private final StringBuilder row = new StringBuilder(256);
  private long lastTimeMillis = -1;
  private String lastTime = "";

  private CsvWriter(OutputStream out) {
    this.out = out;
  }

  static CsvWriter open(Path file, String header) throws IOException {
    CsvWriter writer = new CsvWriter(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    writer.row.append(header);
    writer.end();
    return writer;
  }

  CsvWriter text(String text) {
    comma();
    if (needsQuotes(text)) {
      row.append('"').append(text.replace("\"", "\"\"")).append('"');
    } else {
      row.append(text);
    }
    return this;
  }

  private static boolean needsQuotes(String text) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == ',' || letter == '"' || letter == '\n' || letter == '\r') {
        return true;
      }
    }
    return false;
  }

  CsvWriter whole(long number) {
    comma();
    row.append(number);
    return this;
  }

  /** A number in thousandths, written in whole units: 5300 as 5.3. */
  CsvWriter thousandths(long number) {
    return decimal(number, MILLI);
  }

  /** A number in parts of {@code one}, a power of ten, written in whole units. */
  CsvWriter decimal(long number, long one) {
    comma();
    if (number < 0) {
      row.append('-');
    }
    row.append(Math.abs(number / one));
    long rest = Math.abs(number % one);
    if (rest > 0) {
      row.append('.');
      for (long digit = one / 10; rest > 0; digit /= 10) {
        row.append((char) ('0' + rest / digit));
        rest %= digit;
      }
    }
    return this;
  }

  /** A time as ISO 8601 in UTC. */
  CsvWriter time(long millis) {
    if (millis != lastTimeMillis) {
      lastTimeMillis = millis;
      lastTime = Instant.ofEpochMilli(millis).toString();
    }
    comma();
    row.append(lastTime);
    return this;
  }

  CsvWriter empty() {
    comma();
    return this;
  }

  private void comma() {
    // A row never begins with an empty field.
    if (!row.isEmpty()) {
      row.append(',');
    }
  }

  void end() throws IOException {
    row.append('\n');
    out.write(row.toString().getBytes(StandardCharsets.UTF_8));
    row.setLength(0);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
