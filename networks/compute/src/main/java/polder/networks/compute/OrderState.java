package polder.networks.compute;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * What an order's group remembers between epochs.
 *
 * @param client the device that ordered
 * @param renter whose it is: who gets back what is left
 * @param order what was ordered
 * @param message the message that ordered it
 * @param sinceEpoch when that was
 * @param sinceMillis the beginning of that epoch
 * @param phase how far it has come
 */
public record OrderState(
    DeviceId client,
    Account renter,
    Said.Order order,
    Hash message,
    long sinceEpoch,
    long sinceMillis,
    Phase phase) {
  private static final int FIELDS = 7;
  private static final int BIDDING = 0;
  private static final int WORKING = 1;
  private static final int RUNNING = 2;

  /** How far an order has come. */
  public sealed interface Phase {
    /**
     * Machines bid.
     *
     * @param bids one a machine
     */
    record Bidding(SortedMap<DeviceId, Bid> bids) implements Phase {
      public Bidding {
        bids = Collections.unmodifiableSortedMap(new TreeMap<>(bids));
      }
    }

    /**
     * A result is worked out.
     *
     * @param lease who won the order
     * @param runners that machine first, then those who were drawn; who was too late or declined is
     *     not among them any more
     * @param failed whose machines were that
     * @param draws how often one was drawn
     * @param asked which parts of the result those work out, ascending, counted from 0; empty
     *     before one was drawn
     * @param openSince since which epoch results may be opened; empty while seals are missing
     * @param showing which pixels are to be shown, once results differ and only pixels can decide
     */
    record Working(
        Lease lease,
        List<Runner> runners,
        SortedSet<Account> failed,
        int draws,
        List<Integer> asked,
        Optional<Long> openSince,
        Optional<Showing> showing)
        implements Phase {
      public Working {
        runners = List.copyOf(runners);
        failed = Collections.unmodifiableSortedSet(new TreeSet<>(failed));
        asked = List.copyOf(asked);
      }

      /** Who won the order begins. */
      static Working of(Lease lease, Runner winner) {
        return new Working(
            lease,
            List.of(winner),
            new TreeSet<>(),
            0,
            List.of(),
            Optional.empty(),
            Optional.empty());
      }

      Working with(List<Runner> others) {
        return new Working(lease, others, failed, draws, asked, openSince, showing);
      }

      /** Without a machine that was too late, or declined; what is compared is found anew. */
      Working without(Runner gone) {
        SortedSet<Account> more = new TreeSet<>(failed);
        more.add(gone.owner());
        return new Working(
            lease,
            runners.stream().filter(its -> !its.equals(gone)).toList(),
            more,
            draws,
            asked,
            openSince,
            Optional.empty());
      }

      /** With one more that was drawn, who works out these parts; all are compared anew. */
      Working withDrawn(Runner drawn, List<Integer> parts) {
        List<Runner> more = new ArrayList<>(runners);
        more.add(drawn);
        return new Working(lease, more, failed, draws + 1, parts, openSince, Optional.empty());
      }

      /** To be opened from that epoch on. */
      Working openedSince(long epoch) {
        return new Working(lease, runners, failed, draws, asked, Optional.of(epoch), showing);
      }

      /** With pixels to be shown. */
      Working with(Showing shown) {
        return new Working(lease, runners, failed, draws, asked, openSince, Optional.of(shown));
      }

      /** What identifies a part of an opened result, one that all worked out. */
      Hash part(Runner runner, int part) {
        boolean isWhole = runner.machine().equals(lease.machine());
        return runner.result().orElseThrow().parts().get(isWhole ? part : asked.indexOf(part));
      }

      /** The blobs that are to be shown of what {@code runner} came to; none if nothing is. */
      public SortedSet<Hash> toShow(Runner runner) {
        SortedSet<Hash> blobs = new TreeSet<>();
        showing.ifPresent(its -> its.parts().forEach(part -> blobs.add(part(runner, part))));
        return blobs;
      }

      /** The blobs that are to be shown of what all came to. */
      public SortedSet<Hash> toShow() {
        SortedSet<Hash> blobs = new TreeSet<>();
        runners.forEach(runner -> blobs.addAll(toShow(runner)));
        return blobs;
      }
    }

    /**
     * Pixels that are to be shown.
     *
     * @param sinceEpoch from which epoch on
     * @param parts of which parts of the result, ascending; those that results differ in, or so
     *     many of them as can be shown at once
     * @param shown what was shown already, though not all in one epoch
     */
    record Showing(long sinceEpoch, List<Integer> parts, SortedSet<Hash> shown) {
      public Showing {
        parts = List.copyOf(parts);
        shown = Collections.unmodifiableSortedSet(new TreeSet<>(shown));
      }

      private void write(CborWriter writer) {
        writer.beginArray(3).integer(sinceEpoch).beginArray(parts.size());
        parts.forEach(writer::integer);
        writer.beginArray(shown.size());
        shown.forEach(writer::hash);
      }

      private static Showing read(CborReader reader) {
        reader.beginArray();
        long sinceEpoch = reader.integer();
        List<Integer> parts = integers(reader);
        SortedSet<Hash> shown = new TreeSet<>();
        int size = reader.beginArray();
        for (int i = 0; i < size; i++) {
          shown.add(reader.hash());
        }
        return new Showing(sinceEpoch, parts, shown);
      }
    }

    /**
     * Something runs and is metered.
     *
     * @param lease who won the order
     * @param meter how far the counts have come
     * @param ending the reason why it was closed, if last counts are all that is awaited
     */
    record Running(Lease lease, Meter meter, Optional<String> ending) implements Phase {}
  }

  OrderState with(Phase next) {
    return new OrderState(client, renter, order, message, sinceEpoch, sinceMillis, next);
  }

  /** The lease, once a bid has won. */
  public Optional<Lease> lease() {
    return switch (phase) {
      case Phase.Bidding bidding -> Optional.empty();
      case Phase.Working working -> Optional.of(working.lease());
      case Phase.Running running -> Optional.of(running.lease());
    };
  }

  Bytes encode() {
    CborWriter writer = new CborWriter().beginArray(FIELDS);
    writer
        .bytes(client.multikey())
        .bytes(renter.address())
        .bytes(SaidCodec.encode(order))
        .hash(message)
        .integer(sinceEpoch)
        .integer(sinceMillis);
    switch (phase) {
      case Phase.Bidding bidding -> {
        writer.beginArray(1 + bidding.bids().size()).integer(BIDDING);
        bidding.bids().values().forEach(bid -> bid.write(writer));
      }
      case Phase.Working working -> {
        writer.beginArray(7 + working.runners().size()).integer(WORKING);
        working.lease().write(writer);
        writer.beginArray(working.failed().size());
        working.failed().forEach(account -> writer.bytes(account.address()));
        writer.integer(working.draws());
        writer.beginArray(working.asked().size());
        working.asked().forEach(writer::integer);
        working.openSince().ifPresentOrElse(writer::integer, writer::nil);
        working.showing().ifPresentOrElse(its -> its.write(writer), writer::nil);
        working.runners().forEach(runner -> runner.write(writer));
      }
      case Phase.Running running -> {
        writer.beginArray(4).integer(RUNNING);
        running.lease().write(writer);
        running.meter().write(writer);
        running.ending().ifPresentOrElse(writer::text, writer::nil);
      }
    }
    return writer.toBytes();
  }

  /** Reads what a group of an order left in the state. */
  public static OrderState decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    reader.beginArray();
    DeviceId client = new DeviceId(reader.bytes());
    Account renter = new Account(reader.bytes());
    Said.Order order = (Said.Order) SaidCodec.decode(reader.bytes());
    Hash message = reader.hash();
    long sinceEpoch = reader.integer();
    long sinceMillis = reader.integer();
    int items = reader.beginArray();
    Phase phase =
        switch (Math.toIntExact(reader.integer())) {
          case BIDDING -> bidding(reader, items - 1);
          case WORKING -> working(reader, items - 7);
          default ->
              new Phase.Running(
                  Lease.read(reader),
                  Meter.read(reader),
                  reader.tryNil() ? Optional.empty() : Optional.of(reader.text()));
        };
    return new OrderState(client, renter, order, message, sinceEpoch, sinceMillis, phase);
  }

  private static Phase bidding(CborReader reader, int size) {
    SortedMap<DeviceId, Bid> bids = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      Bid bid = Bid.read(reader);
      bids.put(bid.machine(), bid);
    }
    return new Phase.Bidding(bids);
  }

  private static Phase working(CborReader reader, int size) {
    Lease lease = Lease.read(reader);
    SortedSet<Account> failed = new TreeSet<>();
    int owners = reader.beginArray();
    for (int i = 0; i < owners; i++) {
      failed.add(new Account(reader.bytes()));
    }
    int draws = Math.toIntExact(reader.integer());
    List<Integer> asked = integers(reader);
    Optional<Long> openSince = reader.tryNil() ? Optional.empty() : Optional.of(reader.integer());
    Optional<Phase.Showing> showing =
        reader.tryNil() ? Optional.empty() : Optional.of(Phase.Showing.read(reader));
    List<Runner> runners = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      runners.add(Runner.read(reader));
    }
    return new Phase.Working(lease, runners, failed, draws, asked, openSince, showing);
  }

  private static List<Integer> integers(CborReader reader) {
    List<Integer> integers = new ArrayList<>();
    int size = reader.beginArray();
    for (int i = 0; i < size; i++) {
      integers.add(Math.toIntExact(reader.integer()));
    }
    return integers;
  }
}
