package polder.ports.work;

import java.io.OutputStream;

/**
 * Where goes what a container writes while it runs.
 *
 * @param output its standard output: the result
 * @param errors its standard error, for people; bytes beyond {@link WasmStreams#MOST_ERRORS} are
 *     dropped, which the container does not notice
 */
public record BatchStreams(OutputStream output, OutputStream errors) {}
