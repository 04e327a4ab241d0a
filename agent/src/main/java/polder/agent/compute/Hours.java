package polder.agent.compute;

import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In which hours of a day a machine is lent, by its own zone; an end before the beginning is that
 * of the next day.
 *
 * @param from the first minute of a day, from 0 to 1,439
 * @param to the minute after the last; as {@code from} for all day
 */
public record Hours(int from, int to) {
  /** Day and night. */
  public static final Hours ALWAYS = new Hours(0, 0);

  private static final int DAY = 24 * 60;
  private static final long MINUTE_MILLIS = 60_000;
  private static final Pattern FORM =
      Pattern.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])-([01]?[0-9]|2[0-4]):([0-5][0-9])");

  public Hours {
    if (from < 0 || from >= DAY || to < 0 || to >= DAY) {
      throw new IllegalArgumentException("no minutes of a day: " + from + ", " + to);
    }
  }

  /**
   * Reads such as {@code 20:00-07:00}.
   *
   * @throws IllegalArgumentException if it is no such text
   */
  public static Hours parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("hours are like 20:00-07:00, not " + text);
    }
    return new Hours(
        minute(matcher.group(1), matcher.group(2)), minute(matcher.group(3), matcher.group(4)));
  }

  private static int minute(String hour, String minute) {
    return (Integer.parseInt(hour) * 60 + Integer.parseInt(minute)) % DAY;
  }

  /** Whether all of a time of so many milliseconds lies within them. */
  public boolean cover(ZonedDateTime begin, long millis) {
    if (from == to) {
      return true;
    }
    LocalTime clock = begin.toLocalTime();
    int minute = clock.getHour() * 60 + clock.getMinute();
    int into = Math.floorMod(minute - from, DAY);
    int length = Math.floorMod(to - from, DAY);
    long spent = into * MINUTE_MILLIS + clock.getSecond() * 1_000L;
    return into < length && millis <= length * MINUTE_MILLIS - spent;
  }

  @Override
  public String toString() {
    return from == to
        ? "day and night"
        : String.format(Locale.ROOT, "%02d:%02d-%02d:%02d", from / 60, from % 60, to / 60, to % 60);
  }
}
