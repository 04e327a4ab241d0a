package polder.networks;

import java.util.List;
import java.util.Optional;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.Site;

/**
 * What the registry knows of a device.
 *
 * @param device the device
 * @param owner who owns it in this epoch
 * @param site where it stands; empty for a moving device
 * @param via through whom it speaks, if it cannot sign
 * @param enrolledEpoch the epoch of its first enrolment at this site in this network: its seniority
 * @param movedAtMillis start of the window in which it was enrolled at this site after another one,
 *     epoch milliseconds; {@link #NEVER_MOVED} for one that stands where it stood first
 * @param vouchers issuers that the network trusts and whose credentials about it hold, ascending;
 *     known only to rules that {@linkplain NetworkRules#asksWhoVouches ask}, and where they weigh
 */
public record SenderRecord(
    DeviceId device,
    Account owner,
    Optional<Site> site,
    Optional<String> via,
    long enrolledEpoch,
    long movedAtMillis,
    List<DeviceId> vouchers) {

  /** Of a device that stands where it was enrolled first: long before any reading. */
  public static final long NEVER_MOVED = 0;

  public SenderRecord {
    vouchers = List.copyOf(vouchers);
  }

  /** A device for which nobody vouches. */
  public SenderRecord(
      DeviceId device,
      Account owner,
      Optional<Site> site,
      Optional<String> via,
      long enrolledEpoch,
      long movedAtMillis) {
    this(device, owner, site, via, enrolledEpoch, movedAtMillis, List.of());
  }

  /** The same, with those who vouch for it. */
  public SenderRecord vouchedFor(List<DeviceId> issuers) {
    return new SenderRecord(device, owner, site, via, enrolledEpoch, movedAtMillis, issuers);
  }

  /** A device that was never moved. */
  public SenderRecord(
      DeviceId device,
      Account owner,
      Optional<Site> site,
      Optional<String> via,
      long enrolledEpoch) {
    this(device, owner, site, via, enrolledEpoch, NEVER_MOVED);
  }
}
