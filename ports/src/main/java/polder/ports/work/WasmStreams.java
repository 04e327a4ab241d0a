package polder.ports.work;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * What a program reads and writes while it runs.
 *
 * @param input its standard input, whose bytes are the blob that its work names
 * @param output its standard output: the result
 * @param errors its standard error, for people; bytes beyond {@link #MOST_ERRORS} are dropped,
 *     which the program does not notice
 */
public record WasmStreams(InputStream input, OutputStream output, OutputStream errors) {
  /** Most bytes of standard error that are kept. */
  public static final int MOST_ERRORS = 1 << 20;
}
