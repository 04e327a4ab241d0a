package polder.ports.readings;

import java.io.IOException;
import java.io.OutputStream;

/** A form in which readings are handed out. The same readings always give the same bytes. */
public interface ReadingFormat {
  /** Its name, such as {@code csv}; also how its files end. */
  String name();

  /** Its media type. */
  String mediaType();

  /** Begins a file; closing the sink ends it and leaves {@code output} open. */
  Sink open(OutputStream output) throws IOException;

  /** Takes readings. */
  interface Sink extends AutoCloseable {
    /** Takes the next one. */
    void add(ReadingRow row) throws IOException;

    @Override
    void close() throws IOException;
  }
}
