package polder.protocol.settlement;

import java.util.ArrayList;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborSequence;
import polder.protocol.codec.CodecException;

/**
 * The events that one epoch takes in, in canonical order: by block, then by index. Their file is a
 * CBOR sequence (RFC 8742).
 */
public final class ChainEvents {
  /** Most events of one epoch. */
  public static final int MOST_EVENTS = 100_000;

  /** Most bytes of one epoch's events, encoded: 64 MiB. */
  public static final int MOST_BYTES = 64 << 20;

  /** Most bytes of a posted message: the contract's own limit, and that of all messages. */
  public static final int MOST_MESSAGE_BYTES = 65_536;

  /** The hash of the file of an epoch without events. */
  public static final Hash NO_FILE = Hash.sha256();

  static final String DEPOSITED = "deposited";
  static final String POSTED = "posted";

  private ChainEvents() {}

  /**
   * The file of {@code events}; empty if there are none.
   *
   * @throws IllegalArgumentException if they are out of order or too many
   */
  public static Bytes encode(List<ChainEvent> events) {
    require(events);
    List<Bytes> items = events.stream().map(ChainEvent::encode).toList();
    long size = items.stream().mapToLong(Bytes::size).sum();
    if (size > MOST_BYTES) {
      throw new IllegalArgumentException(
          "the events of an epoch have at most " + MOST_BYTES + " bytes, not " + size);
    }
    return Bytes.join(items);
  }

  /**
   * Reads a file.
   *
   * @throws CodecException if it is not canonical, out of order or too large
   */
  public static List<ChainEvent> decode(Bytes file) {
    if (file.size() > MOST_BYTES) {
      throw new CodecException("more than " + MOST_BYTES + " bytes of events", MOST_BYTES);
    }
    List<ChainEvent> events = new ArrayList<>();
    for (Bytes item : CborSequence.split(file.unsafeArray(), MOST_EVENTS)) {
      try {
        events.add(ChainEvent.decode(item));
      } catch (CodecException e) {
        throw new CodecException("event " + events.size() + ": " + e.getMessage(), 0);
      }
    }
    try {
      require(events);
    } catch (IllegalArgumentException e) {
      throw new CodecException(String.valueOf(e.getMessage()), 0);
    }
    return List.copyOf(events);
  }

  /**
   * Checks that {@code events} stand in canonical order, each once, and are not too many.
   *
   * @throws IllegalArgumentException if not
   */
  public static void require(List<ChainEvent> events) {
    if (events.size() > MOST_EVENTS) {
      throw new IllegalArgumentException(
          "an epoch has at most " + MOST_EVENTS + " events, not " + events.size());
    }
    for (int i = 1; i < events.size(); i++) {
      if (ChainEvent.ORDER.compare(events.get(i - 1), events.get(i)) >= 0) {
        throw new IllegalArgumentException("event " + i + " stands out of canonical order");
      }
    }
  }

  static void requirePlace(long block, long index, long number) {
    if (block < 1 || index < 0 || number < 0) {
      throw new IllegalArgumentException(
          "blocks are numbered from 1 on, logs and events from 0: "
              + block
              + ", "
              + index
              + ", "
              + number);
    }
  }
}
