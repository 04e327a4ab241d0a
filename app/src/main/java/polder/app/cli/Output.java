package polder.app.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a command says: lines for people or, with {@code --json}, exactly one JSON document, on
 * standard output; errors as one line on standard error. A command writes both its lines and its
 * document, and the one that was not asked for goes nowhere. Not safe for several threads, except
 * {@link Progress}.
 */
public final class Output {

  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;
  private final boolean showsProgress;

  /**
   * @param out standard output, in UTF-8
   * @param err standard error, in UTF-8
   * @param json whether the person asked for JSON
   * @param showsProgress whether standard error is a terminal that a person looks at
   */
  public Output(PrintStream out, PrintStream err, boolean json, boolean showsProgress) {
    this.out = out;
    this.err = err;
    this.json = json;
    this.showsProgress = showsProgress;
  }

  /** Whether a document is wanted: lets a command save work that only lines or only JSON need. */
  public boolean json() {
    return json;
  }

  /** Standard output for bytes that are somebody else's, such as logs. */
  PrintStream raw() {
    return out;
  }

  /** The same of standard error. */
  PrintStream rawErrors() {
    return err;
  }

  /** Prints one line for people. */
  public void line(String line) {
    if (!json) {
      out.println(line);
    }
  }

  /**
   * Prints a table for people, columns as wide as their widest cell; a column whose cells all start
   * with a digit, a sign or nothing is aligned to the right.
   *
   * @param header one title for each column
   * @param rows as many cells in each as the header has
   */
  public void table(List<String> header, List<List<String>> rows) {
    if (json) {
      return;
    }
    List<List<String>> lines = new ArrayList<>(rows.size() + 1);
    lines.add(header);
    lines.addAll(rows);
    int columns = header.size();
    int[] widths = new int[columns];
    boolean[] numbers = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      numbers[column] = !rows.isEmpty();
      for (List<String> line : lines) {
        widths[column] = Math.max(widths[column], width(line.get(column)));
      }
      for (List<String> row : rows) {
        numbers[column] &= looksLikeNumber(row.get(column));
      }
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String cell = line.get(column);
        String padding = " ".repeat(widths[column] - width(cell));
        text.append(column == 0 ? "" : "  ");
        text.append(numbers[column] ? padding + cell : cell + padding);
      }
      out.println(text.toString().stripTrailing());
    }
  }

  /**
   * Prints the command's JSON document. Records, lists and maps become what they look like; the
   * fields of a record keep their order.
   *
   * @param document what Jackson can write; called once by a command, at its end
   */
  public void document(Object document) {
    if (json) {
      out.println(Json.MAPPER.writeValueAsString(document));
    }
  }

  /**
   * Prints one line of JSON: for commands that go on until they are stopped, which say what happens
   * line by line instead of in one document.
   */
  public void event(Object event) {
    if (json) {
      out.println(Json.LINES.writeValueAsString(event));
    }
  }

  /** Prints one line for people about the work itself, on standard error, also with JSON. */
  public void note(String line) {
    err.println("polder: " + line);
  }

  /**
   * Says in one line on standard error what is wrong and what to do next.
   *
   * @param exitCode how the command is to end
   * @param whatIsWrong without a capital or a full stop
   * @param whatToDoNext the same, as an instruction
   * @return the exit code, so that a command can end with {@code return output.fail(…)}
   */
  public ExitCode fail(ExitCode exitCode, String whatIsWrong, String whatToDoNext) {
    err.println("polder: " + oneLine(whatIsWrong) + "; " + oneLine(whatToDoNext));
    return exitCode;
  }

  /**
   * Starts a progress bar; it is silent unless standard error is a terminal.
   *
   * @param what the work, in a word or two
   * @param total how many steps there will be, or 0 where that is not known
   */
  public Progress progress(String what, long total) {
    return new Progress(showsProgress ? err : null, what, total, System::nanoTime);
  }

  /** The stack trace behind an error, for a person who asked for it by {@code --trace}. */
  void trace(Throwable thrown) {
    thrown.printStackTrace(err);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  private static boolean looksLikeNumber(String cell) {
    return cell.isEmpty()
        || Character.isDigit(cell.charAt(0))
        || (cell.length() > 1
            && "+-".indexOf(cell.charAt(0)) >= 0
            && Character.isDigit(cell.charAt(1)));
  }

  /** Loaded by the first document: starting Jackson costs more than most commands do. */
  private static final class Json {
    static final JsonMapper MAPPER =
        JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    static final JsonMapper LINES =
        MAPPER.rebuild().disable(SerializationFeature.INDENT_OUTPUT).build();
  }
}
