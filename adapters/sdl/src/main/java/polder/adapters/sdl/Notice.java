package polder.adapters.sdl;

/**
 * Something in a file that was read otherwise than it would be elsewhere, or has no effect here.
 *
 * @param line where it stands, from 1
 * @param column where it stands, from 1
 * @param field which field
 * @param words what became of it
 */
public record Notice(int line, int column, String field, String words) {
  @Override
  public String toString() {
    return "line "
        + line
        + ", column "
        + column
        + ": "
        + (field.isEmpty() ? "" : field + " ")
        + words;
  }
}
