package polder.agent.source;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import polder.agent.format.Lines;

/**
 * Follows a growing file line by line, over rotation (another file of the same name) and
 * truncation. How far it was read is kept with the readings, so no line counts twice over a restart
 * and none that was written meanwhile is missed.
 */
final class FileSource implements ReadingSource {
  private static final int CHUNK = 64 * 1024;

  private final Path file;
  private final boolean once;
  private final long pollMillis;

  private Lines lines = new Lines();
  private String fileKey = "";
  private long offset;
  private boolean waiting;

  /**
   * A follower of {@code file}.
   *
   * @param once whether to end where the file ends now
   * @param pollMillis how often to look for more
   */
  FileSource(Path file, boolean once, long pollMillis) {
    this.file = file;
    this.once = once;
    this.pollMillis = pollMillis;
  }

  @Override
  public String name() {
    return "file:" + file;
  }

  @Override
  public boolean ends() {
    return once;
  }

  @Override
  public void run(Intake intake) throws IOException, InterruptedException {
    boolean first = true;
    while (true) {
      try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r")) {
        start(opened, intake, first);
        first = false;
        waiting = false;
        if (follow(opened, intake)) {
          return;
        }
      } catch (java.io.FileNotFoundException e) {
        absent(intake);
        first = false;
      }
    }
  }

  private void absent(Intake intake) throws IOException, InterruptedException {
    if (once) {
      throw new NoSuchFileException(file.toString());
    }
    if (!waiting) {
      intake.notice(file + " is not there or cannot be read; waiting for it");
      waiting = true;
    }
    Thread.sleep(pollMillis);
  }

  /**
   * Goes on where it ended, if it is the same file. A file met for the first time is read from its
   * end (its old lines may have no time of their own), unless it is to be read once.
   */
  private void start(RandomAccessFile opened, Intake intake, boolean first) throws IOException {
    String key = key();
    boolean returned = !first && key.equals(fileKey) && offset <= opened.length();
    fileKey = key;
    lines = new Lines();
    Optional<Place> place = intake.place().flatMap(Place::parse);
    boolean same =
        place.isPresent()
            && place.get().fileKey().equals(fileKey)
            && place.get().offset() <= opened.length();
    if (same && first) {
      offset = place.get().offset();
    } else if (returned) {
      intake.notice(file + " is back");
    } else if (first && !once && place.isEmpty()) {
      offset = lastLineStart(opened);
    } else {
      offset = 0;
    }
    if (offset > 0) {
      opened.seek(0);
      byte[] head = new byte[(int) Math.min(CHUNK, offset)];
      opened.readFully(head);
      String text = new String(head, StandardCharsets.UTF_8);
      int end = text.indexOf('\n');
      lines.header(end < 0 ? text : text.substring(0, end));
    }
  }

  /** Where the line begins that is still being written: after the last end of line. */
  private static long lastLineStart(RandomAccessFile opened) throws IOException {
    long length = opened.length();
    byte[] tail = new byte[(int) Math.min(CHUNK, length)];
    opened.seek(length - tail.length);
    opened.readFully(tail);
    for (int i = tail.length - 1; i >= 0; i--) {
      if (tail[i] == '\n') {
        return length - tail.length + i + 1;
      }
    }
    return length - tail.length;
  }

  /** Reads until the file is replaced; true if reading is over for good. */
  private boolean follow(RandomAccessFile opened, Intake intake)
      throws IOException, InterruptedException {
    while (true) {
      if (opened.length() < offset) {
        intake.notice(file + " became shorter; reading it from its start");
        offset = 0;
        lines = new Lines();
      }
      boolean more = readLines(opened, intake, once);
      if (more) {
        continue;
      }
      if (once) {
        return true;
      }
      if (!Files.exists(file) || !key().equals(fileKey)) {
        readLines(opened, intake, true); // What came between the last look and the rotation.
        return false;
      }
      Thread.sleep(pollMillis);
    }
  }

  /**
   * Takes the whole lines of the next chunk; whether there were any.
   *
   * @param atEnd whether a last line without an end counts
   */
  private boolean readLines(RandomAccessFile opened, Intake intake, boolean atEnd)
      throws IOException {
    opened.seek(offset);
    byte[] chunk = new byte[CHUNK];
    int length = opened.read(chunk);
    if (length <= 0) {
      return false;
    }
    int from = 0;
    for (int i = 0; i < length; i++) {
      if (chunk[i] == '\n') {
        take(chunk, from, i, offset + i + 1, intake);
        from = i + 1;
      }
    }
    boolean lastPart = offset + length >= opened.length();
    if (from == 0 && (length == CHUNK || (atEnd && lastPart))) {
      // A line longer than a chunk is no sample, but must not stop those behind it.
      take(chunk, 0, length, offset + length, intake);
      from = length;
    } else if (atEnd && lastPart && from < length) {
      take(chunk, from, length, offset + length, intake);
      from = length;
    }
    offset += from;
    return from > 0;
  }

  private void take(byte[] chunk, int from, int to, long after, Intake intake) throws IOException {
    String line = new String(chunk, from, to - from, StandardCharsets.UTF_8);
    intake.take(lines.parse(line), Optional.of(new Place(fileKey, after).toString()));
  }

  private String key() throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      // With its time of birth, because a file system gives a deleted file's number to the next.
      return attributes.fileKey() + " " + attributes.creationTime().toMillis();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** How far which file was read: {@code OFFSET KEY}. */
  private record Place(String fileKey, long offset) {
    static Optional<Place> parse(String text) {
      int space = text.indexOf(' ');
      if (space < 1 || !text.substring(0, space).matches("[0-9]{1,18}")) {
        return Optional.empty();
      }
      return Optional.of(
          new Place(text.substring(space + 1), Long.parseLong(text.substring(0, space))));
    }

    @Override
    public String toString() {
      return offset + " " + fileKey;
    }
  }
}
