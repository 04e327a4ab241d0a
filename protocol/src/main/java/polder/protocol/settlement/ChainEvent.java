package polder.protocol.settlement;

import java.util.Comparator;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;

/**
 * What a contract said that an epoch has to take in. Its canonical bytes are an array of kind,
 * block, index and what the kind has; {@link ChainEvents} has those of an epoch.
 */
public sealed interface ChainEvent
    permits ChainEvent.Deposited, ChainEvent.Posted, SeedEvent, StakingEvent {
  /** By block and index: the order in which an epoch sees them. */
  Comparator<ChainEvent> ORDER =
      Comparator.comparingLong(ChainEvent::block).thenComparingLong(ChainEvent::index);

  /** Number of the block it is in, from 1 on: no contract is in block 0. */
  long block();

  /** Its place among all logs of the block, from 0 on. */
  long index();

  /**
   * Somebody brought tokens in, for an account to spend inside.
   *
   * @param number which deposit, from 0 on without gaps
   * @param account whose it is now
   * @param from who paid
   * @param amountNano nano-tokens, above 0
   */
  record Deposited(
      long block, long index, long number, Account account, Account from, long amountNano)
      implements ChainEvent {
    /** Checks the ranges. */
    public Deposited {
      ChainEvents.requirePlace(block, index, number);
      if (amountNano < 1) {
        throw new IllegalArgumentException("a deposit is above 0, not " + amountNano);
      }
    }
  }

  /**
   * Somebody posted bytes that are, or should be, a message for an epoch.
   *
   * @param number which one, from 0 on without gaps
   * @param poster who paid for it; that says nothing about who sent the message
   * @param message 1 to {@link ChainEvents#MOST_MESSAGE_BYTES} bytes, not looked at yet
   */
  record Posted(long block, long index, long number, Account poster, Bytes message)
      implements ChainEvent {
    /** Checks the ranges. */
    public Posted {
      ChainEvents.requirePlace(block, index, number);
      if (message.size() < 1 || message.size() > ChainEvents.MOST_MESSAGE_BYTES) {
        throw new IllegalArgumentException(
            "a posted message has 1 to "
                + ChainEvents.MOST_MESSAGE_BYTES
                + " bytes, not "
                + message.size());
      }
    }
  }

  /** The canonical bytes. */
  default Bytes encode() {
    return switch (this) {
      case Deposited deposited ->
          begin(ChainEvents.DEPOSITED, 7)
              .integer(deposited.number())
              .bytes(deposited.account().address())
              .bytes(deposited.from().address())
              .integer(deposited.amountNano())
              .toBytes();
      case Posted posted ->
          begin(ChainEvents.POSTED, 6)
              .integer(posted.number())
              .bytes(posted.poster().address())
              .bytes(posted.message())
              .toBytes();
      case StakingEvent staking -> staking.encode();
      case SeedEvent seed -> seed.encode();
    };
  }

  private CborWriter begin(String kind, int items) {
    return new CborWriter().beginArray(items).text(kind).integer(block()).integer(index());
  }

  /**
   * Reads one event.
   *
   * @throws CodecException if the bytes are not canonical, or a number is out of its range
   */
  static ChainEvent decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    int items = reader.beginArray();
    String kind = reader.text();
    int expected =
        switch (kind) {
          case ChainEvents.DEPOSITED -> 7;
          case ChainEvents.POSTED -> 6;
          default -> Math.max(SeedEvent.items(kind), StakingEvent.items(kind));
        };
    if (expected == 0) {
      throw new CodecException("no event is of this kind", reader.offset());
    }
    if (items != expected) {
      throw new CodecException("an event " + kind + " has " + expected + " items", 0);
    }
    try {
      ChainEvent event =
          switch (kind) {
            case ChainEvents.DEPOSITED ->
                new Deposited(
                    reader.integer(),
                    reader.integer(),
                    reader.integer(),
                    new Account(reader.bytes()),
                    new Account(reader.bytes()),
                    reader.integer());
            case ChainEvents.POSTED ->
                new Posted(
                    reader.integer(),
                    reader.integer(),
                    reader.integer(),
                    new Account(reader.bytes()),
                    reader.bytes());
            default ->
                SeedEvent.items(kind) > 0
                    ? SeedEvent.read(kind, reader)
                    : StakingEvent.read(kind, reader);
          };
      reader.end();
      return event;
    } catch (IllegalArgumentException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
  }
}
