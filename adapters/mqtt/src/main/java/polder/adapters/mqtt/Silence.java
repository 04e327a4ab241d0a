package polder.adapters.mqtt;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Watches how long a client takes: to connect, to finish a packet it began, to say anything at all.
 * What it finds goes to the handlers behind as an {@link Event}. Time in which the door itself does
 * not read is not held against the client. Only in the channel's thread.
 */
final class Silence extends ChannelInboundHandlerAdapter {
  /** What took too long. */
  enum Event {
    NO_CONNECT,
    NO_PACKET,
    SLOW_PACKET
  }

  private final long packetNanos;
  private long allowedNanos;
  private Event tooSilent = Event.NO_CONNECT;
  private long lastPacket;
  private long partSince;
  private boolean part;
  private Optional<ChannelHandlerContext> added = Optional.empty();
  private Optional<Future<?>> next = Optional.empty();
  private boolean held;

  Silence(MqttLimits limits) {
    this.allowedNanos = limits.connectTime().toNanos();
    this.packetNanos = limits.packetTime().toNanos();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    added = Optional.of(context);
    lastPacket = now(context);
    check(context);
  }

  /** A packet is complete. */
  void packet() {
    lastPacket = added.map(Silence::now).orElse(lastPacket);
    part = false;
  }

  /** The client is in, and speaks at least once in one and a half times this. */
  void keepAlive(int seconds) {
    allowedNanos = Duration.ofSeconds(seconds).multipliedBy(3).dividedBy(2).toNanos();
    tooSilent = Event.NO_PACKET;
    added.ifPresent(this::check);
  }

  /** Says whether the door reads at present. */
  void held(boolean now) {
    held = now;
    // Whatever the client has begun, it begins again from here.
    packet();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!part) {
      part = true;
      partSince = now(context);
    }
    context.fireChannelRead(message);
  }

  private void check(ChannelHandlerContext context) {
    next.ifPresent(its -> its.cancel(false));
    if (!context.channel().isOpen() || context.isRemoved()) {
      return;
    }
    long now = now(context);
    long left = held ? allowedNanos : lastPacket + allowedNanos - now;
    long partLeft = held || !part ? packetNanos : partSince + packetNanos - now;
    if (left <= 0) {
      context.fireUserEventTriggered(tooSilent);
    } else if (partLeft <= 0) {
      context.fireUserEventTriggered(Event.SLOW_PACKET);
    } else {
      // A packet may begin at any moment, so looking has to be as frequent as packets may be slow.
      long wait = Math.min(left, partLeft);
      next =
          Optional.of(
              context.executor().schedule(() -> check(context), wait, TimeUnit.NANOSECONDS));
    }
  }

  private static long now(ChannelHandlerContext context) {
    return context.executor().ticker().nanoTime();
  }
}
