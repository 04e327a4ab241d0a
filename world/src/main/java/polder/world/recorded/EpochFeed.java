package polder.world.recorded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.EpochWindow;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

/**
 * The epochs of a recorded network in order, the silent ones between included. In the epoch of its
 * first reading a device is enrolled by its owner; in each epoch it sends its readings in order of
 * time, as one SenML message or, where the network takes fewer readings in one, as few as possible.
 * A reading at the very start of an epoch belongs to it. What is said does not depend on the order
 * of the files' rows; of equal readings at the same time one is kept. For one thread.
 */
public final class EpochFeed implements Iterator<EpochFeed.Epoch> {
  private static final long MOST_EPOCHS = 10_000_000;

  private final RecordedNetwork recorded;
  private final ReadingColumns readings;
  private final DeploymentManifest deployment;
  private final long firstEpoch;
  private final EpochOrder order;
  private final boolean[] enrolled;
  private final long[] lastSequences;
  private final SortedMap<Account, Long> ownerSequences = new TreeMap<>();
  private long repeated;
  private int next;

  /**
   * One epoch.
   *
   * @param window its number and time
   * @param enrolments what owners send, signed, to be sent before the reports
   * @param reports what devices send, by device and then by sequence
   */
  public record Epoch(EpochWindow window, List<AccountMessage> enrolments, List<Report> reports) {
    public Epoch {
      enrolments = List.copyOf(enrolments);
      reports = List.copyOf(reports);
    }
  }

  /**
   * One message of a device, before it is signed.
   *
   * @param device who sends it
   * @param draft what it says
   */
  public record Report(RecordedDevice device, DeviceMessage.Draft draft) {}

  EpochFeed(RecordedNetwork recorded, DeploymentManifest deployment) throws RecordedDataException {
    this.recorded = recorded;
    this.readings = recorded.readings();
    this.deployment = deployment;
    long epochMillis = deployment.epochMillis();
    long sinceGenesis = recorded.firstMillis() - deployment.genesisMillis();
    if (sinceGenesis < 0) {
      throw new RecordedDataException(
          "the first reading was measured before the deployment's genesis_millis");
    }
    this.firstEpoch = sinceGenesis / epochMillis;
    long epochs =
        (recorded.lastMillis() - deployment.genesisMillis()) / epochMillis - firstEpoch + 1;
    if (epochs > MOST_EPOCHS) {
      throw new RecordedDataException(
          epochs + " epochs are too many; choose longer ones or split the observations by time");
    }
    this.order =
        EpochOrder.of(
            readings,
            recorded.devices().size(),
            deployment.genesisMillis() + firstEpoch * epochMillis,
            epochMillis,
            (int) epochs);
    this.enrolled = new boolean[recorded.devices().size()];
    this.lastSequences = new long[enrolled.length];
  }

  /** Number of epochs in all. */
  public int epochs() {
    return order.starts().length - 1;
  }

  /** Readings left out so far because an equal one was at the same time. */
  public long repeated() {
    return repeated;
  }

  @Override
  public boolean hasNext() {
    return next < epochs();
  }

  @Override
  public Epoch next() {
    if (!hasNext()) {
      throw new NoSuchElementException("there is no further epoch");
    }
    List<AccountMessage> enrolments = new ArrayList<>();
    List<Report> reports = new ArrayList<>();
    int end = order.starts()[next + 1];
    for (int from = order.starts()[next]; from < end; ) {
      int device = readings.device(order.rows()[from]);
      int until = from;
      while (until < end && readings.device(order.rows()[until]) == device) {
        until++;
      }
      if (!enrolled[device]) {
        enrolled[device] = true;
        enrolments.add(enrolment(recorded.devices().get(device)));
      }
      report(device, records(from, until), reports);
      from = until;
    }
    return new Epoch(window(firstEpoch + next++), enrolments, reports);
  }

  private EpochWindow window(long epoch) {
    long start = deployment.genesisMillis() + epoch * deployment.epochMillis();
    return new EpochWindow(
        epoch,
        start,
        start + deployment.epochMillis(),
        deployment.graceMillis(),
        deployment.clockToleranceMillis());
  }

  private AccountMessage enrolment(RecordedDevice device) {
    RecordedOwner owner = device.owner();
    long sequence = ownerSequences.merge(owner.account(), 1L, Long::sum);
    Action.Enrol enrol =
        AccountMessage.proven(
            deployment,
            owner.account(),
            sequence,
            new Action.Enrol(
                recorded.network(),
                device.id(),
                Optional.of(device.site()),
                Optional.empty(),
                Bytes.EMPTY),
            device.key());
    return new AccountMessage.Draft(owner.account(), sequence, enrol)
        .sign(owner.secret(), deployment);
  }

  /** The rows of one device in one epoch, by time, then quantity, then value. */
  private List<SenmlRecord> records(int from, int until) {
    if (until - from == 1) {
      return List.of(senml(order.rows()[from]));
    }
    Integer[] rows = new Integer[until - from];
    Arrays.setAll(rows, i -> order.rows()[from + i]);
    Arrays.sort(
        rows,
        Comparator.<Integer>comparingLong(readings::timeMillis)
            .thenComparingInt(readings::quantity)
            .thenComparing(row -> PackedDecimal.unpack(readings.value(row))));
    List<SenmlRecord> records = new ArrayList<>(rows.length);
    for (int row : rows) {
      SenmlRecord record = senml(row);
      if (!records.isEmpty() && records.getLast().equals(record)) {
        repeated++;
      } else {
        records.add(record);
      }
    }
    return records;
  }

  private SenmlRecord senml(int row) {
    RecordedNetwork.Quantity quantity = recorded.quantities().get(readings.quantity(row));
    return new SenmlRecord(
        quantity.name(),
        quantity.unit(),
        new SenmlValue.Number(PackedDecimal.unpack(readings.value(row))),
        readings.timeMillis(row));
  }

  private void report(int device, List<SenmlRecord> records, List<Report> reports) {
    int most = recorded.readingsPerMessage();
    for (int from = 0; from < records.size(); from += most) {
      List<SenmlRecord> part = records.subList(from, Math.min(from + most, records.size()));
      // Where one time fills several messages, the sequence goes on by one.
      long sequence = Math.max(part.getLast().timeMillis(), lastSequences[device] + 1);
      lastSequences[device] = sequence;
      reports.add(
          new Report(
              recorded.devices().get(device),
              new DeviceMessage.Draft(
                  recorded.network(),
                  sequence,
                  Optional.empty(),
                  DeviceMessage.SENML_CBOR,
                  SenmlPack.encode(part))));
    }
  }
}
