package polder.node.things;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.node.readings.Wkt;
import polder.ports.readings.Expression;
import polder.ports.readings.Expression.Operation;

/** The words, signs and literals of an expression, one after the other. */
final class Tokens {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_@][A-Za-z0-9_.@/]*");
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T[0-9:.]{5,18}(?:Z|[+-]\\d{2}:\\d{2})");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern NUMBER =
      Pattern.compile("\\d{1,18}(?:\\.\\d{1,18})?(?:[eE][+-]?\\d{1,2})?");
  private static final Pattern TEXT = Pattern.compile("'((?:[^']|'')*+)'");
  private static final Pattern TYPED =
      Pattern.compile("(geography|geometry|duration)'((?:[^']|'')*+)'");

  private final String text;
  private int at;

  Tokens(String text) {
    this.text = text;
  }

  private void skipSpaces() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private Optional<Matcher> match(Pattern pattern) {
    skipSpaces();
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    return matcher.lookingAt() ? Optional.of(matcher) : Optional.empty();
  }

  /** Steps over {@code word} if it is the next. */
  boolean word(String word) {
    Optional<Matcher> next = match(NAME);
    if (next.isEmpty() || !next.get().group().equals(word)) {
      return false;
    }
    at = next.get().end();
    return true;
  }

  Optional<Operation> oneOf(Map<String, Operation> words) {
    Optional<Operation> operation =
        match(NAME).flatMap(next -> Optional.ofNullable(words.get(next.group())));
    if (operation.isPresent()) {
      at = match(NAME).orElseThrow().end();
    }
    return operation;
  }

  /** Steps over a sign if it is the next. */
  boolean sign(char sign) {
    skipSpaces();
    boolean there = at < text.length() && text.charAt(at) == sign;
    at += there ? 1 : 0;
    return there;
  }

  void expect(char sign) {
    if (!sign(sign)) {
      throw wrong("'" + sign + "'");
    }
  }

  void end() {
    skipSpaces();
    if (at < text.length()) {
      throw wrong("an operator or the end");
    }
  }

  String name() {
    Matcher next = match(NAME).orElseThrow(() -> wrong("a field, a value or a function"));
    at = next.end();
    return next.group();
  }

  /** A value, if one is next. */
  Optional<Expression> literal() {
    Optional<Matcher> next = match(TEXT);
    if (next.isPresent()) {
      return step(next.get(), new Expression.Text(unquoted(next.get().group(1))));
    }
    next = match(TYPED);
    if (next.isPresent()) {
      return step(next.get(), typed(next.get().group(1), unquoted(next.get().group(2))));
    }
    next = match(TIME);
    if (next.isPresent()) {
      return step(next.get(), new Expression.Instant(time(next.get().group())));
    }
    next = match(DATE);
    if (next.isPresent()) {
      return step(next.get(), new Expression.Text(next.get().group()));
    }
    next = match(NUMBER);
    if (next.isPresent()) {
      return step(next.get(), new Expression.Numeral(new BigDecimal(next.get().group())));
    }
    if (word("true")) {
      return Optional.of(new Expression.Truth(true));
    }
    return word("false") ? Optional.of(new Expression.Truth(false)) : Optional.empty();
  }

  private Optional<Expression> step(Matcher over, Expression literal) {
    at = over.end();
    return Optional.of(literal);
  }

  private static String unquoted(String text) {
    return text.replace("''", "'");
  }

  private Expression typed(String type, String text) {
    try {
      return type.equals("duration")
          ? new Expression.Period(Duration.parse(text).toMillis())
          : new Expression.Shape(Wkt.parse(text));
    } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
      throw new BadRequestException("'" + text + "' is no " + type + ": " + e.getMessage());
    }
  }

  /** An instant as ISO 8601 has it, with an offset; epoch milliseconds. */
  static long time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new BadRequestException(
          text + " is no time, such as 2026-01-31T12:00:00Z; in an address + must be %2B");
    }
  }

  private BadRequestException wrong(String expected) {
    return new BadRequestException(
        "$filter needs " + expected + " at character " + (at + 1) + " of: " + text);
  }
}
