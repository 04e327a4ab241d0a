package polder.adapters.mqtt;

import java.nio.file.Path;
import java.time.Duration;
import polder.node.gateway.Batches;

/** What connections of tests share: a network called air, and small limits. */
final class TestParts {
  /** Packets of 1 KiB with 3 messages, a window of 4, 10 s to connect, 30 s for a packet. */
  static final MqttLimits SMALL =
      new MqttLimits(
          1_024,
          3,
          100,
          4,
          1L << 20,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(20),
          2,
          Duration.ofHours(1),
          3);

  private TestParts() {}

  static Parts on(Batches.Lane lane, Path users) {
    return new Parts(
        () -> lane,
        "air"::equals,
        () -> true,
        new MqttUsers(users),
        new FailedLogins(SMALL.failedLogins()),
        new Sessions(SMALL.sessions()),
        new Counts(),
        SMALL);
  }
}
