package polder.agent.compute;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.GroupKey;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.DeviceId;

/**
 * What a machine remembers of one order that it has to do with.
 *
 * @param order its group
 * @param client the renter's device, which may look after it
 * @param asked what was ordered
 * @param bid what was bid, once it was decided
 * @param won what was won, once the bid was cleared
 * @param isDrawn whether the machine was drawn to check the result
 * @param made what the work came to, once it is done
 * @param seconds for how long all of it ran, as far as it is metered
 * @param said in which epoch each thing was said last, by {@link Word}
 * @param track when it was seen
 */
public record Deal(
    GroupKey order,
    DeviceId client,
    Said.Order asked,
    Optional<Pledge> bid,
    Optional<Won> won,
    boolean isDrawn,
    Optional<Made> made,
    long seconds,
    SortedMap<Word, Long> said,
    Track track) {
  private static final int FIELDS = 10;

  /** What can be said of an order. */
  public enum Word {
    /** {@link Said.SealedBid}. */
    SEALED_BID,
    /** {@link Said.OpenedBid}. */
    OPENED_BID,
    /** {@link Said.SealedResult}. */
    SEALED_RESULT,
    /** {@link Said.OpenedResult}. */
    OPENED_RESULT,
    /** {@link Said.Count}. */
    COUNT,
    /** {@link Said.Close}. */
    CLOSE,
    /** {@link Said.ShownParts}. */
    SHOWN_PARTS
  }

  /** A bid: its price as the order's limit, and what makes its seal unreadable. */
  public record Pledge(long priceNano, Bytes salt) {}

  /** A lease: its price as the order's limit, and from when on it counts, epoch milliseconds. */
  public record Won(long priceNano, long startMillis) {}

  /**
   * A result.
   *
   * @param output hash of what came out
   * @param effort what it took
   * @param parts what identifies each part; empty for a result that is compared as a whole
   * @param salt what makes its seal unreadable
   */
  public record Made(Hash output, long effort, List<Hash> parts, Bytes salt) {
    public Made {
      parts = List.copyOf(parts);
    }
  }

  /**
   * When an order was seen.
   *
   * @param seenEpoch the epoch that ran when it was there last
   * @param missingEpoch the epoch that ran when it was missing first; −1 while it is there
   * @param isEnding whether it was seen to end
   */
  public record Track(long seenEpoch, long missingEpoch, boolean isEnding) {
    private static final long THERE = -1;

    static Track at(long epoch) {
      return new Track(epoch, THERE, false);
    }

    boolean isMissing() {
      return missingEpoch != THERE;
    }
  }

  public Deal {
    said = Collections.unmodifiableSortedMap(new TreeMap<>(said));
  }

  /** An order that was just seen. */
  static Deal begin(GroupKey order, DeviceId client, Said.Order asked, long epoch) {
    return new Deal(
        order,
        client,
        asked,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        0,
        new TreeMap<>(),
        Track.at(epoch));
  }

  Deal with(Pledge pledge) {
    return new Deal(
        order, client, asked, Optional.of(pledge), won, isDrawn, made, seconds, said, track);
  }

  Deal with(Won lease) {
    return new Deal(
        order, client, asked, bid, Optional.of(lease), isDrawn, made, seconds, said, track);
  }

  Deal drawn() {
    return new Deal(order, client, asked, bid, won, true, made, seconds, said, track);
  }

  Deal with(Made result) {
    return new Deal(
        order, client, asked, bid, won, isDrawn, Optional.of(result), seconds, said, track);
  }

  Deal withSeconds(long counted) {
    return new Deal(order, client, asked, bid, won, isDrawn, made, counted, said, track);
  }

  Deal with(Track seen) {
    return new Deal(order, client, asked, bid, won, isDrawn, made, seconds, said, seen);
  }

  Deal said(Word word, long epoch) {
    SortedMap<Word, Long> more = new TreeMap<>(said);
    more.put(word, epoch);
    return new Deal(order, client, asked, bid, won, isDrawn, made, seconds, more, track);
  }

  /** Whether it takes up some of the machine, or will if its bid wins. */
  boolean takesRoom() {
    return bid.isPresent() || won.isPresent() || isDrawn;
  }

  /** Its bytes on the disk. */
  Bytes encode() {
    CborWriter writer = new CborWriter().beginArray(FIELDS);
    writer.text(order.text()).bytes(client.multikey()).bytes(SaidCodec.encode(asked));
    bid.ifPresentOrElse(
        its -> writer.beginArray(2).integer(its.priceNano()).bytes(its.salt()), writer::nil);
    won.ifPresentOrElse(
        its -> writer.beginArray(2).integer(its.priceNano()).integer(its.startMillis()),
        writer::nil);
    writer.bool(isDrawn);
    made.ifPresentOrElse(
        its -> {
          writer.beginArray(3 + its.parts().size());
          writer.hash(its.output()).integer(its.effort()).bytes(its.salt());
          its.parts().forEach(writer::hash);
        },
        writer::nil);
    writer.integer(seconds).beginArray(2 * said.size());
    said.forEach((word, epoch) -> writer.text(word.name()).integer(epoch));
    return writer
        .beginArray(3)
        .integer(track.seenEpoch())
        .integer(track.missingEpoch())
        .bool(track.isEnding())
        .toBytes();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws CodecException if it is of another form
   * @throws IllegalArgumentException as {@link CodecException}
   */
  static Deal decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    if (reader.beginArray() != FIELDS) {
      throw new CodecException("no deal", reader.offset());
    }
    GroupKey order = new GroupKey(reader.text());
    DeviceId client = new DeviceId(reader.bytes());
    if (!(SaidCodec.decode(reader.bytes()) instanceof Said.Order asked)) {
      throw new CodecException("no order", reader.offset());
    }
    return new Deal(
        order,
        client,
        asked,
        bid(reader),
        won(reader),
        reader.bool(),
        made(reader),
        reader.integer(),
        said(reader),
        track(reader));
  }

  private static Optional<Pledge> bid(CborReader reader) {
    if (reader.tryNil()) {
      return Optional.empty();
    }
    reader.beginArray();
    return Optional.of(new Pledge(reader.integer(), reader.bytes()));
  }

  private static Optional<Won> won(CborReader reader) {
    if (reader.tryNil()) {
      return Optional.empty();
    }
    reader.beginArray();
    return Optional.of(new Won(reader.integer(), reader.integer()));
  }

  private static Optional<Made> made(CborReader reader) {
    if (reader.tryNil()) {
      return Optional.empty();
    }
    int parts = reader.beginArray() - 3;
    Hash output = reader.hash();
    long effort = reader.integer();
    Bytes salt = reader.bytes();
    List<Hash> all = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      all.add(reader.hash());
    }
    return Optional.of(new Made(output, effort, all, salt));
  }

  private static SortedMap<Word, Long> said(CborReader reader) {
    SortedMap<Word, Long> said = new TreeMap<>();
    int size = reader.beginArray();
    for (int i = 0; i < size; i += 2) {
      said.put(Word.valueOf(reader.text()), reader.integer());
    }
    return said;
  }

  private static Track track(CborReader reader) {
    reader.beginArray();
    return new Track(reader.integer(), reader.integer(), reader.bool());
  }
}
