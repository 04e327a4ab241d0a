package polder.adapters.rocksdb;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.EnvOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WALRecoveryMode;

/**
 * How the database is run: nothing written is ever lost in silence, and memory stays near {@link
 * #MEMORY_BYTES} on a small computer and a server alike, since the working set is one epoch or two.
 * Holds native memory until closed.
 */
final class Settings implements AutoCloseable {
  /** Cache for reading plus buffers for writing. */
  static final long MEMORY_BYTES = Settings.CACHE_BYTES + Settings.BUFFERS_BYTES;

  /** A buffer of this size goes to a file. */
  static final long BUFFER_BYTES = 16L << 20;

  /** Beyond this what the oldest log alone holds goes to files, so that the log can go. */
  static final long LOG_BYTES = 64L << 20;

  private static final long CACHE_BYTES = 16L << 20;
  private static final long BUFFERS_BYTES = 48L << 20;
  private static final int OPEN_FILES = 256;
  private static final int BLOOM_BITS = 10;
  private static final int METADATA_BYTES = 4 << 10;
  private static final int WALKED_BLOCK_BYTES = 32 << 10;
  private static final int COMMITS_MERGED = 8;
  // RocksDB's own, where a commit is one table.
  private static final int COMMITS_SLOWED = 20;
  private static final int COMMITS_STOPPED = 36;
  private static final double BLOOM_OF_BUFFER = 0.05;
  private static final long DELETION_WINDOW = 10_000;
  private static final long DELETIONS = 4_000;
  private static final double DELETED_SHARE = 0.4;

  private final LRUCache cache = new LRUCache(CACHE_BYTES);
  private final BloomFilter bloom = new BloomFilter(BLOOM_BITS);
  private final List<AutoCloseable> owned = new ArrayList<>();
  private final DBOptions database;
  private final EnvOptions environment = new EnvOptions();
  private final Map<Family, ColumnFamilyOptions> families = new EnumMap<>(Family.class);

  /**
   * The settings.
   *
   * @param readOnly for a look beside a running node: every file is opened at once, because the
   *     node may remove its name any time
   * @param recovery what to do with a log that ends in the middle of a record
   */
  Settings(boolean readOnly, WALRecoveryMode recovery) {
    owned.addAll(List.of(bloom, cache, environment));
    Properties properties = new Properties();
    // Sizes of finished logs are kept elsewhere too, so that a missing piece is noticed.
    properties.setProperty("track_and_verify_wals_in_manifest", "true");
    database = DBOptions.getDBOptionsFromProps(properties);
    owned.addFirst(database);
    database
        .setCreateIfMissing(!readOnly)
        .setCreateMissingColumnFamilies(!readOnly)
        .setParanoidChecks(true)
        .setWalRecoveryMode(recovery)
        // A failed write ends writing until a person has looked; see Database.
        .setMaxBgErrorResumeCount(0)
        .setMaxTotalWalSize(LOG_BYTES)
        .setDbWriteBufferSize(BUFFERS_BYTES)
        .setMaxOpenFiles(readOnly ? -1 : OPEN_FILES)
        .setMaxBackgroundJobs(2)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(1L << 20)
        .setKeepLogFileNum(4)
        .setStatsDumpPeriodSec(0);
    for (Family family : Family.values()) {
      families.put(family, options(family));
    }
  }

  /** Tables whose keys are deleted one by one all over, so that no range of files goes whole. */
  private static boolean isSweptByKey(Family family) {
    return family == Family.MESSAGES || family == Family.STATE;
  }

  private ColumnFamilyOptions options(Family family) {
    ColumnFamilyOptions options =
        (isSweptByKey(family) ? mergedOnDeletions() : new ColumnFamilyOptions())
            .setTableFormatConfig(family == Family.STATE ? walked() : lookedUp())
            .setWriteBufferSize(BUFFER_BYTES)
            .setParanoidFileChecks(true)
            .setCompressionType(CompressionType.LZ4_COMPRESSION);
    if (family == Family.STATE) {
      // Each merges all of the state, most of which has not changed; and it is read once, at start.
      options
          .setLevel0FileNumCompactionTrigger(COMMITS_MERGED * RocksState.TABLES)
          .setLevel0SlowdownWritesTrigger(COMMITS_SLOWED * RocksState.TABLES)
          .setLevel0StopWritesTrigger(COMMITS_STOPPED * RocksState.TABLES);
    } else {
      // Nearly every message that comes in is looked for and is not there.
      options.setMemtablePrefixBloomSizeRatio(BLOOM_OF_BUFFER).setMemtableWholeKeyFiltering(true);
    }
    owned.addFirst(options);
    return options;
  }

  /** For what is read one by one. */
  private BlockBasedTableConfig lookedUp() {
    return new BlockBasedTableConfig()
        .setBlockCache(cache)
        .setCacheIndexAndFilterBlocks(true)
        .setFilterPolicy(bloom)
        // Filters and indexes in pieces of a block each. Whole, the filter of a file of half a
        // million messages is larger than its share of the cache and is read anew from the
        // disk for every message that comes in.
        .setIndexType(IndexType.kTwoLevelIndexSearch)
        .setPartitionFilters(true)
        .setMetadataBlockSize(METADATA_BYTES)
        .setPinTopLevelIndexAndFilter(true)
        .setCacheIndexAndFilterBlocksWithHighPriority(true);
  }

  /** For what is read as a whole: no filter, and few large blocks. */
  private BlockBasedTableConfig walked() {
    return new BlockBasedTableConfig()
        .setBlockCache(cache)
        .setCacheIndexAndFilterBlocks(true)
        .setBlockSize(WALKED_BLOCK_BYTES);
  }

  /** A file full of marks of deletion is merged soon, not when its level happens to be full. */
  private ColumnFamilyOptions mergedOnDeletions() {
    TablePropertiesCollectorFactory deletions =
        TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
            DELETION_WINDOW, DELETIONS, DELETED_SHARE);
    owned.addLast(deletions);
    // Only options of database and family together can be told; the family's are copied from them.
    try (Options both = new Options()) {
      both.setTablePropertiesCollectorFactory(List.of(deletions));
      return new ColumnFamilyOptions(both);
    }
  }

  DBOptions database() {
    return database;
  }

  ColumnFamilyOptions family(Family family) {
    ColumnFamilyOptions options = families.get(family);
    if (options == null) {
      throw new IllegalStateException("no settings for " + family);
    }
    return options;
  }

  /** How a table is written that {@code family} then takes in. */
  Options table(Family family) {
    return new Options(database, family(family));
  }

  EnvOptions environment() {
    return environment;
  }

  @Override
  public void close() {
    for (AutoCloseable each : owned) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException("native settings cannot be freed", e);
      }
    }
  }
}
