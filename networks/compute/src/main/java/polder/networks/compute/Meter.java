package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.DeviceId;

/**
 * How far the counts of a metered order have come; all seconds count from the lease's beginning.
 *
 * @param machineSeconds what its machine counted
 * @param renterSeconds what its renter's client counted
 * @param witnessedSeconds what is believed of the machine's count: what the renter or others saw
 * @param paidSeconds what was paid for
 * @param silentEpochs since how many epochs the machine has said nothing
 * @param strikes in how many epochs in a row two others found nothing running
 * @param probers the machines that look in this epoch
 */
public record Meter(
    long machineSeconds,
    long renterSeconds,
    long witnessedSeconds,
    long paidSeconds,
    long silentEpochs,
    long strikes,
    List<DeviceId> probers) {
  /** Of a lease that begins. */
  static final Meter ZERO = new Meter(0, 0, 0, 0, 0, 0, List.of());

  private static final int FIELDS = 7;

  public Meter {
    probers = List.copyOf(probers);
  }

  /** The same, with those who look in the next epoch. */
  Meter lookedAtBy(List<DeviceId> others) {
    return new Meter(
        machineSeconds,
        renterSeconds,
        witnessedSeconds,
        paidSeconds,
        silentEpochs,
        strikes,
        others);
  }

  void write(CborWriter writer) {
    writer
        .beginArray(FIELDS)
        .integer(machineSeconds)
        .integer(renterSeconds)
        .integer(witnessedSeconds)
        .integer(paidSeconds)
        .integer(silentEpochs)
        .integer(strikes)
        .beginArray(probers.size());
    probers.forEach(prober -> writer.bytes(prober.multikey()));
  }

  static Meter read(CborReader reader) {
    reader.beginArray();
    long machine = reader.integer();
    long renter = reader.integer();
    long witnessed = reader.integer();
    long paid = reader.integer();
    long silent = reader.integer();
    long strikes = reader.integer();
    List<DeviceId> probers = new ArrayList<>();
    int size = reader.beginArray();
    for (int i = 0; i < size; i++) {
      probers.add(new DeviceId(reader.bytes()));
    }
    return new Meter(machine, renter, witnessed, paid, silent, strikes, probers);
  }
}
