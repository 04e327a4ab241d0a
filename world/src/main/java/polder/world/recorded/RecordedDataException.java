package polder.world.recorded;

import java.io.IOException;
import java.nio.file.Path;

/** A recorded file is not what it should be; the message names the file and the place in it. */
public final class RecordedDataException extends IOException {
  private static final long serialVersionUID = 1L;

  RecordedDataException(String message) {
    super(message);
  }

  /** What is wrong with a file, without a capital or a full stop. */
  static RecordedDataException in(Path file, String what) {
    return new RecordedDataException(file + ": " + what);
  }

  /** What is wrong with a line of a file. */
  static RecordedDataException at(Path file, long line, String what) {
    return new RecordedDataException(file + " line " + line + ": " + what);
  }
}
