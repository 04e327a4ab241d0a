package polder.adapters.mqtt;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import polder.node.gateway.Batches;
import polder.node.gateway.DoorCounts;

/**
 * The door: listens, and gives each connection its handlers. A few threads serve all connections;
 * none of them waits for the disk.
 */
public final class MqttDoor implements AutoCloseable {
  private static final int MOST_THREADS = 4;
  private static final int BACKLOG = 1_024;
  private static final int UNREAD_LOW_BYTES = 32 << 10;
  private static final int UNREAD_HIGH_BYTES = 128 << 10;
  private static final int STOP_SECONDS = 10;

  private final Parts parts;
  private final EventLoopGroup threads;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final List<Channel> listeners = new ArrayList<>();
  private OptionalInt port = OptionalInt.empty();
  private OptionalInt tlsPort = OptionalInt.empty();

  /** The door is about to close. */
  record Stop() {}

  /**
   * Where to listen.
   *
   * @param host address
   * @param port port without TLS, 0 for any free one; empty for none
   * @param tlsPort port with TLS, 0 for any free one; empty for none
   * @param tls certificate and key, where there is a port with TLS
   */
  public record Address(
      String host, OptionalInt port, OptionalInt tlsPort, Optional<MqttTls> tls) {}

  /**
   * What the door needs of the node.
   *
   * @param batches where messages go; stays open when the door closes
   * @param isNetwork whether there is a network of this name
   * @param takes whether the node takes messages at present
   * @param users who may log in
   */
  public record House(
      Batches batches, Predicate<String> isNetwork, BooleanSupplier takes, MqttUsers users) {}

  private MqttDoor(House house, MqttLimits limits) {
    this.parts =
        new Parts(
            house.batches()::lane,
            house.isNetwork(),
            house.takes(),
            house.users(),
            new FailedLogins(limits.failedLogins()),
            new Sessions(limits.sessions()),
            new Counts(),
            limits);
    this.threads =
        new MultiThreadIoEventLoopGroup(
            Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory("polder-mqtt", true),
            NioIoHandler.newFactory());
  }

  /**
   * Opens the door.
   *
   * @throws IOException if a port is taken, or the certificate or key cannot be used
   */
  public static MqttDoor open(Address address, House house, MqttLimits limits) throws IOException {
    Optional<SslContext> context = Optional.empty();
    if (address.tlsPort().isPresent()) {
      context =
          Optional.of(
              address
                  .tls()
                  .orElseThrow(() ->
                      new IOException(
                          "MQTT with TLS needs a certificate and a key: name both files"))
                  .context());
    }
    MqttDoor door = new MqttDoor(house, limits);
    try {
      if (address.port().isPresent()) {
        door.port =
            OptionalInt.of(
                door.listen(address.host(), address.port().getAsInt(), Optional.empty()));
      }
      if (address.tlsPort().isPresent()) {
        door.tlsPort =
            OptionalInt.of(door.listen(address.host(), address.tlsPort().getAsInt(), context));
      }
      return door;
    } catch (IOException e) {
      door.close();
      throw e;
    }
  }

  private int listen(String host, int number, Optional<SslContext> tls) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(threads)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(UNREAD_LOW_BYTES, UNREAD_HIGH_BYTES))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connect(channel, tls);
                  }
                });
    try {
      Channel listener = bootstrap.bind(host, number).syncUninterruptibly().channel();
      listeners.add(listener);
      return ((InetSocketAddress) listener.localAddress()).getPort();
    } catch (Exception e) {
      // Netty throws what is checked without saying so.
      throw new IOException(
          "port "
              + number
              + " of "
              + host
              + " cannot be opened for MQTT: stop what listens there, or name another",
          e);
    }
  }

  private void connect(Channel channel, Optional<SslContext> tls) {
    if (!parts.counts().opened(parts.limits().connections())) {
      parts.counts().connect("too_many_connections");
      channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> parts.counts().closed());
    connections.add(channel);
    if (tls.isPresent()) {
      SslHandler handler = tls.get().newHandler(channel.alloc());
      handler.setHandshakeTimeout(parts.limits().connectTime().toMillis(), TimeUnit.MILLISECONDS);
      channel.pipeline().addLast("tls", handler);
    }
    handle(channel, parts);
  }

  /** Gives a connection all its handlers but that of TLS. */
  static void handle(Channel channel, Parts parts) {
    Silence silence = new Silence(parts.limits());
    channel
        .pipeline()
        .addLast("silence", silence)
        .addLast("decoder", new MqttDecoder(parts.limits().packetBytes()))
        .addLast("encoder", MqttEncoder.INSTANCE)
        .addLast("handshake", new Handshake(parts, silence));
  }

  /** The port without TLS. */
  public OptionalInt port() {
    return port;
  }

  /** The port with TLS. */
  public OptionalInt tlsPort() {
    return tlsPort;
  }

  /** What it counted. */
  public DoorCounts counts() {
    return parts.counts().all();
  }

  /**
   * Lets nobody in, answers what is under way, says goodbye, and waits some seconds for all that.
   */
  @Override
  public void close() {
    listeners.forEach(listener -> listener.close().syncUninterruptibly());
    ChannelGroupFuture gone = connections.newCloseFuture();
    connections.forEach(channel -> channel.pipeline().fireUserEventTriggered(new Stop()));
    gone.awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    threads.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
