package polder.world.recorded;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads comma-separated values (RFC 4180, UTF-8, a header line first) row by row. A line may end
 * with LF alone, empty lines are passed over, and the file may be compressed with gzip, which is
 * known by its first bytes and not by its name. Everything else that RFC 4180 does not allow is an
 * error with the line's number. A row's bytes are held in one buffer and are valid until the next.
 */
final class CsvReader implements AutoCloseable {
  /** Longest row: more than this is no table. */
  static final int MAX_ROW_BYTES = 1 << 20;

  private static final int MAX_COLUMNS = 4_096;
  private static final int BUFFER = 1 << 16;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int END = -1;

  private final Path file;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;

  private byte[] row = new byte[1_024];
  private int size;
  private int[] ends = new int[16];
  private int fields;
  private long line = 1;
  private long rowLine = 1;
  private final List<String> header;

  private CsvReader(Path file, InputStream in) throws IOException {
    this.file = file;
    this.in = in;
    skipByteOrderMark();
    if (!readRow()) {
      throw RecordedDataException.in(file, "the file is empty; it needs a header line");
    }
    List<String> names = new ArrayList<>(fields);
    for (int i = 0; i < fields; i++) {
      names.add(text(i));
    }
    this.header = List.copyOf(names);
  }

  /**
   * Opens {@code file} and reads its header.
   *
   * @throws RecordedDataException if it is no such table
   */
  static CsvReader open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      return new CsvReader(file, plain(file, raw));
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream plain(Path file, InputStream raw) throws IOException {
    raw.mark(2);
    int magic = raw.read() << 8 | raw.read();
    raw.reset();
    if (magic != GZIP_MAGIC) {
      return raw;
    }
    try {
      return new GZIPInputStream(raw, BUFFER);
    } catch (EOFException | ZipException e) {
      throw RecordedDataException.in(file, "the gzip file is damaged or cut off");
    }
  }

  /**
   * The index of the column called {@code name}.
   *
   * @throws RecordedDataException if there is none, or more than one
   */
  int column(String name) throws RecordedDataException {
    int index = header.indexOf(name);
    if (index < 0) {
      throw RecordedDataException.in(
          file, "no column is called '" + name + "'; there are " + String.join(", ", header));
    }
    if (header.lastIndexOf(name) != index) {
      throw RecordedDataException.in(file, "two columns are called '" + name + "'");
    }
    return index;
  }

  /**
   * Goes on to the next row.
   *
   * @return false at the end of the file
   * @throws RecordedDataException if the row is malformed or has not as many fields as the header
   */
  boolean next() throws IOException {
    if (!readRow()) {
      return false;
    }
    if (fields != header.size()) {
      throw wrong("it has " + fields + " fields, the header has " + header.size());
    }
    return true;
  }

  /** An error in the present row. */
  RecordedDataException wrong(String what) {
    return RecordedDataException.at(file, rowLine, what);
  }

  /** An error in one field of the present row. */
  RecordedDataException wrong(int column, String what) throws RecordedDataException {
    return wrong("column " + header.get(column) + ": '" + text(column) + "' " + what);
  }

  /** Number of columns. */
  int columns() {
    return header.size();
  }

  /** The buffer that holds the present row's fields; only from {@link #start} to {@link #end}. */
  byte[] bytes() {
    return row;
  }

  /** Where the field begins in {@link #bytes()}. */
  int start(int column) {
    return column == 0 ? 0 : ends[column - 1];
  }

  /** Where the field ends in {@link #bytes()}. */
  int end(int column) {
    return ends[column];
  }

  /** The field as text. */
  String text(int column) throws RecordedDataException {
    int start = start(column);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(row, start, end(column) - start))
          .toString();
    } catch (CharacterCodingException e) {
      throw wrong("field " + (column + 1) + " is not UTF-8");
    }
  }

  private void skipByteOrderMark() throws IOException {
    fill();
    if (limit >= 3
        && (buffer[0] & 0xff) == 0xef
        && (buffer[1] & 0xff) == 0xbb
        && (buffer[2] & 0xff) == 0xbf) {
      position = 3;
    }
  }

  private boolean readRow() throws IOException {
    size = 0;
    fields = 0;
    int next = read();
    while (next == '\n' || next == '\r') {
      if (next == '\n') {
        line++;
      }
      next = read();
    }
    rowLine = line;
    if (next == END) {
      return false;
    }
    while (true) {
      int after = next == '"' ? quoted() : unquoted(next);
      endField();
      if (after != ',') {
        line += after == '\n' ? 1 : 0;
        return true;
      }
      next = read();
    }
  }

  /** Reads a field that begins with {@code first}; gives the byte after it. */
  private int unquoted(int first) throws IOException {
    int next = first;
    while (next != ',' && next != '\n' && next != END) {
      if (next == '"') {
        throw wrong("a quote inside a field that does not begin with one");
      }
      if (next == '\r') {
        return lineFeed();
      }
      append(next);
      next = read();
    }
    return next;
  }

  /** Reads a field after its opening quote; gives the byte after it. */
  private int quoted() throws IOException {
    while (true) {
      int next = read();
      if (next == END) {
        throw wrong("a quote is never closed");
      }
      if (next != '"') {
        line += next == '\n' ? 1 : 0;
        append(next);
        continue;
      }
      int after = read();
      if (after == '"') {
        append('"');
        continue;
      }
      if (after == '\r') {
        return lineFeed();
      }
      if (after != ',' && after != '\n' && after != END) {
        throw wrong("text after a closing quote");
      }
      return after;
    }
  }

  private int lineFeed() throws IOException {
    int next = read();
    if (next != '\n' && next != END) {
      throw wrong("a carriage return that does not end the line");
    }
    return next;
  }

  private void append(int next) throws RecordedDataException {
    if (size == row.length) {
      if (size == MAX_ROW_BYTES) {
        throw wrong("the row is longer than " + MAX_ROW_BYTES + " bytes");
      }
      row = Arrays.copyOf(row, Math.min(2 * size, MAX_ROW_BYTES));
    }
    row[size++] = (byte) next;
  }

  private void endField() throws RecordedDataException {
    if (fields == ends.length) {
      if (fields >= MAX_COLUMNS) {
        throw wrong("the row has more than " + MAX_COLUMNS + " fields");
      }
      ends = Arrays.copyOf(ends, 2 * fields);
    }
    ends[fields++] = size;
  }

  private int read() throws IOException {
    if (position == limit) {
      fill();
      if (limit <= 0) {
        return END;
      }
    }
    return buffer[position++] & 0xff;
  }

  private void fill() throws IOException {
    position = 0;
    try {
      limit = Math.max(0, in.readNBytes(buffer, 0, BUFFER));
    } catch (EOFException | ZipException e) {
      throw RecordedDataException.at(file, line, "the gzip file is damaged or cut off here");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
