package polder.adapters.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every table is run as it is told to be, also those whose options are made in another way. */
final class SettingsTest {
  @TempDir Path directory;

  @Test
  void everyTableHasTheFiltersThatIntakeNeeds() throws IOException {
    RocksStore.open(directory).close();
    String written = options();
    for (Family family : Family.values()) {
      String name = new String(family.nameBytes(), StandardCharsets.UTF_8);
      assertThat(section(written, "[CFOptions \"" + name + "\"]"))
          .as(name)
          .contains("write_buffer_size=16777216", "compression=kLZ4Compression");
    }
  }

  @Test
  void everythingButTheStateIsLookedUpByFiltersInPieces() throws IOException {
    RocksStore.open(directory).close();
    String written = options();
    for (Family family : EnumSet.complementOf(EnumSet.of(Family.STATE))) {
      String name = new String(family.nameBytes(), StandardCharsets.UTF_8);
      assertThat(section(written, "[CFOptions \"" + name + "\"]"))
          .as(name)
          .contains(
              "memtable_prefix_bloom_size_ratio=0.050000", "memtable_whole_key_filtering=true");
      assertThat(section(written, "[TableOptions/BlockBasedTable \"" + name + "\"]"))
          .as(name)
          .contains(
              "partition_filters=true",
              "index_type=kTwoLevelIndexSearch",
              "metadata_block_size=4096",
              "cache_index_and_filter_blocks=true")
          .anyMatch(line -> line.startsWith("filter_policy=bloomfilter:10"));
    }
    assertThat(section(written, "[TableOptions/BlockBasedTable \"state\"]"))
        .contains("block_size=32768", "filter_policy=nullptr");
  }

  /** What the database itself wrote down that it runs with. */
  private String options() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      Path newest =
          files
              .filter(file -> file.getFileName().toString().startsWith("OPTIONS-"))
              .max(Path::compareTo)
              .orElseThrow();
      return Files.readString(newest);
    }
  }

  private static List<String> section(String options, String title) {
    int start = options.indexOf(title);
    assertThat(start).as(title).isNotNegative();
    int end = options.indexOf("\n[", start);
    return options
        .substring(start, end < 0 ? options.length() : end)
        .lines()
        .map(String::strip)
        .toList();
  }
}
