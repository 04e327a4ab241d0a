package polder.adapters.sdl;

/**
 * Something that keeps a file from being read.
 *
 * @param line where it stands, from 1
 * @param column where it stands, from 1
 * @param field which field, such as {@code profiles.compute.web.resources.cpu.units}; empty for the
 *     text as a whole
 * @param wrong what is wrong
 * @param remedy what to do or write instead
 */
public record Fault(int line, int column, String field, String wrong, String remedy) {
  @Override
  public String toString() {
    return "line "
        + line
        + ", column "
        + column
        + ": "
        + (field.isEmpty() ? "" : field + " ")
        + wrong
        + "; "
        + remedy;
  }
}
