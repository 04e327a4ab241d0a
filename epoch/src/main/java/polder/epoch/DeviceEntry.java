package polder.epoch;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.SenderRecord;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.Site;

/**
 * What the state holds of a device in one network.
 *
 * @param sender what kinds may know of it
 * @param probationEndMillis earnings of windows that start before are held; fixed at the first
 *     enrolment, whatever the manifest says later
 * @param use how its key is in use
 * @param held earnings not released yet, by the owner who earned them
 * @param probationWeight sum of its weights while on probation
 * @param probationEpochs number of epochs in that sum
 */
public record DeviceEntry(
    SenderRecord sender,
    long probationEndMillis,
    KeyUse use,
    SortedMap<Account, Long> held,
    long probationWeight,
    long probationEpochs) {

  private static final SortedMap<Account, Long> NOTHING = Collections.emptySortedMap();

  // Of a device that holds nothing and has neither a station to send by nor a new key.
  private static final int USUAL_BYTES = 160;

  /** Most owners one device can have while its earnings are held. */
  static final int MAX_HOLDERS = 8;

  public DeviceEntry {
    // Most hold nothing, and an entry is made anew with each message.
    held = held.isEmpty() ? NOTHING : Collections.unmodifiableSortedMap(new TreeMap<>(held));
  }

  /** A device that was never enrolled before. */
  public static DeviceEntry enrolled(SenderRecord sender, long probationEndMillis) {
    return new DeviceEntry(sender, probationEndMillis, KeyUse.NEW, new TreeMap<>(), 0, 0);
  }

  /** The sequence up to which everything of it was heard. */
  public long sequence() {
    return use.sequence();
  }

  /** Whether {@code key} is the one with which it signs now. */
  public boolean signsWith(DeviceId key) {
    return use.key(sender.device()).equals(key);
  }

  /** The same with what the registry knows of it by now. */
  public DeviceEntry as(SenderRecord newSender) {
    return new DeviceEntry(
        newSender, probationEndMillis, use, held, probationWeight, probationEpochs);
  }

  /** The same with how its key is in use by now. */
  public DeviceEntry with(KeyUse newUse) {
    return new DeviceEntry(
        sender, probationEndMillis, newUse, held, probationWeight, probationEpochs);
  }

  DeviceEntry hold(long nano, long weight) {
    SortedMap<Account, Long> more = new TreeMap<>(held);
    if (nano > 0) {
      more.merge(sender.owner(), nano, Math::addExact);
    }
    return new DeviceEntry(
        sender,
        probationEndMillis,
        use,
        more,
        Math.addExact(probationWeight, weight),
        probationEpochs + 1);
  }

  DeviceEntry holding(SortedMap<Account, Long> newHeld) {
    return new DeviceEntry(
        sender, probationEndMillis, use, newHeld, probationWeight, probationEpochs);
  }

  Bytes encode() {
    return encode(new CborWriter(USUAL_BYTES));
  }

  /** The same, written with {@code writer}, which has nothing else in it. */
  Bytes encode(CborWriter writer) {
    writer.beginArray(10).bytes(sender.owner().address());
    Site.write(sender.site(), writer);
    sender.via().ifPresentOrElse(writer::text, writer::nil);
    writer.integer(sender.enrolledEpoch()).integer(sender.movedAtMillis());
    writer.integer(probationEndMillis);
    use.write(writer);
    writer.beginArray(held.size());
    held.forEach((owner, nano) -> writer.beginArray(2).bytes(owner.address()).integer(nano));
    return writer.integer(probationWeight).integer(probationEpochs).toBytes();
  }

  static DeviceEntry decode(DeviceId device, Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    reader.beginArray();
    Account owner = new Account(reader.bytes());
    Optional<Site> site = Site.read(reader);
    Optional<String> via = reader.tryNil() ? Optional.empty() : Optional.of(reader.text());
    long enrolledEpoch = reader.integer();
    long movedAtMillis = reader.integer();
    long probationEndMillis = reader.integer();
    KeyUse use = KeyUse.read(reader);
    int holders = reader.beginArray();
    SortedMap<Account, Long> held = holders == 0 ? NOTHING : new TreeMap<>();
    for (int i = 0; i < holders; i++) {
      reader.beginArray();
      held.put(new Account(reader.bytes()), reader.integer());
    }
    return new DeviceEntry(
        new SenderRecord(device, owner, site, via, enrolledEpoch, movedAtMillis),
        probationEndMillis,
        use,
        held,
        reader.integer(),
        reader.integer());
  }
}
