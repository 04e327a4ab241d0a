package polder.agent.source;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes sources of the addresses that people write. */
public final class Sources {
  private static final Pattern SERIAL = Pattern.compile("(/[^?]+)(?:\\?baud=([0-9]{2,7}))?");
  private static final int DEFAULT_BAUD = 9600;
  private static final long FILE_POLL_MILLIS = 1_000;

  private Sources() {}

  /**
   * How sources read.
   *
   * @param once whether to end with what is there now
   * @param periodMillis how often to run a command
   * @param brokerPassword the password of a broker whose address has none
   */
  public record Habit(boolean once, long periodMillis, Optional<String> brokerPassword) {}

  /**
   * The source at {@code address}: {@code file:PATH}, {@code file:-}, {@code command:COMMAND},
   * {@code serial:DEVICE?baud=N}, {@code mqtt://…} or {@code mqtts://…}.
   *
   * @throws IllegalArgumentException if it is none, saying what it should be like
   */
  public static ReadingSource open(String address, Habit habit) {
    int colon = address.indexOf(':');
    String scheme = colon < 0 ? "" : address.substring(0, colon);
    String rest = address.substring(colon + 1);
    if (rest.isBlank()) {
      scheme = "";
    }
    return switch (scheme) {
      case "file" ->
          rest.equals("-")
              ? new StreamSource(System.in)
              : new FileSource(Path.of(rest), habit.once(), FILE_POLL_MILLIS);
      case "command" -> new CommandSource(rest, habit.once(), habit.periodMillis());
      case "serial" -> serial(rest);
      case "mqtt", "mqtts" ->
          new MqttSource(
              MqttAddress.parse(address, habit.brokerPassword()), new Backoff(1_000, 60_000));
      default ->
          throw new IllegalArgumentException(
              "a source is file:PATH, file:- (standard input), command:COMMAND,"
                  + " serial:/dev/ttyUSB0?baud=9600 or mqtt://broker:1883/topic, not "
                  + address);
    };
  }

  private static SerialSource serial(String rest) {
    Matcher matcher = SERIAL.matcher(rest);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a serial source is like serial:/dev/ttyUSB0?baud=9600");
    }
    int baud = matcher.group(2) == null ? DEFAULT_BAUD : Integer.parseInt(matcher.group(2));
    return new SerialSource(Path.of(matcher.group(1)), baud, new Backoff(1_000, 60_000));
  }
}
