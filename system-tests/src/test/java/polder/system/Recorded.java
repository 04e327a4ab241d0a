package polder.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import polder.adapters.yaml.ManifestFile;
import polder.app.DataDirectory;
import polder.app.ManifestFolder;
import polder.app.Replay;
import polder.epoch.SealedEpoch;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import polder.world.recorded.ColumnMap;
import polder.world.recorded.RecordedFiles;
import polder.world.recorded.RecordedNetwork;
import polder.world.simulated.Fleet;
import polder.world.simulated.FleetOptions;
import polder.world.simulated.PlannedDevice;

/**
 * A recorded network in files, and its rules.
 *
 * @param files where it lies
 * @param manifest the network's rules
 */
record Recorded(RecordedFiles files, Path manifest) {
  private static final String EPOCH = "1h";
  private static final long HOUR_MILLIS = 3_600_000;
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final double MIDDLE_LAT = 52.52;
  private static final double MIDDLE_LON = 13.405;

  /** What a simulated fleet with cheats and faults reports in {@code hours}. */
  static Recorded simulated(Path folder, int devices, int hours) throws IOException {
    Fleet fleet =
        Fleet.plan(
            FleetOptions.of(devices, 7)
                .withCheatsPpm(150_000)
                .withFaultsPpm(150_000)
                .withPeriodMillis(HOUR_MILLIS));
    Path stations = folder.resolve("stations.csv");
    Path observations = folder.resolve("observations.csv");
    try (Writer places = Files.newBufferedWriter(stations, StandardCharsets.UTF_8);
        Writer readings = Files.newBufferedWriter(observations, StandardCharsets.UTF_8)) {
      places.write("name,lat,lon,height,owner\n");
      readings.write("name,time,celsius\n");
      for (PlannedDevice device : fleet.devices()) {
        places.write(
            device.name()
                + ","
                + BigDecimal.valueOf(device.claimed().place().latMicro(), 6)
                + ","
                + BigDecimal.valueOf(device.claimed().place().lonMicro(), 6)
                + ","
                + device.claimed().heightMeters()
                + ",owner-"
                + device.owner()
                + "\n");
        write(readings, fleet, device, hours);
      }
    }
    return new Recorded(
        new RecordedFiles(
            stations,
            ColumnMap.parse("device=name,lat=lat,lon=lon,height=height,owner=owner"),
            List.of(observations),
            ColumnMap.parse("device=name,time=time,temperature=celsius")),
        rules());
  }

  private static void write(Writer readings, Fleet fleet, PlannedDevice device, int hours)
      throws IOException {
    var series = fleet.series(device.index());
    for (int hour = 1; hour <= hours; hour++) {
      long due = device.schedule().latest(START.toEpochMilli() + hour * HOUR_MILLIS);
      var reading = series.reading(due);
      if (reading.isPresent()) {
        readings.write(
            device.name()
                + ","
                + Instant.ofEpochSecond(reading.get().timeMillis() / 1_000)
                + ","
                + BigDecimal.valueOf(reading.get().milliDegrees(), 3)
                + "\n");
      }
    }
  }

  /**
   * The stations around the middle of Berlin on the first two days of 2017; skips a test where
   * there are no data.
   */
  static Recorded berlin(Path folder, int stations) throws IOException {
    Path data = Repository.data(BerlinStations.DATA);
    Path table = data.resolve("stations.csv");
    Set<String> chosen = new HashSet<>();
    List<String[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(table, StandardCharsets.UTF_8)) {
      rows.add(line.split(",", -1));
    }
    rows.removeFirst();
    rows.sort(Comparator.comparingDouble(Recorded::fromMiddle));
    rows.stream()
        .filter(row -> !row[4].equals("0"))
        .limit(stations)
        .forEach(row -> chosen.add(row[0]));
    Path observations = folder.resolve("berlin.csv");
    try (BufferedReader in = unpacked(data.resolve("ta-2017-01.csv.gz"));
        Writer out = Files.newBufferedWriter(observations, StandardCharsets.UTF_8)) {
      out.write(in.readLine() + "\n");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] cells = line.split(",", -1);
        if (chosen.contains(cells[0]) && cells[1].compareTo("2017-01-03") < 0) {
          out.write(line + "\n");
        }
      }
    }
    return new Recorded(
        new RecordedFiles(
            table,
            ColumnMap.parse("device=p_id,lat=lat,lon=lon,height=z"),
            List.of(observations),
            ColumnMap.parse("device=p_id,time=time_utc,temperature=ta_c")),
        rules());
  }

  private static double fromMiddle(String[] row) {
    return Math.hypot(
        (Double.parseDouble(row[1]) - MIDDLE_LON) * 0.6, Double.parseDouble(row[2]) - MIDDLE_LAT);
  }

  /** The lines of a packed file. */
  static BufferedReader unpacked(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
  }

  private static Path rules() {
    return Repository.root().resolve("manifests/air-temperature.yaml");
  }

  /** In memory. */
  RecordedNetwork load() throws IOException {
    return RecordedNetwork.load(NetworkManifest.of(ManifestFile.read(manifest)), files, read -> {});
  }

  /**
   * Replays it into a fresh node that archives its state every six epochs.
   *
   * @return every epoch that the node sealed
   */
  List<SealedEpoch> replay(DataDirectory data) throws IOException, InterruptedException {
    RecordedNetwork recorded = load();
    ManifestFolder folder = new ManifestFolder(data.manifests());
    folder.createForReplay(manifest, EPOCH, recorded.firstMillis());
    String deployment = Files.readString(folder.deploymentFile(), StandardCharsets.UTF_8);
    Files.writeString(
        folder.deploymentFile(),
        deployment.replaceFirst("(?m)^snapshot_every: .*$", "snapshot_every: 6"),
        StandardCharsets.UTF_8);
    Manifests manifests = folder.load();
    List<SealedEpoch> sealed = new ArrayList<>();
    Replay.Result result = new Replay(data, 0, manifests, recorded, 0).run(sealed::add);
    if (!result.refused().isEmpty()) {
      throw new AssertionError("the node refused recorded messages: " + result.refused());
    }
    return sealed;
  }
}
