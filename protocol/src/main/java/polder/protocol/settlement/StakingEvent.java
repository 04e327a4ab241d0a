package polder.protocol.settlement;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.money.Unsigned;

/** What the chain says of stakes, and of who signed what: by it validators are paid. */
public sealed interface StakingEvent extends ChainEvent {
  /** Most members of a set: as many as a bitmap of 64 bits has. */
  int MOST_MEMBERS = 64;

  /**
   * A validator registered, or set another commission.
   *
   * @param ppm its part of what its delegators earn, parts per million
   * @param fromSeconds since 1970 when it holds; 0 for at once
   */
  record CommissionSet(long block, long index, Account validator, long ppm, long fromSeconds)
      implements StakingEvent {
    /** Checks the ranges. */
    public CommissionSet {
      StakingEvent.require(block, index, fromSeconds);
      if (ppm < 0 || ppm > 1_000_000) {
        throw new IllegalArgumentException("a commission is from 0 to a million, not " + ppm);
      }
    }
  }

  /** {@code account} staked with a validator. */
  record Delegated(long block, long index, Account account, Account validator, BigInteger wei)
      implements StakingEvent {
    /** Checks the ranges. */
    public Delegated {
      StakingEvent.require(block, index, 0);
      Unsigned.require(wei);
    }
  }

  /** {@code account} took stake out; it earns nothing from then on. */
  record Undelegated(long block, long index, Account account, Account validator, BigInteger wei)
      implements StakingEvent {
    /** Checks the ranges. */
    public Undelegated {
      StakingEvent.require(block, index, 0);
      Unsigned.require(wei);
    }
  }

  /**
   * A member of a set.
   *
   * @param wei its own bond and what was delegated to it when the set was opened
   */
  record Member(Account account, BigInteger wei) {
    /** Checks the range. */
    public Member {
      Unsigned.require(wei);
    }
  }

  /**
   * A version of the set of validators was fixed.
   *
   * @param version from 1 on
   * @param members ascending by account, in the order of their bits
   */
  record SetOpened(long block, long index, long version, List<Member> members)
      implements StakingEvent {
    /** Checks order and bounds. */
    public SetOpened {
      StakingEvent.require(block, index, version);
      members = List.copyOf(members);
      if (members.size() > MOST_MEMBERS) {
        throw new IllegalArgumentException("a set has at most " + MOST_MEMBERS + " members");
      }
      for (int i = 1; i < members.size(); i++) {
        if (members.get(i - 1).account().compareTo(members.get(i).account()) >= 0) {
          throw new IllegalArgumentException("the members of a set ascend by account");
        }
      }
    }
  }

  /**
   * A header is final.
   *
   * @param header its hash
   * @param seconds since 1970, when it became so
   * @param signers bit i: member i of the set signed it, or one after it that covers it
   * @param set the version whose members those are
   */
  record Finalised(
      long block, long index, long epoch, Hash header, long seconds, long signers, long set)
      implements StakingEvent {
    /** Checks the ranges. */
    public Finalised {
      StakingEvent.require(block, index, Math.min(epoch, Math.min(seconds, set)));
    }
  }

  /**
   * Who brought the headers of epochs {@code first} to {@code last}, which are the events before
   * this one.
   *
   * @param gas what the contract reckons it took
   * @param priceWei for a unit of gas
   */
  record Submitted(
      long block,
      long index,
      Account submitter,
      long first,
      long last,
      long gas,
      BigInteger priceWei)
      implements StakingEvent {
    /** Checks the ranges. */
    public Submitted {
      StakingEvent.require(block, index, Math.min(first, Math.min(last - first, gas)));
      Unsigned.require(priceWei);
    }
  }

  private static void require(long block, long index, long number) {
    ChainEvents.requirePlace(block, index, number);
  }

  @Override
  default Bytes encode() {
    return switch (this) {
      case CommissionSet set ->
          begin("commission", 6)
              .bytes(set.validator().address())
              .integer(set.ppm())
              .integer(set.fromSeconds())
              .toBytes();
      case Delegated to -> stake("delegated", to.account(), to.validator(), to.wei());
      case Undelegated from -> stake("undelegated", from.account(), from.validator(), from.wei());
      case SetOpened set -> {
        CborWriter writer = begin("set", 5).integer(set.version()).beginArray(set.members().size());
        for (Member member : set.members()) {
          writer
              .beginArray(2)
              .bytes(member.account().address())
              .bytes(Unsigned.encode(member.wei()));
        }
        yield writer.toBytes();
      }
      case Finalised done ->
          begin("final", 8)
              .integer(done.epoch())
              .hash(done.header())
              .integer(done.seconds())
              .integer(done.signers())
              .integer(done.set())
              .toBytes();
      case Submitted by ->
          begin("submitted", 8)
              .bytes(by.submitter().address())
              .integer(by.first())
              .integer(by.last())
              .integer(by.gas())
              .bytes(Unsigned.encode(by.priceWei()))
              .toBytes();
    };
  }

  private Bytes stake(String kind, Account account, Account validator, BigInteger wei) {
    return begin(kind, 6)
        .bytes(account.address())
        .bytes(validator.address())
        .bytes(Unsigned.encode(wei))
        .toBytes();
  }

  private CborWriter begin(String kind, int items) {
    return new CborWriter().beginArray(items).text(kind).integer(block()).integer(index());
  }

  /** How many items an event of {@code kind} has; 0 if it is none of these. */
  static int items(String kind) {
    return switch (kind) {
      case "set" -> 5;
      case "commission", "delegated", "undelegated" -> 6;
      case "final", "submitted" -> 8;
      default -> 0;
    };
  }

  /**
   * Reads the rest of an event behind its kind.
   *
   * @throws CodecException if it is not canonical
   * @throws IllegalArgumentException if a value is out of its range
   */
  static StakingEvent read(String kind, CborReader reader) {
    long block = reader.integer();
    long index = reader.integer();
    return switch (kind) {
      case "commission" ->
          new CommissionSet(block, index, account(reader), reader.integer(), reader.integer());
      case "delegated" ->
          new Delegated(block, index, account(reader), account(reader), wei(reader));
      case "undelegated" ->
          new Undelegated(block, index, account(reader), account(reader), wei(reader));
      case "set" -> new SetOpened(block, index, reader.integer(), members(reader));
      case "final" ->
          new Finalised(
              block,
              index,
              reader.integer(),
              reader.hash(),
              reader.integer(),
              reader.integer(),
              reader.integer());
      case "submitted" ->
          new Submitted(
              block,
              index,
              account(reader),
              reader.integer(),
              reader.integer(),
              reader.integer(),
              wei(reader));
      default -> throw new CodecException("no event is of this kind", reader.offset());
    };
  }

  private static Account account(CborReader reader) {
    return new Account(reader.bytes());
  }

  private static BigInteger wei(CborReader reader) {
    return Unsigned.decode(reader.bytes());
  }

  private static List<Member> members(CborReader reader) {
    int size = reader.beginArray();
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (reader.beginArray() != 2) {
        throw new CodecException("a member is an account and its weight", reader.offset());
      }
      members.add(new Member(account(reader), wei(reader)));
    }
    return members;
  }
}
