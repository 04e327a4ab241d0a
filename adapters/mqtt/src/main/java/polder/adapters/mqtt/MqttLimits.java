package polder.adapters.mqtt;

import java.time.Duration;

/**
 * What one who connects may cost the node.
 *
 * @param packetBytes largest packet, 1,024 to 268,435,455
 * @param packetMessages most messages in a publication
 * @param connections most connections at once; further ones are closed
 * @param windowMessages publications of a connection that may be unacknowledged, 1 to 65,535
 *     (Receive Maximum); a client of MQTT 3.1.1 that has more is not read until fewer are
 * @param windowBytes bytes of a connection that may wait for the disk before it is not read
 * @param connectTime how long a connection may take from its first byte to its CONNECT, TLS
 *     included
 * @param packetTime how long a packet may take to arrive, however it trickles
 * @param keepAlive what is required of clients that promise no keep-alive, and the most that
 *     clients of MQTT 5 may choose; whole seconds, up to 65,535
 * @param sessions most clients that are remembered after they went
 * @param sessionTime how long they are remembered at most; whole seconds
 * @param failedLogins failed logins of one address in a minute after which it is not listened to
 */
public record MqttLimits(
    int packetBytes,
    int packetMessages,
    int connections,
    int windowMessages,
    long windowBytes,
    Duration connectTime,
    Duration packetTime,
    Duration keepAlive,
    int sessions,
    Duration sessionTime,
    int failedLogins) {
  /** For a node on the internet. */
  public static final MqttLimits USUAL =
      new MqttLimits(
          256 << 10,
          1_000,
          10_000,
          256,
          1L << 20,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(20),
          100_000,
          Duration.ofDays(1),
          20);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is out of its range
   */
  public MqttLimits {
    within("packetBytes", packetBytes, 1_024, 268_435_455);
    within("packetMessages", packetMessages, 1, Integer.MAX_VALUE);
    within("connections", connections, 1, Integer.MAX_VALUE);
    within("windowMessages", windowMessages, 1, 65_535);
    within("windowBytes", windowBytes, 1, Long.MAX_VALUE);
    within("connectTime", connectTime.toMillis(), 1, Integer.MAX_VALUE);
    within("packetTime", packetTime.toMillis(), 1, Integer.MAX_VALUE);
    within("keepAlive", keepAlive.toSeconds(), 1, 65_535);
    within("sessions", sessions, 0, Integer.MAX_VALUE);
    within("sessionTime", sessionTime.toSeconds(), 0, 0xffff_fffeL);
    within("failedLogins", failedLogins, 1, Integer.MAX_VALUE);
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + " must be " + least + " to " + most);
    }
  }
}
