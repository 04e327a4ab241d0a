package polder.adapters.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A client and the door's handlers in one thread, with a clock that the test turns. */
final class Dialogue implements AutoCloseable {
  static final String TOPIC = "polder/air/messages";

  /** A CBOR integer: enough for a message here, where nobody looks into it. */
  static final byte[] MESSAGE = {1};

  private final EmbeddedChannel server = new EmbeddedChannel();
  private final EmbeddedChannel codec =
      new EmbeddedChannel(new MqttDecoder(1 << 20), MqttEncoder.INSTANCE);

  Dialogue(Parts parts) {
    server.freezeTime();
    MqttDoor.handle(server, parts);
  }

  /** The door's side. */
  EmbeddedChannel server() {
    return server;
  }

  void raw(byte... bytes) {
    server.writeInbound(Unpooled.copiedBuffer(bytes));
    server.runPendingTasks();
  }

  void send(MqttMessage message) {
    codec.writeOutbound(message);
    for (ByteBuf part = codec.readOutbound(); part != null; part = codec.readOutbound()) {
      server.writeInbound(part);
    }
    server.runPendingTasks();
  }

  /** The next packet from the door. */
  MqttMessage next() {
    server.runPendingTasks();
    MqttMessage message = codec.readInbound();
    while (message == null && !server.outboundMessages().isEmpty()) {
      codec.writeInbound(server.<ByteBuf>readOutbound());
      message = codec.readInbound();
    }
    assertThat(message).as("a packet from the door").isNotNull();
    assertThat(message.decoderResult().isSuccess()).isTrue();
    return message;
  }

  MqttMessage next(MqttMessageType type) {
    MqttMessage message = next();
    assertThat(message.fixedHeader().messageType()).isEqualTo(type);
    return message;
  }

  void saysNothing() {
    server.runPendingTasks();
    assertThat(server.<Object>readOutbound()).isNull();
    assertThat(codec.<Object>readInbound()).isNull();
  }

  void pass(Duration time) {
    server.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
    server.runScheduledPendingTasks();
    server.runPendingTasks();
  }

  MqttConnAckMessage connect(
      MqttVersion version, Consumer<MqttMessageBuilders.ConnectBuilder> more) {
    MqttMessageBuilders.ConnectBuilder builder =
        MqttMessageBuilders.connect()
            .protocolVersion(version)
            .clientId("device")
            .cleanSession(true)
            .keepAlive(60);
    more.accept(builder);
    send(builder.build());
    return (MqttConnAckMessage) next(MqttMessageType.CONNACK);
  }

  MqttConnAckMessage connect(MqttVersion version) {
    return connect(version, builder -> {});
  }

  void publish(int id, MqttQoS quality) {
    publish(id, quality, false, TOPIC, MqttProperties.NO_PROPERTIES, MESSAGE);
  }

  void publishAgain(int id, MqttQoS quality) {
    publish(id, quality, true, TOPIC, MqttProperties.NO_PROPERTIES, MESSAGE);
  }

  void publish(
      int id,
      MqttQoS quality,
      boolean again,
      String topic,
      MqttProperties properties,
      byte[] payload) {
    send(
        new MqttPublishMessage(
            new MqttFixedHeader(MqttMessageType.PUBLISH, again, quality, false, 0),
            new MqttPublishVariableHeader(topic, id, properties),
            Unpooled.copiedBuffer(payload)));
  }

  void release(int id) {
    send(
        new MqttMessage(
            new MqttFixedHeader(MqttMessageType.PUBREL, false, MqttQoS.AT_LEAST_ONCE, false, 0),
            new MqttPubReplyMessageVariableHeader(id, (byte) 0, MqttProperties.NO_PROPERTIES)));
  }

  static int id(MqttMessage message) {
    return ((MqttMessageIdVariableHeader) message.variableHeader()).messageId();
  }

  /** Reason code of a PUBACK, PUBREC or DISCONNECT of MQTT 5. */
  static int code(MqttMessage message) {
    return Byte.toUnsignedInt(
        switch (message.variableHeader()) {
          case MqttPubReplyMessageVariableHeader header -> header.reasonCode();
          case MqttReasonCodeAndPropertiesVariableHeader header -> header.reasonCode();
          default -> throw new AssertionError("no reason code in " + message);
        });
  }

  static Optional<String> reason(MqttMessage message) {
    MqttProperties properties =
        switch (message.variableHeader()) {
          case MqttPubReplyMessageVariableHeader header -> header.properties();
          case MqttReasonCodeAndPropertiesVariableHeader header -> header.properties();
          default -> MqttProperties.NO_PROPERTIES;
        };
    return properties.getProperty(MqttProperties.REASON_STRING)
            instanceof MqttProperties.StringProperty property
        ? Optional.of(property.value())
        : Optional.empty();
  }

  boolean isOpen() {
    server.runPendingTasks();
    return server.isOpen();
  }

  @Override
  public void close() {
    server.finishAndReleaseAll();
    codec.finishAndReleaseAll();
  }
}
