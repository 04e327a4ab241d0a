package polder.adapters.mqtt;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that was let in: tells its packets apart, and ends the connection when it has to. All in
 * the channel's thread, but for {@link #takenOver}.
 */
final class Connection extends SimpleChannelInboundHandler<MqttMessage>
    implements Sessions.Holder, Publications.Ending {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** How long a client may take to read why it is sent away. */
  static final long CLOSING_SECONDS = 5;

  private final Parts parts;
  private final Client client;
  private final Silence silence;
  private final Publications publications;
  private volatile Optional<ChannelHandlerContext> added = Optional.empty();
  private volatile boolean displaced;
  private long sessionSeconds;
  private boolean ended;

  Connection(Parts parts, Client client, Silence silence) {
    this.parts = parts;
    this.client = client;
    this.silence = silence;
    this.publications = new Publications(parts, client, silence, this);
    this.sessionSeconds = client.sessionSeconds();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    added = Optional.of(context);
    if (displaced) {
      takenOver();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
    if (ended) {
      return;
    }
    silence.packet();
    if (message.decoderResult().isFailure()) {
      unreadable(context, message.decoderResult().cause());
      return;
    }
    switch (message.fixedHeader().messageType()) {
      case PUBLISH -> publications.publish(context, (MqttPublishMessage) message);
      case PUBREL -> publications.release(context, message);
      case PINGREQ -> context.writeAndFlush(Packets.pong());
      case SUBSCRIBE -> subscribe(context, (MqttSubscribeMessage) message);
      case UNSUBSCRIBE -> context.writeAndFlush(Packets.nothing((MqttUnsubscribeMessage) message));
      case DISCONNECT -> disconnect(context, message);
      default ->
          end(
              context,
              Disconnect.PROTOCOL_ERROR,
              "protocol_error",
              message.fixedHeader().messageType() + " has no place here");
    }
  }

  private void unreadable(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof TooLongFrameException) {
      end(
          context,
          Disconnect.PACKET_TOO_LARGE,
          "packet_too_large",
          "a packet has at most " + parts.limits().packetBytes() + " bytes here");
    } else {
      end(context, Disconnect.MALFORMED_PACKET, "malformed", String.valueOf(cause.getMessage()));
    }
  }

  private void subscribe(ChannelHandlerContext context, MqttSubscribeMessage subscribe) {
    if (client.version() == MqttVersion.MQTT_3_1) {
      // It has no word for a refusal.
      end(context, Disconnect.PROTOCOL_ERROR, "subscribed", "nothing is delivered here");
    } else {
      context.writeAndFlush(Packets.refused(client, subscribe));
    }
  }

  private void disconnect(ChannelHandlerContext context, MqttMessage message) {
    if (message.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header) {
      Optional<Long> seconds =
          Handshake.number(header.properties(), MqttProperties.SESSION_EXPIRY_INTERVAL);
      if (seconds.isPresent() && seconds.get() > 0 && client.sessionSeconds() == 0) {
        end(
            context,
            Disconnect.PROTOCOL_ERROR,
            "protocol_error",
            "a session that was to end with the connection cannot be kept");
        return;
      }
      seconds.ifPresent(
          its -> sessionSeconds = Math.min(its, parts.limits().sessionTime().toSeconds()));
    }
    ended("client");
    context.close();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    publications.hold(context);
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    switch (event) {
      case Silence.Event.NO_PACKET ->
          end(
              context,
              Disconnect.KEEP_ALIVE_TIMEOUT,
              "silent",
              "nothing came within 1.5 times the keep-alive");
      case Silence.Event.SLOW_PACKET, Silence.Event.NO_CONNECT ->
          end(context, Disconnect.UNSPECIFIED_ERROR, "too_slow", "a packet took too long");
      case MqttDoor.Stop _ -> publications.stop(context);
      default -> context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void idle(ChannelHandlerContext context) {
    end(context, Disconnect.SERVER_SHUTTING_DOWN, "stopped", "the node stops");
  }

  /** In any thread. */
  @Override
  public void takenOver() {
    displaced = true;
    added.ifPresent(context ->
        context
            .executor()
            .execute(() ->
                end(
                    context,
                    Disconnect.SESSION_TAKEN_OVER,
                    "taken_over",
                    "another connection has this client identifier")));
  }

  @Override
  public boolean isOver() {
    return ended;
  }

  /** Says why, as far as the version lets one. */
  @Override
  public void end(ChannelHandlerContext context, Disconnect code, String why, String reason) {
    if (ended) {
      return;
    }
    ended(why);
    if (client.isFive()) {
      context
          .writeAndFlush(Packets.disconnect(client, code, reason))
          .addListener(ChannelFutureListener.CLOSE);
      // Whoever does not even read that.
      context.executor().schedule(() -> context.close(), CLOSING_SECONDS, TimeUnit.SECONDS);
    } else {
      // Behind the acknowledgements that are written and not flushed yet.
      context.flush();
      context.close();
    }
  }

  private void ended(String why) {
    if (!ended) {
      ended = true;
      parts.counts().end(why);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended("gone");
    parts
        .sessions()
        .close(client.session(), this, sessionSeconds, context.executor().ticker().nanoTime());
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.warn("a connection over MQTT is closed: {}", cause.toString());
    }
    ended("gone");
    context.close();
  }
}
