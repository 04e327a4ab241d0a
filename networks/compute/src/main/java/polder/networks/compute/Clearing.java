package polder.networks.compute;

import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * What an order was cleared at, for those who wonder what the next one will cost.
 *
 * @param proof how its result is proven
 * @param cpuMilli thousandths of a core that it needs
 * @param memoryBytes memory that it needs
 * @param gpus graphics processors that it needs
 * @param priceNano what it was cleared at
 * @param bids how many bids were opened
 * @param atMillis when
 */
public record Clearing(
    Proof proof,
    long cpuMilli,
    long memoryBytes,
    long gpus,
    long priceNano,
    long bids,
    long atMillis) {
  private static final int FIELDS = 7;

  static Clearing of(Said.Order order, Lease lease, long bids) {
    return new Clearing(
        order.proof(),
        order.need().cpuMilli(),
        order.need().memoryBytes(),
        order.need().gpus(),
        lease.priceNano(),
        bids,
        lease.startMillis());
  }

  Bytes encode() {
    CborWriter writer = new CborWriter();
    write(writer);
    return writer.toBytes();
  }

  void write(CborWriter writer) {
    writer
        .beginArray(FIELDS)
        .text(proof.code())
        .integer(cpuMilli)
        .integer(memoryBytes)
        .integer(gpus)
        .integer(priceNano)
        .integer(bids)
        .integer(atMillis);
  }

  static Clearing read(CborReader reader) {
    reader.beginArray();
    String proof = reader.text();
    return new Clearing(
        Proof.of(proof)
            .orElseThrow(() -> new CodecException("no proof: " + proof, reader.offset())),
        reader.integer(),
        reader.integer(),
        reader.integer(),
        reader.integer(),
        reader.integer(),
        reader.integer());
  }
}
