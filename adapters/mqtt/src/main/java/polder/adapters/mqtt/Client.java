package polder.adapters.mqtt;

import io.netty.handler.codec.mqtt.MqttVersion;

/**
 * Who connected, and what was agreed upon.
 *
 * @param session name of the login, empty without one, and client identifier
 * @param keepAliveSeconds the client speaks at least this often
 * @param explains whether it wants to hear reasons with acknowledgements (Request Problem
 *     Information)
 * @param packetBytes largest packet that it takes
 * @param sessionSeconds how long it is to be remembered after it went
 */
record Client(
    MqttVersion version,
    Sessions.Key session,
    int keepAliveSeconds,
    boolean explains,
    long packetBytes,
    long sessionSeconds) {
  /** Whether it speaks MQTT 5, and can be told what is wrong. */
  boolean isFive() {
    return version == MqttVersion.MQTT_5;
  }
}
