package polder.world.recorded;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Reads times of recorded data: ISO 8601 with or without seconds, such as {@code 2017-01-01T00:00Z}
 * or {@code 2017-01-01 00:00:00.250+01:00}, or a whole number of seconds or milliseconds since
 * 1970. What names no offset is UTC, never the time zone of the machine; digits beyond milliseconds
 * are cut off. For one thread: it remembers the last day.
 */
final class RecordedTime {
  // 100 billion seconds end in the year 5138; as milliseconds they were in 1973.
  private static final long FIRST_MILLIS = 100_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final long DAY = 86_400_000;

  private byte[] text = new byte[0];
  private int at;
  private int end;
  private int lastDay = -1;
  private long lastDayMillis;

  /**
   * The time in these bytes, epoch milliseconds.
   *
   * @throws IllegalArgumentException saying what a time looks like
   */
  long parse(byte[] bytes, int start, int stop) {
    text = bytes;
    at = start;
    end = stop;
    return stop - start > 4 && bytes[start + 4] == '-' ? iso() : sinceEpoch();
  }

  private long sinceEpoch() {
    long number = 0;
    if (at == end || end - at > 15) {
      throw noTime();
    }
    while (at < end) {
      number = 10 * number + digit();
    }
    return number < FIRST_MILLIS ? 1_000 * number : number;
  }

  private long iso() {
    int year = digits(4);
    expect('-');
    int month = digits(2);
    expect('-');
    long millis = dayMillis(year, month, digits(2));
    if (at == end || (text[at] != 'T' && text[at] != ' ')) {
      throw noTime();
    }
    at++;
    int hour = digits(2);
    expect(':');
    int minute = digits(2);
    if (hour > 23 || minute > 59) {
      throw noTime();
    }
    millis += (60L * hour + minute) * MINUTE;
    if (at < end && text[at] == ':') {
      at++;
      int second = digits(2);
      if (second > 59) {
        throw noTime();
      }
      millis += 1_000L * second + fraction();
    }
    return millis - offset();
  }

  private long dayMillis(int year, int month, int day) {
    int key = (year * 100 + month) * 100 + day;
    if (key != lastDay) {
      try {
        lastDayMillis = LocalDate.of(year, month, day).toEpochDay() * DAY;
      } catch (DateTimeException e) {
        throw new IllegalArgumentException("is no day of the calendar", e);
      }
      lastDay = key;
    }
    return lastDayMillis;
  }

  private long fraction() {
    if (at == end || text[at] != '.') {
      return 0;
    }
    at++;
    long millis = 0;
    int count = 0;
    while (at < end && text[at] >= '0' && text[at] <= '9') {
      int digit = digit();
      if (count < 3) {
        millis = 10 * millis + digit;
      }
      count++;
    }
    if (count == 0) {
      throw noTime();
    }
    for (int i = count; i < 3; i++) {
      millis *= 10;
    }
    return millis;
  }

  private long offset() {
    if (at == end) {
      return 0;
    }
    byte sign = text[at++];
    if (sign == 'Z' && at == end) {
      return 0;
    }
    if (sign != '+' && sign != '-') {
      throw noTime();
    }
    int hours = digits(2);
    if (at < end && text[at] == ':') {
      at++;
    }
    int minutes = at < end ? digits(2) : 0;
    if (at != end || hours > 18 || minutes > 59) {
      throw noTime();
    }
    long millis = (60L * hours + minutes) * MINUTE;
    return sign == '+' ? millis : -millis;
  }

  private int digits(int count) {
    int number = 0;
    for (int i = 0; i < count; i++) {
      number = 10 * number + digit();
    }
    return number;
  }

  private int digit() {
    if (at == end || text[at] < '0' || text[at] > '9') {
      throw noTime();
    }
    return text[at++] - '0';
  }

  private void expect(char letter) {
    if (at == end || text[at] != letter) {
      throw noTime();
    }
    at++;
  }

  private static IllegalArgumentException noTime() {
    return new IllegalArgumentException(
        "is no time such as 2017-01-01T00:00Z or a number of seconds or milliseconds since 1970");
  }
}
