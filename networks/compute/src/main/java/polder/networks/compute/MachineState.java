package polder.networks.compute;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.GroupKey;
import polder.networks.compute.job.Capacity;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * What a machine's group remembers.
 *
 * @param device the machine; empty before its first offer
 * @param owner whose it is; empty before its first offer
 * @param good how often it did what it had promised
 * @param bad how often not
 * @param offer what it lends; empty while it lends nothing
 * @param held what orders hold of its bond, by order
 * @param leaving whether its bond is to go back
 * @param pace how fast it is, as far as strangers have found out
 */
public record MachineState(
    Optional<DeviceId> device,
    Optional<Account> owner,
    long good,
    long bad,
    Optional<Standing> offer,
    SortedMap<GroupKey, Long> held,
    boolean leaving,
    Pace pace) {
  static final MachineState NEW =
      new MachineState(
          Optional.empty(),
          Optional.empty(),
          0,
          0,
          Optional.empty(),
          new TreeMap<>(),
          false,
          Pace.NONE);

  private static final int FIELDS = 8;

  public MachineState {
    held = Collections.unmodifiableSortedMap(new TreeMap<>(held));
  }

  /**
   * An offer.
   *
   * @param capacity what is lent
   * @param host where its services are reached
   * @param vouchers who vouched for the machine when it was made, ascending
   * @param sinceMillis when that was
   */
  public record Standing(
      Capacity capacity, String host, List<DeviceId> vouchers, long sinceMillis) {
    private static final int FIELDS = 4;

    public Standing {
      vouchers = List.copyOf(vouchers);
    }
  }

  MachineState lending(Standing newOffer) {
    return new MachineState(device, owner, good, bad, Optional.of(newOffer), held, false, pace);
  }

  MachineState lendingNothing(boolean isLeaving) {
    return new MachineState(device, owner, good, bad, Optional.empty(), held, isLeaving, pace);
  }

  MachineState of(DeviceId its, Account newOwner) {
    return new MachineState(
        Optional.of(its), Optional.of(newOwner), good, bad, offer, held, leaving, pace);
  }

  MachineState with(Pace next) {
    return new MachineState(device, owner, good, bad, offer, held, leaving, next);
  }

  /** Its reputation, parts per million. */
  public long reputationPpm() {
    return Machine.reputationPpm(good, bad);
  }

  /** What orders hold of its bond. */
  public long heldNano() {
    return held.values().stream().reduce(0L, Math::addExact);
  }

  Bytes encode() {
    CborWriter writer = new CborWriter().beginArray(FIELDS);
    device.ifPresentOrElse(its -> writer.bytes(its.multikey()), writer::nil);
    owner.ifPresentOrElse(its -> writer.bytes(its.address()), writer::nil);
    writer.integer(good).integer(bad);
    offer.ifPresentOrElse(
        its -> {
          writer.beginArray(Standing.FIELDS);
          its.capacity().write(writer);
          writer.text(its.host());
          Machine.writeVouchers(its.vouchers(), writer);
          writer.integer(its.sinceMillis());
        },
        writer::nil);
    writer.beginArray(2 * held.size());
    held.forEach((order, nano) -> writer.text(order.text()).integer(nano));
    writer.bool(leaving);
    pace.write(writer);
    return writer.toBytes();
  }

  /** Reads what a group of a machine left in the state. */
  public static MachineState decode(Bytes encoded) {
    if (encoded.size() == 0) {
      return NEW;
    }
    CborReader reader = new CborReader(encoded);
    reader.beginArray();
    Optional<DeviceId> device =
        reader.tryNil() ? Optional.empty() : Optional.of(new DeviceId(reader.bytes()));
    Optional<Account> owner =
        reader.tryNil() ? Optional.empty() : Optional.of(new Account(reader.bytes()));
    long good = reader.integer();
    long bad = reader.integer();
    Optional<Standing> offer = Optional.empty();
    if (!reader.tryNil()) {
      reader.beginArray();
      offer =
          Optional.of(
              new Standing(
                  Capacity.read(reader),
                  reader.text(),
                  Machine.readVouchers(reader),
                  reader.integer()));
    }
    SortedMap<GroupKey, Long> held = new TreeMap<>();
    int size = reader.beginArray();
    for (int i = 0; i < size; i += 2) {
      held.put(new GroupKey(reader.text()), reader.integer());
    }
    return new MachineState(
        device, owner, good, bad, offer, held, reader.bool(), Pace.read(reader));
  }
}
