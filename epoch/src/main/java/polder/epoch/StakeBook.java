package polder.epoch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.epoch.ValidatorEntry.DelegationEntry;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.money.Unsigned;

/** What the state holds of stakes, while an epoch changes it. */
final class StakeBook {
  private final StateDraft state;

  StakeBook(StateDraft state) {
    this.state = state;
  }

  /**
   * A member of a set when it was opened.
   *
   * @param wei its own bond and what was delegated to it
   * @param pool the latter
   */
  record Seat(Account account, BigInteger wei, BigInteger pool) {}

  /**
   * An epoch that is not final, and what validators earn when it is.
   *
   * @param header hash of its header; zero as long as its own epoch is computed
   */
  record Pending(long poolNano, Hash header) {}

  /** A delegation's names. */
  record Stake(Account validator, Account account) implements Comparable<Stake> {
    @Override
    public int compareTo(Stake other) {
      int first = validator.compareTo(other.validator);
      return first == 0 ? account.compareTo(other.account) : first;
    }
  }

  ValidatorEntry validator(Account account) {
    return state
        .get(StakeKeys.validator(account))
        .map(ValidatorEntry::decode)
        .orElse(ValidatorEntry.NEW);
  }

  void put(Account account, ValidatorEntry entry) {
    state.put(StakeKeys.validator(account), Optional.of(entry.encode()));
  }

  DelegationEntry delegation(Stake stake) {
    return state
        .get(StakeKeys.delegation(stake))
        .map(DelegationEntry::decode)
        .orElse(DelegationEntry.NEW);
  }

  /** Who has nothing staked is forgotten. */
  void put(Stake stake, DelegationEntry entry) {
    state.put(
        StakeKeys.delegation(stake),
        entry.stake().signum() == 0 ? Optional.empty() : Optional.of(entry.encode()));
  }

  /** All delegations that there were before this epoch, in their order. */
  List<Stake> delegations() {
    List<Stake> all = new ArrayList<>();
    for (Bytes key : state.before(StakeKeys.delegations()).keySet()) {
      all.add(StakeKeys.delegationOf(key));
    }
    return all;
  }

  Optional<Pending> pending(long epoch) {
    return state
        .get(StakeKeys.pending(epoch))
        .map(encoded -> {
          CborReader reader = new CborReader(encoded);
          reader.beginArray();
          return new Pending(reader.integer(), reader.hash());
        });
  }

  void put(long epoch, Pending pending) {
    state.put(
        StakeKeys.pending(epoch),
        Optional.of(
            new CborWriter()
                .beginArray(2)
                .integer(pending.poolNano())
                .hash(pending.header())
                .toBytes()));
  }

  void removePending(long epoch) {
    state.put(StakeKeys.pending(epoch), Optional.empty());
  }

  /** The members of a set; none if it is not known. */
  List<Seat> set(long version) {
    Optional<Bytes> encoded = state.get(StakeKeys.set(version));
    if (encoded.isEmpty()) {
      return List.of();
    }
    CborReader reader = new CborReader(encoded.get());
    int size = reader.beginArray();
    List<Seat> seats = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      reader.beginArray();
      seats.add(
          new Seat(
              new Account(reader.bytes()),
              Unsigned.decode(reader.bytes()),
              Unsigned.decode(reader.bytes())));
    }
    return seats;
  }

  void put(long version, List<Seat> seats) {
    CborWriter writer = new CborWriter().beginArray(seats.size());
    for (Seat seat : seats) {
      writer
          .beginArray(3)
          .bytes(seat.account().address())
          .bytes(Unsigned.encode(seat.wei()))
          .bytes(Unsigned.encode(seat.pool()));
    }
    state.put(StakeKeys.set(version), Optional.of(writer.toBytes()));
  }

  /** Forgets the sets before {@code version}, which never sign again. */
  void removeSetsBefore(long version) {
    for (Bytes key : state.before(StakeKeys.sets()).keySet()) {
      if (key.compareTo(StakeKeys.set(version)) < 0) {
        state.put(key, Optional.empty());
      }
    }
  }
}
