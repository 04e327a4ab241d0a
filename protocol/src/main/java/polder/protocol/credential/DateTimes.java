package polder.protocol.credential;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as credentials write them: {@code dateTimeStamp} of XML Schema 1.1, a date and time with
 * its offset from UTC. Years 1970 to 9999; what is finer than a millisecond is cut off.
 */
public final class DateTimes {
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\\.[0-9]{1,9})?"
              + "(Z|[+-][0-9]{2}:[0-9]{2})");
  private static final long DAY = 86_400_000;
  private static final long MINUTE = 60_000;
  private static final long END = daysBefore(10_000, 1) * DAY;

  private DateTimes() {}

  /**
   * Epoch milliseconds of {@code text}, which {@link #format} could write again.
   *
   * @throws IllegalArgumentException if it is no such time
   */
  public static long parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw wrong(text);
    }
    int year = Integer.parseInt(matcher.group(1));
    int month = Integer.parseInt(matcher.group(2));
    int day = Integer.parseInt(matcher.group(3));
    long hour = Long.parseLong(matcher.group(4));
    long minute = Long.parseLong(matcher.group(5));
    long second = Long.parseLong(matcher.group(6));
    if (year < 1970
        || month < 1
        || month > 12
        || day < 1
        || day > daysOf(year, month)
        || hour > 23
        || minute > 59
        || second > 59) {
      throw wrong(text);
    }
    String fraction = matcher.group(7) == null ? "" : matcher.group(7).substring(1);
    long millis = Long.parseLong((fraction + "000").substring(0, 3));
    long time =
        daysBefore(year, month) * DAY
            + (day - 1) * DAY
            + hour * 60 * MINUTE
            + minute * MINUTE
            + second * 1_000
            + millis
            - offset(text, matcher.group(8));
    // The years are those of UTC: an offset must not lead out of them.
    if (!isWritable(time)) {
      throw wrong(text);
    }
    return time;
  }

  private static boolean isWritable(long epochMillis) {
    return epochMillis >= 0 && epochMillis < END;
  }

  private static IllegalArgumentException wrong(String text) {
    String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return new IllegalArgumentException(
        "not a time of the years 1970 to 9999 with its offset from UTC, such as"
            + " 2026-11-26T15:00:00Z: "
            + shown);
  }

  private static long offset(String text, String zone) {
    if (zone.equals("Z")) {
      return 0;
    }
    long hours = Long.parseLong(zone.substring(1, 3));
    long minutes = Long.parseLong(zone.substring(4));
    if (hours > 14 || minutes > 59 || (hours == 14 && minutes > 0)) {
      throw wrong(text);
    }
    long offset = (hours * 60 + minutes) * MINUTE;
    return zone.charAt(0) == '-' ? -offset : offset;
  }

  /** The time in UTC, to the second where it has no milliseconds. */
  public static String format(long epochMillis) {
    if (!isWritable(epochMillis)) {
      throw new IllegalArgumentException("a time lies in the years 1970 to 9999");
    }
    long days = epochMillis / DAY;
    int year = 1970 + (int) (days / 366);
    while (daysBefore(year + 1, 1) <= days) {
      year++;
    }
    int month = 1;
    while (month < 12 && daysBefore(year, month + 1) <= days) {
      month++;
    }
    long day = days - daysBefore(year, month) + 1;
    long ofDay = epochMillis % DAY;
    String time =
        String.format(
            Locale.ROOT,
            "%04d-%02d-%02dT%02d:%02d:%02d",
            year,
            month,
            day,
            ofDay / (60 * MINUTE),
            ofDay / MINUTE % 60,
            ofDay / 1_000 % 60);
    long millis = ofDay % 1_000;
    return millis == 0 ? time + "Z" : time + String.format(Locale.ROOT, ".%03dZ", millis);
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  private static int daysOf(int year, int month) {
    return switch (month) {
      case 2 -> isLeap(year) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** Days from 1970 to the first of a month. */
  private static long daysBefore(int year, int month) {
    long years = year - 1L;
    long days = years * 365 + years / 4 - years / 100 + years / 400 - 719_162;
    for (int earlier = 1; earlier < month; earlier++) {
      days += daysOf(year, earlier);
    }
    return days;
  }
}
