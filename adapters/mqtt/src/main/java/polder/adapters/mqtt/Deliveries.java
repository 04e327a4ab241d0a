package polder.adapters.mqtt;

import io.netty.handler.codec.mqtt.MqttQoS;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Optional;

/**
 * The publications of one connection that are under way, in the order of their arrival, in which
 * they are acknowledged. Only in the channel's thread, but for {@link Delivery#answer}.
 */
final class Deliveries {
  private final ArrayDeque<Delivery> open = new ArrayDeque<>();
  private final BitSet unanswered = new BitSet();
  private final BitSet unreleased = new BitSet();
  private long bytes;
  private int window;

  /** A publication and, once there is one, its answer. */
  static final class Delivery {
    private final MqttQoS quality;
    private final int packetId;
    private final int bytes;
    private volatile Optional<Answer> answer = Optional.empty();

    /**
     * @param packetId 1 to 65,535; anything for quality 0
     * @param bytes what it counts while it waits
     */
    Delivery(MqttQoS quality, int packetId, int bytes) {
      this.quality = quality;
      this.packetId = packetId;
      this.bytes = bytes;
    }

    MqttQoS quality() {
      return quality;
    }

    int packetId() {
      return packetId;
    }

    /** Any thread may set it, once. */
    void answer(Answer its) {
      answer = Optional.of(its);
    }
  }

  /** How a packet identifier stands. */
  enum Standing {
    /** Nobody uses it. */
    FREE,
    /** A publication with it waits for its answer. */
    UNANSWERED,
    /** A publication of quality 2 with it was answered, and the client did not release it yet. */
    UNRELEASED
  }

  Standing standing(int packetId) {
    if (unanswered.get(packetId)) {
      return Standing.UNANSWERED;
    }
    return unreleased.get(packetId) ? Standing.UNRELEASED : Standing.FREE;
  }

  void add(Delivery delivery) {
    open.add(delivery);
    bytes += delivery.bytes;
    if (delivery.quality != MqttQoS.AT_MOST_ONCE) {
      unanswered.set(delivery.packetId);
      window++;
    }
  }

  /** The oldest, if it is answered. */
  Optional<Answer> head() {
    Delivery first = open.peek();
    return first == null ? Optional.empty() : first.answer;
  }

  /** Takes the oldest away. */
  Delivery remove() {
    Delivery first = open.remove();
    bytes -= first.bytes;
    if (first.quality != MqttQoS.AT_MOST_ONCE) {
      unanswered.clear(first.packetId);
      window--;
    }
    return first;
  }

  /** Waits for the release of a publication of quality 2 that is answered. */
  void received(int packetId) {
    unreleased.set(packetId);
    window++;
  }

  void released(int packetId) {
    if (unreleased.get(packetId)) {
      unreleased.clear(packetId);
      window--;
    }
  }

  /** Publications that wait for an answer. */
  int size() {
    return open.size();
  }

  /** Their bytes. */
  long bytes() {
    return bytes;
  }

  /** Publications of quality 1 and 2 that are not through: what Receive Maximum counts. */
  int window() {
    return window;
  }
}
