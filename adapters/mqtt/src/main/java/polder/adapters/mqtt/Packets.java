package polder.adapters.mqtt;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.netty.handler.codec.mqtt.MqttReasonCodes.SubAck;
import io.netty.handler.codec.mqtt.MqttReasonCodes.UnsubAck;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/** What the door says. The encoder leaves out what a client's version does not know. */
final class Packets {
  /** Acknowledgements grow no larger than this, however many messages a publication had. */
  private static final long MOST_BYTES = 64 << 10;

  /** Fixed header, packet identifier, reason code, length of the properties; generously. */
  private static final int FRAME_BYTES = 16;

  /** Of a property beside its text: identifier and two lengths. */
  private static final int PROPERTY_BYTES = 5;

  private static final int MOST_REASON_CHARS = 1_000;
  private static final String NO_SUBSCRIBERS =
      "this door takes messages and delivers none; see /v1/events over HTTP";

  private Packets() {}

  /** PUBACK for quality 1, PUBREC for quality 2. */
  static MqttMessage acknowledgement(
      Client client, MqttQoS quality, int packetId, Answer.Acknowledged answer) {
    MqttPubReplyMessageVariableHeader header =
        new MqttPubReplyMessageVariableHeader(
            packetId, answer.code().byteValue(), properties(client, answer));
    return quality == MqttQoS.AT_LEAST_ONCE
        ? new MqttPubAckMessage(fixed(MqttMessageType.PUBACK), header)
        : new MqttMessage(fixed(MqttMessageType.PUBREC), header);
  }

  /** The same again, for a publication that came again after it was answered. */
  static MqttMessage received(int packetId) {
    return reply(MqttMessageType.PUBREC, packetId);
  }

  static MqttMessage completed(int packetId) {
    return reply(MqttMessageType.PUBCOMP, packetId);
  }

  private static MqttMessage reply(MqttMessageType type, int packetId) {
    return new MqttMessage(
        fixed(type),
        new MqttPubReplyMessageVariableHeader(
            packetId,
            MqttPubReplyMessageVariableHeader.REASON_CODE_OK,
            MqttProperties.NO_PROPERTIES));
  }

  /** As many verdicts as fit into what the client takes, in order. */
  private static MqttProperties properties(Client client, Answer.Acknowledged answer) {
    if (!client.isFive() || !client.explains()) {
      return MqttProperties.NO_PROPERTIES;
    }
    MqttProperties properties = new MqttProperties();
    long room = Math.min(client.packetBytes(), MOST_BYTES) - FRAME_BYTES;
    String reason = shortened(answer.reason());
    if (!reason.isEmpty() && bytes(reason) + PROPERTY_BYTES <= room) {
      room -= bytes(reason) + PROPERTY_BYTES;
      properties.add(new MqttProperties.StringProperty(MqttProperties.REASON_STRING, reason));
    }
    MqttProperties.UserProperties verdicts = new MqttProperties.UserProperties();
    for (Answer.Verdict verdict : answer.verdicts()) {
      String value = shortened(verdict);
      room -= bytes(verdict.name()) + bytes(value) + PROPERTY_BYTES;
      if (room < 0) {
        break;
      }
      verdicts.add(verdict.name(), value);
    }
    properties.add(verdicts);
    return properties;
  }

  /** A receipt is whole or not there; what is for a person may be cut. */
  private static String shortened(Answer.Verdict verdict) {
    return verdict.name().equals("refused")
        ? shortened(verdict.value().get())
        : verdict.value().get();
  }

  private static String shortened(String text) {
    String one = text.replace('\u0000', ' ');
    return one.length() <= MOST_REASON_CHARS ? one : one.substring(0, MOST_REASON_CHARS) + "…";
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Only for MQTT 5: before that, servers say nothing when they go. */
  static MqttMessage disconnect(Client client, Disconnect code, String reason) {
    MqttProperties properties = new MqttProperties();
    String text = shortened(reason);
    if (bytes(text) + PROPERTY_BYTES + FRAME_BYTES <= client.packetBytes()) {
      properties.add(new MqttProperties.StringProperty(MqttProperties.REASON_STRING, text));
    }
    return MqttMessageBuilders.disconnect()
        .reasonCode(code.byteValue())
        .properties(properties)
        .build();
  }

  static MqttConnAckMessage refused(MqttConnectReturnCode code, String reason) {
    return MqttMessageBuilders.connAck()
        .returnCode(code)
        .sessionPresent(false)
        .properties(properties -> properties.reasonString(reason))
        .build();
  }

  static MqttMessage pong() {
    return new MqttMessage(fixed(MqttMessageType.PINGRESP));
  }

  /** Refuses every filter; 3.1.1 has one code for that. */
  static MqttSubAckMessage refused(Client client, MqttSubscribeMessage subscribe) {
    int code =
        Byte.toUnsignedInt(
            client.isFive()
                ? SubAck.IMPLEMENTATION_SPECIFIC_ERROR.byteValue()
                : SubAck.UNSPECIFIED_ERROR.byteValue());
    int filters = subscribe.payload().topicSubscriptions().size();
    MqttSubAckMessage plain =
        MqttMessageBuilders.subAck()
            .packetId(subscribe.variableHeader().messageId())
            .properties(because(client))
            .build();
    return new MqttSubAckMessage(
        plain.fixedHeader(),
        plain.idAndPropertiesVariableHeader(),
        new MqttSubAckPayload(Collections.nCopies(filters, code)));
  }

  /** Nobody subscribed, so nothing ends. */
  static MqttUnsubAckMessage nothing(MqttUnsubscribeMessage unsubscribe) {
    Short code = (short) Byte.toUnsignedInt(UnsubAck.NO_SUBSCRIPTION_EXISTED.byteValue());
    return MqttMessageBuilders.unsubAck()
        .packetId(unsubscribe.variableHeader().messageId())
        .addReasonCodes(
            Collections.nCopies(unsubscribe.payload().topics().size(), code).toArray(Short[]::new))
        .build();
  }

  private static MqttProperties because(Client client) {
    MqttProperties properties = new MqttProperties();
    if (client.explains()) {
      properties.add(
          new MqttProperties.StringProperty(MqttProperties.REASON_STRING, NO_SUBSCRIBERS));
    }
    return properties;
  }

  private static MqttFixedHeader fixed(MqttMessageType type) {
    return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
  }
}
