package polder.adapters.mqtt;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Reads the first packet, a CONNECT, and lets the client in or says why not. */
final class Handshake extends SimpleChannelInboundHandler<MqttMessage> {
  private static final int MOST_CLIENT_ID_CHARS = 256;
  private static final long FOREVER = 0xffff_ffffL;

  private final Parts parts;
  private final Silence silence;
  private boolean over;

  Handshake(Parts parts, Silence silence) {
    this.parts = parts;
    this.silence = silence;
  }

  /** Why somebody is not let in: for MQTT 5, for 3.1.1, in a word, in a sentence. */
  private record Refusal(
      MqttConnectReturnCode five, MqttConnectReturnCode three, String outcome, String reason) {}

  @Override
  protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
    if (over) {
      return;
    }
    silence.packet();
    if (message.decoderResult().isFailure()) {
      unreadable(context, message.decoderResult().cause());
    } else if (message instanceof MqttConnectMessage connect) {
      connect(context, connect);
    } else {
      end(context, "no_connect");
    }
  }

  private void unreadable(ChannelHandlerContext context, Throwable cause) {
    switch (cause) {
      case MqttUnacceptableProtocolVersionException _ ->
          refuse(
              context,
              new Refusal(
                  MqttConnectReturnCode.CONNECTION_REFUSED_UNSUPPORTED_PROTOCOL_VERSION,
                  MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION,
                  "bad_version",
                  "MQTT 3.1.1 and 5 are spoken here"),
              false);
      case MqttIdentifierRejectedException _ -> refuse(context, badIdentifier(), false);
      default -> end(context, "malformed");
    }
  }

  private static Refusal badIdentifier() {
    return new Refusal(
        MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID,
        MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED,
        "bad_identifier",
        "the client identifier must have 1 to "
            + MOST_CLIENT_ID_CHARS
            + " characters, or none with a clean session");
  }

  private void connect(ChannelHandlerContext context, MqttConnectMessage connect) {
    boolean five = connect.variableHeader().version() == MqttVersion.MQTT_5.protocolLevel();
    Optional<Refusal> refusal =
        wrongForm(connect, five).or(() -> wrongLogin(context, connect)).or(this::closed);
    if (refusal.isPresent()) {
      refuse(context, refusal.get(), five);
    } else {
      welcome(context, connect, five);
    }
  }

  private static Optional<Refusal> wrongForm(MqttConnectMessage connect, boolean five) {
    String id = identifier(connect);
    if (id.length() > MOST_CLIENT_ID_CHARS
        || (id.isEmpty() && !five && !connect.variableHeader().isCleanSession())) {
      return Optional.of(badIdentifier());
    }
    MqttProperties properties = connect.variableHeader().properties();
    if (properties.getProperty(MqttProperties.AUTHENTICATION_METHOD) != null) {
      return Optional.of(
          new Refusal(
              MqttConnectReturnCode.CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD,
              MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
              "bad_authentication_method",
              "log in with a user name and a password"));
    }
    if (five && connect.variableHeader().isWillRetain()) {
      return Optional.of(
          new Refusal(
              MqttConnectReturnCode.CONNECTION_REFUSED_RETAIN_NOT_SUPPORTED,
              MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
              "retained_will",
              "nothing is retained here; connect without a retained will"));
    }
    if (number(properties, MqttProperties.RECEIVE_MAXIMUM).equals(Optional.of(0L))
        || number(properties, MqttProperties.MAXIMUM_PACKET_SIZE).equals(Optional.of(0L))) {
      return Optional.of(
          new Refusal(
              MqttConnectReturnCode.CONNECTION_REFUSED_PROTOCOL_ERROR,
              MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
              "protocol_error",
              "a maximum must not be 0"));
    }
    return Optional.empty();
  }

  private Optional<Refusal> wrongLogin(ChannelHandlerContext context, MqttConnectMessage connect) {
    String address = address(context);
    long now = now(context);
    if (parts.failedLogins().areTooMany(address, now)) {
      return Optional.of(
          new Refusal(
              MqttConnectReturnCode.CONNECTION_REFUSED_CONNECTION_RATE_EXCEEDED,
              MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
              "too_many_logins",
              "too many failed logins; try again in a minute"));
    }
    byte[] password = connect.payload().passwordInBytes();
    return switch (parts.users().entry(user(connect), password == null ? new byte[0] : password)) {
      case WELCOME -> Optional.empty();
      case REFUSED -> {
        parts.failedLogins().add(address, now);
        yield Optional.of(
            new Refusal(
                MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD,
                MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD,
                "bad_login",
                "user name or password is wrong or missing"));
      }
      case UNKNOWN -> Optional.of(unavailable("the list of users cannot be read"));
    };
  }

  private Optional<Refusal> closed() {
    return parts.takes().getAsBoolean()
        ? Optional.empty()
        : Optional.of(unavailable("the node takes nothing at present; see /health over HTTP"));
  }

  private static Refusal unavailable(String reason) {
    return new Refusal(
        MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE_5,
        MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
        "unavailable",
        reason);
  }

  private void welcome(ChannelHandlerContext context, MqttConnectMessage connect, boolean five) {
    over = true;
    String given = identifier(connect);
    Client client = client(connect, given, five);
    Connection connection = new Connection(parts, client, silence);
    boolean clean = connect.variableHeader().isCleanSession();
    Sessions.Opened opened =
        parts.sessions().open(client.session(), clean, connection, now(context));
    opened.displaced().ifPresent(Sessions.Holder::takenOver);
    parts.counts().connect("accepted");
    context.writeAndFlush(accepted(client, connect, opened.present()));
    context.pipeline().replace(this, "connection", connection);
    silence.keepAlive(client.keepAliveSeconds());
  }

  private Client client(MqttConnectMessage connect, String given, boolean five) {
    MqttProperties properties = connect.variableHeader().properties();
    long asked =
        five
            ? number(properties, MqttProperties.SESSION_EXPIRY_INTERVAL).orElse(0L)
            : connect.variableHeader().isCleanSession() ? 0L : FOREVER;
    return new Client(
        MqttVersion.fromProtocolNameAndLevel(
            connect.variableHeader().name(), (byte) connect.variableHeader().version()),
        new Sessions.Key(user(connect), given.isEmpty() ? "polder-" + UUID.randomUUID() : given),
        keepAlive(connect.variableHeader().keepAliveTimeSeconds(), five),
        number(properties, MqttProperties.REQUEST_PROBLEM_INFORMATION).orElse(1L) != 0,
        number(properties, MqttProperties.MAXIMUM_PACKET_SIZE).orElse(FOREVER),
        Math.min(asked, parts.limits().sessionTime().toSeconds()));
  }

  /** Whoever speaks MQTT 5 can be told another; of 3.1.1 only who promises nothing gets one. */
  private int keepAlive(int asked, boolean five) {
    int most = (int) parts.limits().keepAlive().toSeconds();
    return asked == 0 || (five && asked > most) ? most : asked;
  }

  private MqttConnAckMessage accepted(Client client, MqttConnectMessage connect, boolean present) {
    MqttLimits limits = parts.limits();
    return MqttMessageBuilders.connAck()
        .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
        .sessionPresent(present)
        .properties(properties -> {
          properties
              .receiveMaximum(limits.windowMessages())
              .retainAvailable(false)
              .maximumPacketSize(limits.packetBytes())
              .topicAliasMaximum(Topics.MOST_ALIASES)
              .wildcardSubscriptionAvailable(false)
              .subscriptionIdentifiersAvailable(false)
              .sharedSubscriptionAvailable(false)
              .sessionExpiryInterval(client.sessionSeconds());
          if (client.keepAliveSeconds() != connect.variableHeader().keepAliveTimeSeconds()) {
            properties.serverKeepAlive(client.keepAliveSeconds());
          }
          if (identifier(connect).isEmpty()) {
            properties.assignedClientId(client.session().clientId());
          }
        })
        .build();
  }

  private void refuse(ChannelHandlerContext context, Refusal refusal, boolean five) {
    over = true;
    parts.counts().connect(refusal.outcome());
    context
        .writeAndFlush(Packets.refused(five ? refusal.five() : refusal.three(), refusal.reason()))
        .addListener(ChannelFutureListener.CLOSE);
    context
        .executor()
        .schedule(() -> context.close(), Connection.CLOSING_SECONDS, TimeUnit.SECONDS);
  }

  private void end(ChannelHandlerContext context, String outcome) {
    if (!over) {
      over = true;
      parts.counts().connect(outcome);
    }
    context.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    switch (event) {
      case Silence.Event _ -> end(context, "too_slow");
      case MqttDoor.Stop _ -> end(context, "unavailable");
      default -> context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // Strangers who speak no TLS, or go in the middle of a sentence: no fault of this node.
    end(context, cause instanceof IOException ? "gone" : "malformed");
  }

  private static String identifier(MqttConnectMessage connect) {
    return Objects.requireNonNullElse(connect.payload().clientIdentifier(), "");
  }

  private static String user(MqttConnectMessage connect) {
    return Objects.requireNonNullElse(connect.payload().userName(), "");
  }

  private static String address(ChannelHandlerContext context) {
    return context.channel().remoteAddress() instanceof InetSocketAddress remote
            && remote.getAddress() != null
        ? remote.getAddress().getHostAddress()
        : "";
  }

  /** The value of an integer property, as the unsigned number that it is. */
  static Optional<Long> number(MqttProperties properties, int id) {
    return properties.getProperty(id) instanceof MqttProperties.IntegerProperty property
        ? Optional.of(Integer.toUnsignedLong(property.value()))
        : Optional.empty();
  }

  private static long now(ChannelHandlerContext context) {
    return context.executor().ticker().nanoTime();
  }
}
