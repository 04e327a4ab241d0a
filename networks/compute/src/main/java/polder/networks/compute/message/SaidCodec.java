package polder.networks.compute.message;

import java.util.ArrayList;
import java.util.List;
import polder.networks.GroupKey;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Proof;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.DeviceId;

/** The bodies of a market's messages: an array that begins with what is said. */
public final class SaidCodec {
  /** CoAP content format of plain CBOR (RFC 8949 §9.5). */
  public static final long CBOR = 60;

  private static final String OFFER = "offer";
  private static final String LEAVE = "leave";
  private static final String ORDER = "order";
  private static final String SEALED_BID = "sealed-bid";
  private static final String OPENED_BID = "opened-bid";
  private static final String SEALED_RESULT = "sealed-result";
  private static final String OPENED_RESULT = "opened-result";
  private static final String OPENED_PARTS = "opened-parts";
  private static final String COUNT = "count";
  private static final String PROBE = "probe";
  private static final String TIMED = "timed";
  private static final String UNTIMED = "untimed";
  private static final String CLOSE = "close";
  private static final String SHOWN_PARTS = "shown-parts";

  private SaidCodec() {}

  /** The body that says it. */
  public static Bytes encode(Said said) {
    CborWriter writer = new CborWriter();
    switch (said) {
      case Said.Offer offer -> {
        writer.beginArray(3).text(OFFER);
        offer.capacity().write(writer);
        writer.text(offer.host());
      }
      case Said.Leave leave -> writer.beginArray(1).text(LEAVE);
      case Said.Order order -> {
        writer.beginArray(10).text(ORDER).integer(order.number()).text(order.proof().code());
        order.need().write(writer);
        writer
            .hash(order.job())
            .integer(order.limitNano())
            .integer(order.seconds())
            .integer(order.rounds())
            .integer(order.parts())
            .integer(order.quorum());
      }
      case Said.SealedBid bid -> begin(writer, SEALED_BID, bid, 1).hash(bid.seal());
      case Said.OpenedBid bid ->
          begin(writer, OPENED_BID, bid, 2).integer(bid.priceNano()).bytes(bid.salt());
      case Said.SealedResult result -> begin(writer, SEALED_RESULT, result, 1).hash(result.seal());
      case Said.OpenedResult result ->
          begin(writer, OPENED_RESULT, result, 3)
              .hash(result.output())
              .integer(result.effort())
              .bytes(result.salt());
      case Said.OpenedParts result -> {
        begin(writer, OPENED_PARTS, result, 3).beginArray(result.parts().size());
        result.parts().forEach(writer::hash);
        writer.hash(result.document()).bytes(result.salt());
      }
      case Said.Count count -> begin(writer, COUNT, count, 1).integer(count.seconds());
      case Said.Probe probe ->
          begin(writer, PROBE, probe, 2).integer(probe.looks()).integer(probe.found());
      case Said.Timed timed ->
          writer
              .beginArray(6)
              .text(TIMED)
              .bytes(timed.machine().multikey())
              .integer(timed.epoch())
              .bytes(timed.salt())
              .integer(timed.millis())
              .hash(timed.digest());
      case Said.Untimed untimed ->
          writer
              .beginArray(4)
              .text(UNTIMED)
              .bytes(untimed.machine().multikey())
              .integer(untimed.epoch())
              .text(untimed.why().code());
      case Said.Close close -> begin(writer, CLOSE, close, 0);
      case Said.ShownParts shown -> {
        begin(writer, SHOWN_PARTS, shown, 1).beginArray(shown.parts().size());
        shown.parts().forEach(writer::hash);
      }
    }
    return writer.toBytes();
  }

  private static CborWriter begin(CborWriter writer, String what, Said.OfOrder said, int more) {
    return writer.beginArray(2 + more).text(what).text(said.order().text());
  }

  /**
   * Reads a body.
   *
   * @throws CodecException saying what is wrong and at which byte
   */
  public static Said decode(Bytes body) {
    CborReader reader = new CborReader(body);
    try {
      int items = reader.beginArray();
      String what = reader.text();
      Said said = read(what, items, reader);
      reader.end();
      return said;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
  }

  private static Said read(String what, int items, CborReader reader) {
    return switch (what + "/" + items) {
      case OFFER + "/3" -> new Said.Offer(Capacity.read(reader), reader.text());
      case LEAVE + "/1" -> new Said.Leave();
      case ORDER + "/10" ->
          new Said.Order(
              reader.integer(),
              proof(reader),
              Need.read(reader),
              reader.hash(),
              reader.integer(),
              reader.integer(),
              Math.toIntExact(reader.integer()),
              Math.toIntExact(reader.integer()),
              Math.toIntExact(reader.integer()));
      case SEALED_BID + "/3" -> new Said.SealedBid(order(reader), reader.hash());
      case OPENED_BID + "/4" -> new Said.OpenedBid(order(reader), reader.integer(), reader.bytes());
      case SEALED_RESULT + "/3" -> new Said.SealedResult(order(reader), reader.hash());
      case OPENED_RESULT + "/5" ->
          new Said.OpenedResult(order(reader), reader.hash(), reader.integer(), reader.bytes());
      case OPENED_PARTS + "/5" ->
          new Said.OpenedParts(order(reader), hashes(reader), reader.hash(), reader.bytes());
      case COUNT + "/3" -> new Said.Count(order(reader), reader.integer());
      case PROBE + "/4" -> new Said.Probe(order(reader), reader.integer(), reader.integer());
      case TIMED + "/6" ->
          new Said.Timed(
              new DeviceId(reader.bytes()),
              reader.integer(),
              reader.bytes(),
              reader.integer(),
              reader.hash());
      case UNTIMED + "/4" ->
          new Said.Untimed(
              new DeviceId(reader.bytes()), reader.integer(), Said.Untimed.Why.of(reader.text()));
      case CLOSE + "/2" -> new Said.Close(order(reader));
      case SHOWN_PARTS + "/3" -> new Said.ShownParts(order(reader), hashes(reader));
      default ->
          throw new CodecException(
              "a market hears nothing called " + what + " of " + items + " items", reader.offset());
    };
  }

  private static List<Hash> hashes(CborReader reader) {
    int size = reader.beginArray();
    List<Hash> hashes = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      hashes.add(reader.hash());
    }
    return hashes;
  }

  private static Proof proof(CborReader reader) {
    String code = reader.text();
    return Proof.of(code)
        .orElseThrow(
            () -> new CodecException("no way to prove a result: " + code, reader.offset()));
  }

  private static GroupKey order(CborReader reader) {
    GroupKey key = new GroupKey(reader.text());
    if (!Seals.isOrder(key)) {
      throw new CodecException("not the name of an order: " + key, reader.offset());
    }
    return key;
  }
}
