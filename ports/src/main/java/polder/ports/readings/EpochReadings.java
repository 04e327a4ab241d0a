package polder.ports.readings;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.message.Site;

/**
 * What a store of readings takes from one sealed epoch.
 *
 * @param epoch number of the epoch, from 0 on
 * @param header hash of its header
 * @param startMillis start of its window, epoch milliseconds
 * @param endMillis end of its window
 * @param networks the rules that were in force, by network
 * @param enrolments devices that were enrolled, moved or handed on, in the order of the outcome
 * @param readings what was assessed, in the order of the outcome
 * @param earnings what accounts earned, each account and source once; empty where that is not
 *     known: of a state that others build on
 */
public record EpochReadings(
    long epoch,
    Hash header,
    long startMillis,
    long endMillis,
    SortedMap<String, NetworkManifest> networks,
    List<Enrolment> enrolments,
    List<Assessed> readings,
    Optional<List<Earned>> earnings) {
  public EpochReadings {
    enrolments = List.copyOf(enrolments);
    readings = List.copyOf(readings);
    earnings = earnings.map(List::copyOf);
  }

  /** A change in a network's register. */
  public sealed interface Enrolment {
    /** The network. */
    String network();

    /** The device. */
    DeviceId device();
  }

  /**
   * A device that is enrolled, or that its owner enrols anew.
   *
   * @param site where it stands; empty for a moving one
   * @param via through whom it speaks, if it cannot sign
   */
  public record Enrolled(
      String network, DeviceId device, Account owner, Optional<Site> site, Optional<String> via)
      implements Enrolment {}

  /** A device that has a new owner. */
  public record Transferred(String network, DeviceId device, Account owner) implements Enrolment {}

  /** What an outcome says of a reading. */
  public sealed interface Assessed {
    /** What the reading is known by and what it counts as. */
    Judged judged();
  }

  /**
   * What a reading is known by and what it counts as.
   *
   * @param message the message that carried it
   * @param quantity such as {@code temperature}
   * @param timeMillis when it was measured, epoch milliseconds
   * @param reasons the checks it failed, in order
   */
  public record Judged(
      String network,
      DeviceId device,
      Hash message,
      String quantity,
      long timeMillis,
      ReadingVerdict verdict,
      List<String> reasons) {
    public Judged {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * A reading of this epoch.
   *
   * @param unit its unit (UCUM or SenML)
   * @param valueMilli thousandths of the unit
   */
  public record Reading(Judged judged, String unit, long valueMilli) implements Assessed {}

  /** A reading of an epoch before, of which this one thinks otherwise. */
  public record Revised(Judged judged) implements Assessed {}
}
