package polder.adapters.yaml;

import java.util.Iterator;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The first document of a YAML text, as a tree whose values know their places. Aliases are followed
 * and {@code <<} is merged, both within bounds.
 *
 * @param root its value; an empty plain scalar if there is nothing
 * @param next the line where a second document begins, which is not read
 */
public record YamlDocument(YamlNode root, OptionalInt next) {
  /** Most characters of a text. */
  public static final int MOST_CHARACTERS = 1_048_576;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(MOST_CHARACTERS).build();

  /**
   * Reads a text.
   *
   * @throws YamlException if it is no YAML, is too large or too deep, holds a key twice, a key that
   *     is no text, a tag of its own, or aliases of themselves or of too much
   */
  public static YamlDocument parse(String text) throws YamlException {
    if (text.length() > MOST_CHARACTERS) {
      throw new YamlException(
          "the text has " + text.length() + " characters; at most " + MOST_CHARACTERS + " are read",
          1,
          1);
    }
    String whole = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try {
      Iterator<Event> events =
          new Parse(SETTINGS).parseReader(new WholeCharacters(whole)).iterator();
      events.next();
      if (events.next().getEventId() == Event.ID.StreamEnd) {
        return new YamlDocument(new YamlNode.Scalar("", true, 1, 1), OptionalInt.empty());
      }
      YamlNode root = new YamlTree(events).read();
      events.next();
      Event after = events.next();
      return new YamlDocument(
          root,
          after.getEventId() == Event.ID.DocumentStart
              ? OptionalInt.of(line(after))
              : OptionalInt.empty());
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      throw new YamlException(
          String.valueOf(e.getProblem()),
          mark == null ? 1 : mark.getLine() + 1,
          mark == null ? 1 : mark.getColumn() + 1);
    } catch (YamlEngineException e) {
      throw new YamlException(String.valueOf(e.getMessage()).lines().findFirst().orElse(""), 1, 1);
    }
  }

  static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  static int column(Event event) {
    return event.getStartMark().map(mark -> mark.getColumn() + 1).orElse(1);
  }
}
