package polder.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.stream.Stream;
import polder.ports.readings.ReadingFormat;
import polder.ports.readings.ReadingQuery;
import polder.protocol.manifest.NetworkManifest;

/** Readings out of an archive, by a store that is thrown away. */
public final class ArchiveExport {
  private ArchiveExport() {}

  /**
   * Writes readings.
   *
   * @param archive a folder or an address
   * @param output where to; left open
   * @return the first epoch whose readings the archive keeps; 0 if it was not pruned
   * @throws IOException if there is no archive, or it is damaged
   */
  public static long write(
      String archive, ReadingQuery query, ReadingFormat format, OutputStream output)
      throws IOException {
    Path folder = Files.createTempDirectory("polder-export");
    try (ArchiveReadings readings = ArchiveReadings.open(archive, folder)) {
      SortedMap<String, NetworkManifest> networks = readings.networks();
      ArchiveReadings.Taken taken = readings.catchUp();
      if (taken.closed().isPresent()) {
        throw taken.closed().get();
      }
      readings.read(
          networks,
          reading -> {
            ReadingFormat.Sink sink = format.open(output);
            long rows = reading.export(query, sink);
            sink.close();
            return rows;
          });
      return readings.keptFrom();
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.delete(folder);
  }
}
