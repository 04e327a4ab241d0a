package polder.adapters.yaml;

/** A text is not the YAML that is read here. */
public final class YamlException extends Exception {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;

  YamlException(String message, int line, int column) {
    super(message);
    this.line = line;
    this.column = column;
  }

  /** The line, from 1. */
  public int line() {
    return line;
  }

  /** The column, from 1. */
  public int column() {
    return column;
  }
}
