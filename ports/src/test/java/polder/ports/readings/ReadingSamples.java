package polder.ports.readings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.ports.readings.EpochReadings.Assessed;
import polder.ports.readings.EpochReadings.Enrolment;
import polder.ports.readings.EpochReadings.Judged;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.NetworkManifest.DataPolicy;
import polder.protocol.manifest.NetworkManifest.Pay;
import polder.protocol.manifest.Value;
import polder.protocol.message.Site;

/** Readings to test with: hours are epochs, and devices have numbers. */
public final class ReadingSamples {
  /** Length of an epoch. */
  public static final long HOUR = 3_600_000;

  /** Names of the networks. */
  public static final String OPEN = "open";

  public static final String DELAYED = "delayed";
  public static final String CLOSED = "closed";

  private ReadingSamples() {}

  /** Three networks, one of each policy; the delay is a day, places on a grid of micro-degrees. */
  public static SortedMap<String, NetworkManifest> networks(long gridMicro) {
    SortedMap<String, NetworkManifest> networks = new TreeMap<>();
    networks.put(OPEN, network(OPEN, DataPolicy.Access.PUBLIC, 0, gridMicro));
    networks.put(DELAYED, network(DELAYED, DataPolicy.Access.DELAYED, 24 * HOUR, gridMicro));
    networks.put(CLOSED, network(CLOSED, DataPolicy.Access.RESTRICTED, 0, gridMicro));
    return networks;
  }

  private static NetworkManifest network(
      String name, DataPolicy.Access access, long delayMillis, long gridMicro) {
    return new NetworkManifest(
        name,
        "sensors",
        name.equals(OPEN),
        new Pay(0, 1, 0, 0),
        new DataPolicy(access, delayMillis, "CC-BY-4.0, \"as is\"", gridMicro),
        polder.protocol.manifest.CredentialTerms.NONE,
        new Value.Table(new TreeMap<>(Map.of())));
  }

  /** A device. */
  public static DeviceId device(int number) {
    byte[] key = new byte[34];
    key[0] = (byte) 0xed;
    key[1] = 1;
    key[33] = (byte) number;
    return new DeviceId(Bytes.wrap(key));
  }

  /** The identity of a message. */
  public static Hash message(int number) {
    return Hash.sha256(new byte[] {(byte) number, (byte) (number >> 8)});
  }

  /** A device that stands at a place, in hundredths of a degree. */
  public static Enrolment stands(String network, int device, int latCenti, int lonCenti) {
    Site site = new Site(new Place(latCenti * 10_000 + 123, lonCenti * 10_000 + 456), 345);
    return new EpochReadings.Enrolled(
        network,
        device(device),
        new Account(Bytes.wrap(new byte[20])),
        Optional.of(site),
        Optional.empty());
  }

  /** A reading of the temperature. */
  public static Assessed reading(
      String network,
      int device,
      int message,
      long timeMillis,
      long valueMilli,
      ReadingVerdict verdict,
      String... reasons) {
    return new EpochReadings.Reading(
        judged(network, device, message, timeMillis, verdict, reasons), "Cel", valueMilli);
  }

  /** What is thought of a reading. */
  public static Judged judged(
      String network,
      int device,
      int message,
      long timeMillis,
      ReadingVerdict verdict,
      String... reasons) {
    return new Judged(
        network,
        device(device),
        message(message),
        "temperature",
        timeMillis,
        verdict,
        List.of(reasons));
  }

  /** An epoch of an hour. */
  public static EpochReadings epoch(
      long epoch, long gridMicro, List<Enrolment> enrolments, List<Assessed> readings) {
    return new EpochReadings(
        epoch,
        message((int) epoch),
        epoch * HOUR,
        (epoch + 1) * HOUR,
        networks(gridMicro),
        enrolments,
        readings,
        Optional.of(List.of()));
  }

  /** An account. */
  public static Account account(int number) {
    byte[] address = new byte[Account.SIZE];
    address[0] = (byte) number;
    return new Account(Bytes.wrap(address));
  }

  /** An epoch of an hour in which accounts earned something and nothing else happened. */
  public static EpochReadings paid(long epoch, Earned... earnings) {
    EpochReadings bare = epoch(epoch, 10_000, List.of(), List.of());
    return new EpochReadings(
        bare.epoch(),
        bare.header(),
        bare.startMillis(),
        bare.endMillis(),
        bare.networks(),
        List.of(),
        List.of(),
        Optional.of(List.of(earnings)));
  }

  /** The state after an epoch, of which it is not known what was earned until then. */
  public static EpochReadings state(long epoch) {
    EpochReadings bare = epoch(epoch, 10_000, List.of(), List.of());
    return new EpochReadings(
        bare.epoch(),
        bare.header(),
        bare.startMillis(),
        bare.endMillis(),
        bare.networks(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  /** What an account earned by a device in the open network, which is simulated. */
  public static Earned earned(int account, int device, long creditedNano, long heldNano) {
    return new Earned(account(account), OPEN, Optional.of(device(device)), creditedNano, heldNano);
  }

  /** Three devices, one a network, and a reading of each in each of {@code epochs} hours. */
  public static List<EpochReadings> hours(int epochs) {
    List<EpochReadings> all = new ArrayList<>();
    List<String> names = List.of(OPEN, DELAYED, CLOSED);
    for (int epoch = 0; epoch < epochs; epoch++) {
      List<Enrolment> enrolments = new ArrayList<>();
      List<Assessed> readings = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if (epoch == 0) {
          enrolments.add(stands(names.get(i), i + 1, 5_200 + i, 1_300 + i));
        }
        ReadingVerdict verdict = ReadingVerdict.values()[epoch % 4];
        readings.add(
            reading(
                names.get(i),
                i + 1,
                epoch * 3 + i,
                epoch * HOUR + i,
                epoch * 100L - 500,
                verdict,
                verdict == ReadingVerdict.REJECTED
                    ? new String[] {"bounds", "step"}
                    : new String[0]));
      }
      all.add(epoch(epoch, 10_000, enrolments, readings));
    }
    return all;
  }
}
