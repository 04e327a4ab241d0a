package polder.adapters.mqtt;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.netty.handler.codec.mqtt.MqttReasonCodes.PubAck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import polder.adapters.mqtt.Deliveries.Delivery;
import polder.node.gateway.Batches;
import polder.node.gateway.MessageSequence;
import polder.node.gateway.Reply;
import polder.protocol.Bytes;

/**
 * The publications of one connection, from their arrival to their acknowledgement, which comes in
 * the order of arrival and after the answer. Reads no faster than the disk writes. All in the
 * channel's thread, but for the answers.
 */
final class Publications {
  private final Parts parts;
  private final Client client;
  private final Silence silence;
  private final Ending ending;
  private final Batches.Lane lane;
  private final Topics topics = new Topics();
  private final Deliveries deliveries = new Deliveries();
  private final AtomicBoolean answering = new AtomicBoolean();
  private boolean laneFull;
  private boolean held;
  private boolean stopping;

  /** How the connection ends. */
  interface Ending {
    /**
     * Ends it, unless it has ended.
     *
     * @param why one word for the metrics
     * @param reason for a person
     */
    void end(ChannelHandlerContext context, Disconnect code, String why, String reason);

    /** Nothing is under way any more, and nothing more is read. */
    void idle(ChannelHandlerContext context);

    /** Whether it has ended. */
    boolean isOver();
  }

  Publications(Parts parts, Client client, Silence silence, Ending ending) {
    this.parts = parts;
    this.client = client;
    this.silence = silence;
    this.ending = ending;
    this.lane = parts.lanes().get();
  }

  /** Reads nothing more; says so once nothing is under way. */
  void stop(ChannelHandlerContext context) {
    stopping = true;
    hold(context);
    if (deliveries.size() == 0) {
      ending.idle(context);
    }
  }

  /** Takes a publication. */
  void publish(ChannelHandlerContext context, MqttPublishMessage publish) {
    MqttProperties properties = publish.variableHeader().properties();
    if (client.isFive() && publish.fixedHeader().isRetain()) {
      ending.end(context, Disconnect.RETAIN_NOT_SUPPORTED, "retained", "nothing is retained here");
      return;
    }
    if (properties.getProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER) != null) {
      ending.end(
          context, Disconnect.PROTOCOL_ERROR, "protocol_error", "clients publish without it");
      return;
    }
    Optional<Integer> alias =
        Handshake.number(properties, MqttProperties.TOPIC_ALIAS).map(Math::toIntExact);
    switch (topics.resolve(publish.variableHeader().topicName(), alias)) {
      case Topics.Resolved.Topic(String topic) -> {
        if (isNew(context, publish)) {
          take(context, publish, topic);
        }
      }
      case Topics.Resolved.BadAlias _ ->
          ending.end(
              context,
              Disconnect.TOPIC_ALIAS_INVALID,
              "bad_alias",
              "topic aliases are 1 to " + Topics.MOST_ALIASES);
      case Topics.Resolved.Nothing _ ->
          ending.end(context, Disconnect.PROTOCOL_ERROR, "protocol_error", "there is no topic");
    }
  }

  /** Whether this is no repetition, and within the window; if not, all that is due is done. */
  private boolean isNew(ChannelHandlerContext context, MqttPublishMessage publish) {
    if (publish.fixedHeader().qosLevel() == MqttQoS.AT_MOST_ONCE) {
      return true;
    }
    int id = publish.variableHeader().packetId();
    Deliveries.Standing standing = deliveries.standing(id);
    if (standing == Deliveries.Standing.FREE) {
      if (client.isFive() && deliveries.window() >= parts.limits().windowMessages()) {
        ending.end(
            context,
            Disconnect.RECEIVE_MAXIMUM_EXCEEDED,
            "receive_maximum_exceeded",
            "at most " + parts.limits().windowMessages() + " publications may be under way");
        return false;
      }
      return true;
    }
    // What says that it is a repetition is answered with what it repeats. What does not could be
    // another message, which must not be lost behind the acknowledgement of the first.
    if (!publish.fixedHeader().isDup()) {
      ending.end(
          context,
          Disconnect.PROTOCOL_ERROR,
          "protocol_error",
          "packet identifier " + id + " is in use");
    } else if (standing == Deliveries.Standing.UNRELEASED) {
      parts.counts().publish("repeated");
      context.writeAndFlush(Packets.received(id));
    }
    return false;
  }

  private void take(ChannelHandlerContext context, MqttPublishMessage publish, String topic) {
    MqttQoS quality = publish.fixedHeader().qosLevel();
    Optional<String> network = Topics.network(topic);
    boolean canBeTold = client.isFive() && quality != MqttQoS.AT_MOST_ONCE;
    if (network.isEmpty() && !canBeTold) {
      // A mistake of whoever set the device up, who had else no way to see it.
      parts.counts().publish("refused");
      ending.end(context, Disconnect.TOPIC_NAME_INVALID, "wrong_topic", wrongTopic(topic));
      return;
    }
    Delivery delivery =
        new Delivery(
            quality, publish.variableHeader().packetId(), publish.payload().readableBytes());
    deliveries.add(delivery);
    if (network.isEmpty()) {
      answer(
          context,
          delivery,
          Answer.refused(PubAck.TOPIC_NAME_INVALID, "wrong_topic", wrongTopic(topic)));
    } else if (!parts.isNetwork().test(network.get())) {
      answer(
          context,
          delivery,
          Answer.refused(
              PubAck.TOPIC_NAME_INVALID, "unknown_network", "there is no network of this name"));
    } else {
      handOn(context, delivery, Bytes.wrap(ByteBufUtil.getBytes(publish.payload())));
    }
    hold(context);
  }

  private static String wrongTopic(String topic) {
    return "messages go to polder/NETWORK/messages, not to "
        + topic.substring(0, Math.min(100, topic.length()));
  }

  private void handOn(ChannelHandlerContext context, Delivery delivery, Bytes payload) {
    int most = parts.limits().packetMessages();
    MessageSequence sequence = MessageSequence.split(payload, most);
    if (sequence.items().size() > most) {
      answer(
          context,
          delivery,
          Answer.refused(
              PubAck.PAYLOAD_FORMAT_INVALID,
              "too_many_messages",
              "at most " + most + " messages at once; none of these was taken"));
    } else if (sequence.items().isEmpty()) {
      String detail = sequence.broken().map(Reply.Refused::detail).orElse("there is no message");
      answer(context, delivery, Answer.refused(PubAck.PAYLOAD_FORMAT_INVALID, "malformed", detail));
    } else {
      laneFull =
          !lane.submit(
              new Batches.Parcel(
                  sequence.items(),
                  payload.size(),
                  replies -> answered(context, delivery, sequence, replies)));
    }
  }

  /** In a lane's thread. */
  private void answered(
      ChannelHandlerContext context,
      Delivery delivery,
      MessageSequence sequence,
      List<Reply> replies) {
    List<Reply> all = new ArrayList<>(replies);
    sequence.broken().ifPresent(all::add);
    answer(context, delivery, Answer.of(all));
  }

  /** In any thread. One run of {@link #acknowledge} is enough for many answers. */
  private void answer(ChannelHandlerContext context, Delivery delivery, Answer answer) {
    delivery.answer(answer);
    if (answering.compareAndSet(false, true)) {
      context.executor().execute(() -> acknowledge(context));
    }
  }

  private void acknowledge(ChannelHandlerContext context) {
    answering.set(false);
    boolean written = false;
    for (Optional<Answer> answer = deliveries.head();
        answer.isPresent();
        answer = deliveries.head()) {
      written |= acknowledge(context, deliveries.remove(), answer.get());
    }
    if (written) {
      context.flush();
    }
    hold(context);
    if (stopping && deliveries.size() == 0) {
      ending.idle(context);
    }
  }

  private boolean acknowledge(ChannelHandlerContext context, Delivery delivery, Answer answer) {
    switch (answer) {
      case Answer.Acknowledged acknowledged -> {
        parts.counts().publish(acknowledged.outcome());
        if (ending.isOver() || delivery.quality() == MqttQoS.AT_MOST_ONCE) {
          return false;
        }
        // In MQTT 5 an error ends the exchange; else the client releases the identifier.
        boolean error = Byte.toUnsignedInt(acknowledged.code().byteValue()) >= 0x80;
        if (delivery.quality() == MqttQoS.EXACTLY_ONCE && !(client.isFive() && error)) {
          deliveries.received(delivery.packetId());
        }
        context.write(
            Packets.acknowledgement(client, delivery.quality(), delivery.packetId(), acknowledged));
        return true;
      }
      case Answer.SendAgain again -> {
        parts.counts().publish(again.outcome());
        if (delivery.quality() != MqttQoS.AT_MOST_ONCE) {
          ending.end(context, again.code(), again.outcome(), again.reason());
        }
        return false;
      }
    }
  }

  /** The client knows that a publication of quality 2 was received. */
  void release(ChannelHandlerContext context, MqttMessage message) {
    int id = ((MqttMessageIdVariableHeader) message.variableHeader()).messageId();
    if (deliveries.standing(id) == Deliveries.Standing.UNANSWERED) {
      ending.end(
          context, Disconnect.PROTOCOL_ERROR, "protocol_error", "released before it was received");
      return;
    }
    // Also one that is not known: then it was received on a connection before this, and durable.
    deliveries.released(id);
    context.writeAndFlush(Packets.completed(id));
  }

  /** Stops reading where too much waits, and goes on where less does. */
  void hold(ChannelHandlerContext context) {
    MqttLimits limits = parts.limits();
    laneFull &= deliveries.size() > 0;
    boolean full =
        deliveries.size() >= limits.windowMessages() || deliveries.bytes() >= limits.windowBytes();
    boolean roomy =
        deliveries.size() <= limits.windowMessages() / 2
            && deliveries.bytes() <= limits.windowBytes() / 2;
    boolean stop = laneFull || full || (held && !roomy);
    boolean deaf = !context.channel().isWritable();
    if (stop != held) {
      held = stop;
      silence.held(stop);
    }
    // Whoever does not take its answers is not read either; but that is no excuse for silence.
    context.channel().config().setAutoRead(!stop && !deaf && !stopping);
  }
}
