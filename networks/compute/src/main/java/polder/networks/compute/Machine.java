package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.compute.job.Capacity;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;

/**
 * What all orders know of a machine.
 *
 * @param device its name
 * @param owner whose it is
 * @param freeNano what it put up and no order holds
 * @param good how often it did what it had promised
 * @param bad how often not
 * @param host where its services are reached
 * @param vouchers auditors who vouched for it when it made its offer, ascending
 * @param capacity what it lends
 * @param speed how fast a core of it is, as strangers timed it
 * @param round those who are to time it now
 */
public record Machine(
    DeviceId device,
    Account owner,
    long freeNano,
    long good,
    long bad,
    String host,
    List<DeviceId> vouchers,
    Capacity capacity,
    Speed speed,
    Optional<Round> round) {
  private static final int FIELDS = 10;
  private static final long MOST_WEIGHT = 19;

  public Machine {
    vouchers = List.copyOf(vouchers);
  }

  /**
   * Its reputation, parts per million: the share of promises kept, as Laplace's rule of succession
   * estimates it; half a million for a newcomer.
   */
  public long reputationPpm() {
    return reputationPpm(good, bad);
  }

  static long reputationPpm(long good, long bad) {
    return Amounts.mulDiv(good + 1, Amounts.MILLION, good + bad + 2);
  }

  /**
   * How much its word counts in a quorum: the odds that it is right, by the promises that it kept.
   * As in PoCo a newcomer is taken to be right two times in three, and who is known well counts for
   * more; but however well known, as one that is wrong once in twenty, because a reputation can be
   * bought with cheap orders.
   */
  long weight() {
    return Math.clamp((good + 2) / (bad + 1), 1, MOST_WEIGHT);
  }

  void write(CborWriter writer) {
    writer
        .beginArray(FIELDS)
        .bytes(device.multikey())
        .bytes(owner.address())
        .integer(freeNano)
        .integer(good)
        .integer(bad)
        .text(host);
    writeVouchers(vouchers, writer);
    capacity.write(writer);
    speed.write(writer);
    Round.write(round, writer);
  }

  static void writeVouchers(List<DeviceId> vouchers, CborWriter writer) {
    writer.beginArray(vouchers.size());
    vouchers.forEach(its -> writer.bytes(its.multikey()));
  }

  static List<DeviceId> readVouchers(CborReader reader) {
    int size = reader.beginArray();
    List<DeviceId> vouchers = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      vouchers.add(new DeviceId(reader.bytes()));
    }
    return vouchers;
  }

  static Machine read(CborReader reader) {
    reader.beginArray();
    DeviceId device = new DeviceId(reader.bytes());
    Bytes owner = reader.bytes();
    return new Machine(
        device,
        new Account(owner),
        reader.integer(),
        reader.integer(),
        reader.integer(),
        reader.text(),
        readVouchers(reader),
        Capacity.read(reader),
        Speed.read(reader),
        Round.readOptional(reader));
  }
}
