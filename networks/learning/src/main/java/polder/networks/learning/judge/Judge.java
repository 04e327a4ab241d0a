package polder.networks.learning.judge;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * Who may judge a task.
 *
 * @param device who
 * @param stake what it put aside
 * @param repute what became of its opinions so far
 */
public record Judge(DeviceId device, Held stake, Repute repute) {
  private static final int FIELDS = 3;

  /**
   * What a judge put aside, as the task last heard.
   *
   * @param owner whose it is
   * @param nano nano-tokens
   * @param claimEpoch of when that is: {@link StakeClaim#epoch}
   * @param isLeaving whether it is wanted back
   */
  public record Held(Account owner, long nano, long claimEpoch, boolean isLeaving) {
    private static final int FIELDS = 4;

    private void write(CborWriter writer) {
      writer
          .beginArray(FIELDS)
          .bytes(owner.address())
          .integer(nano)
          .integer(claimEpoch)
          .bool(isLeaving);
    }

    private static Held read(CborReader reader) {
      require(reader, FIELDS);
      return new Held(
          new Account(reader.bytes()), reader.integer(), reader.integer(), reader.bool());
    }
  }

  /**
   * What became of a judge's opinions.
   *
   * @param trustPpm how much of its last opinion consensus left it
   * @param earnedNano what it was paid for judging
   * @param bonds by participant of the last round, from 1 to 65,535
   */
  public record Repute(long trustPpm, long earnedNano, SortedMap<DeviceId, Integer> bonds) {
    /** Of who has not judged. */
    public static final Repute BLANK = new Repute(0, 0, new TreeMap<>());

    private static final int FIELDS = 3;

    public Repute {
      bonds = Collections.unmodifiableSortedMap(new TreeMap<>(bonds));
    }

    /** The same without bonds. */
    public Repute unbound() {
      return new Repute(trustPpm, earnedNano, new TreeMap<>());
    }

    private void write(CborWriter writer) {
      writer.beginArray(FIELDS).integer(trustPpm).integer(earnedNano).beginArray(2 * bonds.size());
      bonds.forEach((device, bond) -> writer.bytes(device.multikey()).integer(bond));
    }

    private static Repute read(CborReader reader) {
      require(reader, FIELDS);
      long trust = reader.integer();
      long earned = reader.integer();
      int items = reader.beginArray();
      SortedMap<DeviceId, Integer> bonds = new TreeMap<>();
      for (int i = 0; i < items; i += 2) {
        bonds.put(new DeviceId(reader.bytes()), Math.toIntExact(reader.integer()));
      }
      return new Repute(trust, earned, bonds);
    }
  }

  Judge with(Held newStake) {
    return new Judge(device, newStake, repute);
  }

  /** With another repute. */
  public Judge with(Repute newRepute) {
    return new Judge(device, stake, newRepute);
  }

  void write(CborWriter writer) {
    writer.beginArray(FIELDS).bytes(device.multikey());
    stake.write(writer);
    repute.write(writer);
  }

  static Judge read(CborReader reader) {
    require(reader, FIELDS);
    return new Judge(new DeviceId(reader.bytes()), Held.read(reader), Repute.read(reader));
  }

  private static void require(CborReader reader, int items) {
    if (reader.beginArray() != items) {
      throw new CodecException("this is no judge", reader.offset());
    }
  }
}
