package polder.app;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.HttpArchive;
import polder.adapters.sqlite.SqliteReadings;
import polder.epoch.RuleBook;
import polder.node.archive.EpochArchive;
import polder.node.readings.Projection;
import polder.ports.readings.ReadingFormat;
import polder.ports.readings.ReadingQuery;
import polder.ports.readings.Visibility;

/**
 * Readings out of an archive, without a node: they are projected into a store that is thrown away.
 */
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
    String lower = archive.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://") || lower.startsWith("https://")) {
      try (HttpArchive far = new HttpArchive(URI.create(archive), HttpArchive.Limits.USUAL)) {
        return write(new EpochArchive(far), query, format, output);
      }
    } else {
      return write(new EpochArchive(new DirectoryArchive(Path.of(archive))), query, format, output);
    }
  }

  private static long write(
      EpochArchive archive, ReadingQuery query, ReadingFormat format, OutputStream output)
      throws IOException {
    EpochArchive.Position latest =
        archive
            .latest()
            .orElseThrow(() -> new IOException("there is no archive at " + archive.name()));
    Visibility visibility =
        Visibility.of(
            archive.manifests(archive.header(latest).header()).networks(),
            System.currentTimeMillis());
    Path folder = Files.createTempDirectory("polder-export");
    try (SqliteReadings store = SqliteReadings.open(folder)) {
      new Projection(archive, new RuleBook(Kinds.ALL), store, Long.MAX_VALUE).catchUp(epoch -> {});
      store
          .model()
          .read(
              visibility,
              Long.MAX_VALUE / 1_000_000,
              reading -> {
                ReadingFormat.Sink sink = format.open(output);
                long rows = reading.export(query, sink);
                sink.close();
                return rows;
              });
      return archive.kept().from();
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
