package polder.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import polder.agent.OfferException;
import polder.agent.learning.LocalData;
import polder.agent.learning.Supply;
import polder.networks.learning.message.Origin;
import polder.node.archive.EvidenceException;
import polder.node.readings.CsvFormat;
import polder.node.readings.ExportQuestion;
import polder.ports.readings.Entity;
import polder.ports.readings.Expression;
import polder.ports.readings.ReadModel;
import polder.ports.readings.ReadingFormat;
import polder.ports.readings.ReadingQuery;
import polder.ports.readings.Selection;
import polder.protocol.identity.Account;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.NetworkManifest.DataPolicy;

/**
 * What an owner's devices read in a network, out of an archive: a file a device, as {@code polder
 * export} writes it. A store beside them remembers which epochs were read, so that each is read
 * once, also over restarts.
 */
public final class StationSupply implements Supply {
  private final String archive;
  private final Stations stations;
  private final Path folder;
  private boolean isWritten;

  /**
   * Which readings.
   *
   * @param verdicts as {@link ExportQuestion} reads them, such as {@code accepted,corroborated}
   */
  public record Stations(String network, Account owner, String verdicts) {
    /**
     * Refuses what asks for nothing.
     *
     * @throws IllegalArgumentException if there are no such verdicts
     */
    public Stations {
      ExportQuestion.of(Map.of("network", network, "verdict", verdicts));
    }

    private ReadingQuery of(String device) {
      return ExportQuestion.of(Map.of("network", network, "device", device, "verdict", verdicts));
    }
  }

  /**
   * Keeps everything in {@code folder}.
   *
   * @param archive a folder or an address
   */
  public StationSupply(String archive, Stations stations, Path folder) {
    this.archive = archive;
    this.stations = stations;
    this.folder = folder;
  }

  /** What to train on. */
  public LocalData data() {
    return new LocalData(files());
  }

  private Path files() {
    return folder.resolve("files");
  }

  @Override
  public Optional<String> bring() throws IOException {
    Files.createDirectories(files());
    try (ArchiveReadings readings = ArchiveReadings.open(archive, folder.resolve("store"))) {
      SortedMap<String, NetworkManifest> networks = readings.networks();
      DataPolicy policy = policy(networks);
      ArchiveReadings.Taken taken = readings.catchUp();
      if (taken.epochs() == 0 && isWritten && policy.access() == DataPolicy.Access.PUBLIC) {
        return Optional.empty();
      }
      isWritten = false;
      String changed = written(readings, networks, taken);
      isWritten = true;
      return Optional.of(changed + ", " + taken.epochs() + " epochs more of " + archive);
    } catch (EvidenceException e) {
      throw new IOException(
          "the archive at "
              + archive
              + " is damaged: "
              + e.getMessage()
              + "; name another by --archive",
          e);
    }
  }

  private String written(
      ArchiveReadings readings,
      SortedMap<String, NetworkManifest> networks,
      ArchiveReadings.Taken taken)
      throws IOException {
    try {
      return readings.read(networks, this::write);
    } catch (NothingException e) {
      if (taken.closed().isPresent()) {
        throw new IOException(
            taken.closed().get().getMessage()
                + ", as long as one of its networks keeps readings back: put what polder export"
                + " --network "
                + stations.network()
                + " --device DID writes into a folder and name that by --train-on, or name a copy"
                + " of the archive by --archive",
            e);
      }
      throw e;
    }
  }

  /** There is nothing to train on, yet. */
  private static final class NothingException extends IOException {
    private static final long serialVersionUID = 1L;

    NothingException(String message) {
      super(message);
    }
  }

  private DataPolicy policy(SortedMap<String, NetworkManifest> networks) {
    NetworkManifest network = networks.get(stations.network());
    if (network == null) {
      throw new OfferException(
          "the archive at "
              + archive
              + " has no network "
              + stations.network()
              + "; it has "
              + String.join(", ", networks.keySet()));
    }
    if (network.data().access() == DataPolicy.Access.RESTRICTED) {
      throw new OfferException(
          "the data policy of "
              + stations.network()
              + " shows its readings to nobody: put what your devices measured into a folder, and"
              + " name that by --train-on");
    }
    return network.data();
  }

  private String write(ReadModel.Reading reading) throws IOException {
    List<String> devices = devices(reading);
    if (devices.isEmpty()) {
      deleteAllBut(Set.of());
      throw new NothingException(
          stations.owner()
              + " has no device in "
              + stations.network()
              + " as of the newest epoch at "
              + archive
              + ": enrol one by polder device enroll, or name whose to train on by --stations-of");
    }
    Set<Path> written = new HashSet<>();
    long rows = 0;
    for (String device : devices) {
      // A DID has colons, which not every file system takes.
      Path file = files().resolve(device.substring(device.lastIndexOf(':') + 1) + ".csv");
      long its = export(reading, stations.of(device), file);
      if (its > 0) {
        written.add(file);
        rows += its;
      }
    }
    deleteAllBut(written);
    if (rows == 0) {
      throw new NothingException(
          "no reading of the "
              + devices.size()
              + " devices of "
              + stations.owner()
              + " in "
              + stations.network()
              + " is "
              + stations.verdicts()
              + " and shown yet: it is asked again; --verdict all takes those that no neighbour"
              + " confirms, too");
    }
    return rows + " readings of " + written.size() + " devices in " + stations.network();
  }

  private List<String> devices(ReadModel.Reading reading) throws IOException {
    Expression where =
        Expression.and(
            is("properties/network", stations.network()),
            is("properties/owner", stations.owner().toString()));
    List<String> devices = new ArrayList<>();
    Entity.Field device = field("properties/device");
    for (ReadModel.Row row :
        reading.find(
            new Selection(
                Entity.THING, Optional.of(where), List.of(), 0, Origin.MOST_DEVICES + 1, false))) {
      devices.add(String.valueOf(row.values().get(device)));
    }
    if (devices.size() > Origin.MOST_DEVICES) {
      throw new OfferException(
          stations.owner()
              + " has more than "
              + Origin.MOST_DEVICES
              + " devices in "
              + stations.network()
              + ", and a participant names no more: export those that you choose into a folder by"
              + " polder export --device, and name that by --train-on");
    }
    return devices;
  }

  private static Entity.Field field(String path) {
    return Entity.THING
        .field(path)
        .orElseThrow(() -> new IllegalStateException("a thing has no " + path));
  }

  private static Expression is(String path, String value) {
    return new Expression.Call(
        Expression.Operation.EQ,
        List.of(new Expression.Path(List.of(), field(path)), new Expression.Text(value)),
        Entity.Type.BOOLEAN);
  }

  private static long export(ReadModel.Reading reading, ReadingQuery query, Path file)
      throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    long rows;
    try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(part))) {
      ReadingFormat.Sink sink = new CsvFormat().open(output);
      rows = reading.export(query, sink);
      sink.close();
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    return rows;
  }

  /** Devices that were handed on since, and those of which nothing is shown. */
  private void deleteAllBut(Set<Path> written) throws IOException {
    try (Stream<Path> all = Files.list(files())) {
      for (Path file : all.filter(file -> !written.contains(file)).toList()) {
        Files.delete(file);
      }
    }
  }
}
