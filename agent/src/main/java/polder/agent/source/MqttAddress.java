package polder.agent.source;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a broker is and what to listen to: {@code mqtt://USER:PASSWORD@HOST:PORT/TOPIC-FILTER}, or
 * {@code mqtts://…} with TLS. Not read as a URI, because filters contain {@code #}.
 *
 * @param tls whether the connection is encrypted and the broker's certificate checked
 * @param host name or address
 * @param port from 1 to 65535
 * @param filter a topic filter, with {@code +} for one level and {@code #} for all below
 */
record MqttAddress(
    boolean tls,
    String host,
    int port,
    Optional<String> user,
    Optional<String> password,
    String filter) {

  private static final Pattern FORM =
      Pattern.compile(
          "(mqtts?)://(?:([^:@/]+)(?::([^/]*))?@)?(\\[[0-9a-fA-F:.]+\\]|[^:/@\\[\\]]+)(?::([0-9]{1,5}))?(?:/(.+))?");

  private static final int PLAIN = 1883;
  private static final int ENCRYPTED = 8883;

  /**
   * Reads an address.
   *
   * @param secret the password where the address has none, so that it need not stand in a process
   *     list
   * @throws IllegalArgumentException if {@code text} is none, with an example in the message
   */
  static MqttAddress parse(String text, Optional<String> secret) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || matcher.group(6) == null) {
      throw new IllegalArgumentException(
          "an MQTT source is like mqtt://user:password@broker:1883/tele/garden/SENSOR");
    }
    boolean tls = matcher.group(1).equals("mqtts");
    int port =
        matcher.group(5) == null ? (tls ? ENCRYPTED : PLAIN) : Integer.parseInt(matcher.group(5));
    String filter = matcher.group(6);
    if (port < 1 || port > 65_535 || !filter.matches("([^#+]|(?<=^|/)\\+(?=/|$))*((?<=^|/)#)?")) {
      throw new IllegalArgumentException(
          "the port must be 1 to 65535, and in a topic + stands for a whole level, # for the end");
    }
    return new MqttAddress(
        tls,
        matcher.group(4),
        port,
        Optional.ofNullable(matcher.group(2)),
        Optional.ofNullable(matcher.group(3)).or(() -> secret),
        filter);
  }

  /** The broker's address in the form of the client library. */
  String server() {
    return (tls ? "ssl://" : "tcp://") + host + ":" + port;
  }

  /** Whether messages on {@code topic} come by the filter already. */
  boolean covers(String topic) {
    String[] wanted = filter.split("/", -1);
    String[] levels = topic.split("/", -1);
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].equals("#")) {
        return true;
      }
      if (i >= levels.length || !(wanted[i].equals("+") || wanted[i].equals(levels[i]))) {
        return false;
      }
    }
    return wanted.length == levels.length;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return (tls ? "mqtts://" : "mqtt://")
        + user.map(name -> name + "@").orElse("")
        + host
        + ":"
        + port
        + "/"
        + filter;
  }
}
