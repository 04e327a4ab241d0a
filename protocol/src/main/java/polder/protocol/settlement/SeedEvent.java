package polder.protocol.settlement;

import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;

/** What the chain says of seed chains, and of whom a link is due. */
public sealed interface SeedEvent extends ChainEvent {
  /**
   * A validator committed to a seed chain.
   *
   * @param validator whose chain
   * @param tip the SHA-256 of its first link
   * @param from epoch of that link
   */
  record Committed(long block, long index, Account validator, Hash tip, long from)
      implements SeedEvent {
    /** Checks the ranges. */
    public Committed {
      ChainEvents.requirePlace(block, index, from);
    }
  }

  /**
   * A validator can be in sets of validators from now on.
   *
   * @param validator who
   * @param replaced whose place it took; only so many can be
   */
  record Entered(long block, long index, Account validator, Optional<Account> replaced)
      implements SeedEvent {
    /** Checks the ranges. */
    public Entered {
      ChainEvents.requirePlace(block, index, 0);
    }
  }

  /** A validator can be in no set of validators any more. */
  record Left(long block, long index, Account validator) implements SeedEvent {
    /** Checks the ranges. */
    public Left {
      ChainEvents.requirePlace(block, index, 0);
    }
  }

  /** The canonical bytes. */
  @Override
  default Bytes encode() {
    return switch (this) {
      case Committed committed ->
          begin("seed-committed", 6, committed.validator())
              .hash(committed.tip())
              .integer(committed.from())
              .toBytes();
      case Entered entered ->
          begin("candidate-entered", 5, entered.validator())
              .bytes(entered.replaced().map(Account::address).orElse(Bytes.EMPTY))
              .toBytes();
      case Left left -> begin("candidate-left", 4, left.validator()).toBytes();
    };
  }

  private CborWriter begin(String kind, int items, Account validator) {
    return new CborWriter()
        .beginArray(items)
        .text(kind)
        .integer(block())
        .integer(index())
        .bytes(validator.address());
  }

  /** How many items an event of {@code kind} has; 0 if that is none of these. */
  static int items(String kind) {
    return switch (kind) {
      case "seed-committed" -> 6;
      case "candidate-entered" -> 5;
      case "candidate-left" -> 4;
      default -> 0;
    };
  }

  /** Reads what comes behind the kind; {@link #items} knows it. */
  static SeedEvent read(String kind, CborReader reader) {
    long block = reader.integer();
    long index = reader.integer();
    Account validator = new Account(reader.bytes());
    return switch (kind) {
      case "seed-committed" ->
          new Committed(block, index, validator, reader.hash(), reader.integer());
      case "candidate-entered" -> {
        Bytes replaced = reader.bytes();
        yield new Entered(
            block,
            index,
            validator,
            replaced.size() == 0 ? Optional.empty() : Optional.of(new Account(replaced)));
      }
      default -> new Left(block, index, validator);
    };
  }
}
