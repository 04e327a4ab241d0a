package polder.world.simulated;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What is true about each device of a simulated fleet, for those who measure how well the checks
 * find faults and cheats. Nothing in it may reach the checks themselves.
 *
 * @param rows one for each device, in the fleet's order
 */
public record GroundTruth(List<Row> rows) {
  private static final String HEADER =
      "data,device,owner,class,behaviour,parameters,copied_from,"
          + "true_lat,true_lon,true_height_m,claimed_lat,claimed_lon,claimed_height_m,"
          + "period_ms,noise_mk\n";

  /** Marks every row, so that no part of the file can be taken for measurements. */
  private static final String MARK = "simulated";

  /** Keeps a copy of the rows. */
  public GroundTruth {
    rows = List.copyOf(rows);
  }

  /**
   * The truth about one device.
   *
   * @param device what was planned
   * @param copiedFrom name of the device whose readings it repeats, where it does
   */
  public record Row(PlannedDevice device, Optional<String> copiedFrom) {
    /** {@code honest}, {@code fault} or {@code cheat}. */
    public String kindClass() {
      if (device.cheats()) {
        return "cheat";
      }
      return device.faulty() ? "fault" : "honest";
    }
  }

  /** The truth about a whole fleet. */
  static GroundTruth of(List<PlannedDevice> devices) {
    return new GroundTruth(
        devices.stream().map(each -> new Row(each, copiedFrom(each, devices))).toList());
  }

  private static Optional<String> copiedFrom(PlannedDevice device, List<PlannedDevice> devices) {
    return switch (device.behaviour()) {
      case Cheat.Copy copy -> Optional.of(devices.get(copy.original()).name());
      case Cheat.ManyInOneRoom room when room.lead() != device.index() ->
          Optional.of(devices.get(room.lead()).name());
      default -> Optional.empty();
    };
  }

  /**
   * Writes comma-separated values: a header line, then a line for each device, each ended by a line
   * feed. No value needs quotes; degrees have six decimals after a point, in every locale.
   */
  public void writeCsv(Appendable out) throws IOException {
    out.append(HEADER);
    for (Row row : rows) {
      PlannedDevice device = row.device();
      StringBuilder line = new StringBuilder(192);
      line.append(MARK).append(',').append(device.name()).append(',').append(device.owner());
      line.append(',').append(row.kindClass()).append(',').append(device.behaviour().kind());
      line.append(',').append(device.behaviour().parameters());
      line.append(',').append(row.copiedFrom().orElse(""));
      appendSite(line, device.truth());
      appendSite(line, device.claimed());
      line.append(',').append(device.schedule().periodMillis());
      line.append(',').append(device.noiseMilliKelvin()).append('\n');
      out.append(line);
    }
  }

  private static void appendSite(StringBuilder line, Site site) {
    line.append(',');
    appendDegrees(line, site.latMicro());
    line.append(',');
    appendDegrees(line, site.lonMicro());
    line.append(',').append(site.heightMeters());
  }

  private static void appendDegrees(StringBuilder line, int micro) {
    int size = Math.abs(micro);
    String fraction = Integer.toString(1_000_000 + size % 1_000_000).substring(1);
    line.append(micro < 0 ? "-" : "").append(size / 1_000_000).append('.').append(fraction);
  }
}
