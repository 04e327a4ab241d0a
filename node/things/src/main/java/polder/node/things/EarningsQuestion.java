package polder.node.things;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.ports.readings.EarningsQuery;
import polder.ports.readings.EarningsQuery.Place;
import polder.ports.readings.EarningsQuery.Step;
import polder.protocol.identity.Account;

/**
 * Reads which earnings somebody asks for.
 *
 * @param query what the store is asked
 * @param isCsv whether it is to be a file
 */
record EarningsQuestion(EarningsQuery query, boolean isCsv) {
  private static final Set<String> NAMES = Set.of("from", "to", "by", "format", "limit", "after");
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern AFTER =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2})/([a-z0-9-]{0,64})/((?:did:key:[A-Za-z0-9]{1,72})?)/([01])");
  // The years that four digits can say.
  private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

  /**
   * Reads a question.
   *
   * @param words the parameters by name
   * @throws BadRequestException if it cannot be understood
   */
  static EarningsQuestion of(Account account, Map<String, String> words, ThingsLimits limits) {
    for (String name : words.keySet()) {
      if (!NAMES.contains(name)) {
        throw new BadRequestException("earnings have no parameter " + name);
      }
    }
    Step step =
        switch (words.getOrDefault("by", "day")) {
          case "day" -> Step.DAY;
          case "month" -> Step.MONTH;
          default -> throw new BadRequestException("by must be day or month");
        };
    boolean isCsv =
        switch (words.getOrDefault("format", "json")) {
          case "json" -> false;
          case "csv" -> true;
          default -> throw new BadRequestException("format must be json or csv");
        };
    long from = words.containsKey("from") ? day("from", words.get("from")) : FIRST_DAY;
    long to = words.containsKey("to") ? day("to", words.get("to")) : LAST_DAY;
    if (from > to) {
      throw new BadRequestException("from must not be after to");
    }
    Optional<Place> after = Optional.ofNullable(words.get("after")).map(EarningsQuestion::place);
    long most = isCsv ? Long.MAX_VALUE : limit(words, limits);
    return new EarningsQuestion(new EarningsQuery(account, from, to, step, after, most), isCsv);
  }

  private static long limit(Map<String, String> words, ThingsLimits limits) {
    String text = words.getOrDefault("limit", String.valueOf(limits.mostPage()));
    long limit = NUMBER.matcher(text).matches() ? Long.parseLong(text) : 0;
    if (limit < 1 || limit > limits.mostEntities()) {
      throw new BadRequestException(
          "limit must be a whole number from 1 to " + limits.mostEntities());
    }
    return limit;
  }

  private static long day(String name, String text) {
    try {
      if (DAY.matcher(text).matches()) {
        return LocalDate.parse(text).toEpochDay();
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw new BadRequestException(name + " must be a day such as 2026-11-26");
  }

  private static Place place(String text) {
    Matcher matcher = AFTER.matcher(text);
    if (!matcher.matches()) {
      throw new BadRequestException("after must be what an earlier answer gave as next");
    }
    return new Place(
        day("after", matcher.group(1)),
        matcher.group(2),
        matcher.group(3),
        matcher.group(4).equals("1"));
  }

  /** What {@link #of} reads as {@code after}. */
  static String text(Place place) {
    return LocalDate.ofEpochDay(place.day())
        + "/"
        + place.network()
        + "/"
        + place.device()
        + "/"
        + (place.simulated() ? 1 : 0);
  }
}
