package polder.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import polder.adapters.rocksdb.RocksStore;
import polder.adapters.sqlite.SqliteReadings;

/**
 * What a node takes up at one moment.
 *
 * @param heapBytes of the whole process after its garbage is collected
 * @param disk by part; files of the archive as a file system with blocks of 4 KiB keeps them
 */
record Footprint(long heapBytes, Map<Part, Long> disk) {
  private static final long BLOCK = 4_096;

  /** The parts. */
  enum Part {
    JOURNAL("journal, tables"),
    STATE("state, tables"),
    LOGS("write-ahead logs"),
    CATALOG("catalog of both"),
    MESSAGES("archive, messages"),
    OUTCOMES("archive, outcomes"),
    HEADERS("archive, headers"),
    SNAPSHOTS("archive, snapshots"),
    READINGS("readings");

    private final String text;

    Part(String text) {
      this.text = text;
    }

    /** In words. */
    String text() {
      return text;
    }
  }

  static Footprint of(Path data, RocksStore store, SqliteReadings readings) throws IOException {
    Map<Part, Long> disk = new EnumMap<>(Part.class);
    disk.put(Part.JOURNAL, store.journalBytes());
    disk.put(Part.STATE, store.stateBytes());
    Path journal = data.resolve("journal");
    disk.put(Part.LOGS, bytes(journal, 1, file -> file.endsWith(".log")));
    disk.put(
        Part.CATALOG, bytes(journal, 1, file -> !file.endsWith(".log") && !file.endsWith(".sst")));
    disk.put(Part.READINGS, readings.bytes());
    Path snapshots = data.resolve("archive").resolve("snapshots");
    disk.put(Part.SNAPSHOTS, Files.exists(snapshots) ? bytes(snapshots, BLOCK, file -> true) : 0);
    try (Stream<Path> files = Files.walk(data.resolve("archive").resolve("epochs"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Part part =
            switch (String.valueOf(file.getFileName())) {
              case "inputs.cbor" -> Part.MESSAGES;
              case "outcome.cbor" -> Part.OUTCOMES;
              default -> Part.HEADERS; // And the folder that stays with it.
            };
        disk.merge(part, onBlocks(Files.size(file), BLOCK), Long::sum);
      }
    }
    return new Footprint(heap(), disk);
  }

  private static long heap() {
    // Twice, since what the first finds dead may only then let go of others.
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static long bytes(Path folder, long block, Predicate<String> counts) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> counts.test(file.toString()))
          .mapToLong(file -> onBlocks(file.toFile().length(), block))
          .sum();
    }
  }

  private static long onBlocks(long bytes, long block) {
    return Math.ceilDiv(bytes, block) * block;
  }

  long part(Part part) {
    return disk.getOrDefault(part, 0L);
  }

  long diskBytes() {
    return disk.values().stream().mapToLong(bytes -> bytes).sum();
  }
}
