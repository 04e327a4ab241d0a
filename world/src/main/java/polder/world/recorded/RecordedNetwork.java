package polder.world.recorded;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.Value;

/**
 * A recorded network in memory: its devices and all their readings (21 bytes each, at most 50
 * million). Immutable once loaded.
 */
public final class RecordedNetwork {
  private static final int MOST_QUANTITIES = 100;
  // SenML's own limit, for kinds of network that state none.
  private static final int MOST_READINGS_A_MESSAGE = 1_024;

  private final String network;
  private final List<Quantity> quantities;
  private final int readingsPerMessage;
  private final List<RecordedDevice> devices;
  private final ReadingColumns readings;
  private final RecordedCounts counts;
  private final long firstMillis;
  private final long lastMillis;

  /**
   * What is measured.
   *
   * @param name its SenML name
   * @param unit its SenML unit
   */
  record Quantity(String name, String unit) {}

  /** Hears readings one by one. */
  @FunctionalInterface
  public interface ReadingVisitor {
    /** Device {@code device}, by its place in {@link #devices}, measured {@code value}. */
    void visit(int device, long timeMillis, String quantity, BigDecimal value);
  }

  private RecordedNetwork(
      NetworkManifest manifest, List<Quantity> quantities, RecordedLoad.Loaded loaded) {
    this.network = manifest.name();
    this.quantities = quantities;
    this.readingsPerMessage = readingsPerMessage(manifest);
    this.devices = loaded.devices();
    this.readings = loaded.readings();
    this.counts = loaded.counts();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int row = 0; row < readings.size(); row++) {
      first = Math.min(first, readings.timeMillis(row));
      last = Math.max(last, readings.timeMillis(row));
    }
    this.firstMillis = first;
    this.lastMillis = last;
  }

  /**
   * Loads {@code files} as devices of the network that {@code manifest} describes.
   *
   * @param progress called now and then with the number of observations read since the last call
   * @throws RecordedDataException if a file is not what it should be, if a mapped quantity is not
   *     one of the manifest's, or if nothing is left to run
   */
  public static RecordedNetwork load(
      NetworkManifest manifest, RecordedFiles files, LongConsumer progress) throws IOException {
    List<Quantity> quantities = quantities(manifest, files.observationColumns());
    RecordedLoad load = new RecordedLoad(files, manifest.data().finestPlaceMicroDegrees());
    return new RecordedNetwork(manifest, quantities, load.load(progress));
  }

  private static List<Quantity> quantities(NetworkManifest manifest, ColumnMap columns)
      throws RecordedDataException {
    SortedMap<String, Value> known = new TreeMap<>();
    if (manifest.parameters().entries().get("quantities") instanceof Value.Table table) {
      known.putAll(table.entries());
    }
    List<String> mapped = ObservationsFile.quantities(columns);
    if (mapped.isEmpty() || mapped.size() > MOST_QUANTITIES) {
      throw new RecordedDataException(
          "map 1 to "
              + MOST_QUANTITIES
              + " quantities to columns, such as temperature=COLUMN; the manifest has "
              + String.join(", ", known.keySet()));
    }
    List<Quantity> quantities = new ArrayList<>();
    for (String name : mapped) {
      if (!(known.get(name) instanceof Value.Table table
          && table.entries().get("unit") instanceof Value.Text(String unit))) {
        throw new RecordedDataException(
            "'"
                + name
                + "' is mapped to a column but is no quantity of the manifest, which has "
                + String.join(", ", known.keySet()));
      }
      quantities.add(new Quantity(name, unit));
    }
    return List.copyOf(quantities);
  }

  private static int readingsPerMessage(NetworkManifest manifest) {
    Map<String, Value> parameters = manifest.parameters().entries();
    return parameters.get("readings_per_message") instanceof Value.Whole(long most)
        ? (int) Math.clamp(most, 1, MOST_READINGS_A_MESSAGE)
        : MOST_READINGS_A_MESSAGE;
  }

  /** The devices, by name. */
  public List<RecordedDevice> devices() {
    return devices;
  }

  /** What was found and what is left out. */
  public RecordedCounts counts() {
    return counts;
  }

  /** When the first reading was measured, epoch milliseconds. */
  public long firstMillis() {
    return firstMillis;
  }

  /** When the last reading was measured, epoch milliseconds. */
  public long lastMillis() {
    return lastMillis;
  }

  /**
   * All epochs of {@code deployment} from that of the first reading to that of the last, with what
   * owners and devices say in each.
   *
   * @throws RecordedDataException if the deployment's genesis is after the first reading, or its
   *     epochs are so short that there are too many
   */
  public EpochFeed feed(DeploymentManifest deployment) throws RecordedDataException {
    return new EpochFeed(this, deployment);
  }

  /** Shows all readings of the {@code chosen} devices, in the order of the files' rows. */
  public void visit(BitSet chosen, ReadingVisitor visitor) {
    for (int row = 0; row < readings.size(); row++) {
      if (chosen.get(readings.device(row))) {
        visitor.visit(
            readings.device(row),
            readings.timeMillis(row),
            quantities.get(readings.quantity(row)).name(),
            PackedDecimal.unpack(readings.value(row)));
      }
    }
  }

  String network() {
    return network;
  }

  List<Quantity> quantities() {
    return quantities;
  }

  int readingsPerMessage() {
    return readingsPerMessage;
  }

  ReadingColumns readings() {
    return readings;
  }
}
