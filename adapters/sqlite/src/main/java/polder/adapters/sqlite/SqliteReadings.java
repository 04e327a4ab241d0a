package polder.adapters.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import polder.ports.readings.EpochReadings;
import polder.ports.readings.ReadModel;
import polder.ports.readings.ReadingStore;
import polder.ports.readings.Visibility;
import polder.protocol.Hash;

/** Readings in one database file. Whatever is wrong with the file, it can be filled anew. */
public final class SqliteReadings implements ReadingStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteReadings.class);
  private static final int MOST_KNOWN = 500_000;
  private static final String FILE = "readings.sqlite";

  private final Path folder;
  // Held as long as the store is open: two writers would project the same epochs.
  private final FileChannel lock;
  // What would be looked up again for each reading of each epoch.
  private final Map<List<Object>, Long> known = new HashMap<>();
  private Connection connection;
  private volatile SqliteReadModel model;

  private SqliteReadings(Path folder, FileChannel lock, Connection connection) {
    this.folder = folder;
    this.lock = lock;
    this.connection = connection;
    this.model = new SqliteReadModel(folder.resolve(FILE));
  }

  /**
   * Opens the store in {@code folder}; one that is damaged, or of another version of Polder,
   * becomes a new one.
   */
  public static SqliteReadings open(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel lock = lock(folder);
    try {
      return new SqliteReadings(folder, lock, openUsable(folder));
    } catch (SQLException e) {
      lock.close();
      throw failed("open the readings in " + folder, e);
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      locked = false;
    }
    if (!locked) {
      channel.close();
      throw new IOException(
          "the readings in " + folder + " are in use: stop the node that runs on them");
    }
    return channel;
  }

  private static Connection openUsable(Path folder) throws SQLException, IOException {
    Connection connection = null;
    try {
      connection = connect(folder.resolve(FILE));
      int version = Schema.version(connection);
      if (version == Schema.VERSION) {
        return connection;
      }
      if (version != 0) {
        LOG.info("the readings in {} are of another version and are projected anew", folder);
      }
    } catch (SQLException e) {
      LOG.warn("the readings in {} are damaged and are projected anew: {}", folder, e.getMessage());
    }
    if (connection != null) {
      connection.close();
    }
    deleteFiles(folder);
    Connection fresh = connect(folder.resolve(FILE));
    Schema.create(fresh);
    return fresh;
  }

  private static void deleteFiles(Path folder) throws IOException {
    for (String end : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(folder.resolve(FILE + end));
    }
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // A power cut may take the last epochs, never half of one; they are projected again.
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    config.setBusyTimeout(10_000);
    // Nobody asks for them, and looking them up takes longer than a row.
    config.setGetGeneratedKeys(false);
    Properties properties = config.toProperties();
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, properties);
    connection.setAutoCommit(false);
    return connection;
  }

  static IOException failed(String what, SQLException e) {
    return new IOException("cannot " + what + ": " + e.getMessage(), e);
  }

  @Override
  public synchronized Optional<Projected> projected() throws IOException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT epoch, header FROM state")) {
      Optional<Projected> found =
          result.next()
              ? Optional.of(new Projected(result.getLong(1), Hash.of(result.getBytes(2))))
              : Optional.empty();
      connection.commit();
      return found;
    } catch (SQLException e) {
      throw failed("read the readings", e);
    }
  }

  @Override
  public synchronized void add(EpochReadings epoch, long keepFromMillis) throws IOException {
    long next = projected().map(last -> last.epoch() + 1).orElse(epoch.epoch());
    if (epoch.epoch() != next) {
      throw new IllegalArgumentException("the next epoch is " + next + ", not " + epoch.epoch());
    }
    if (known.size() > MOST_KNOWN) {
      known.clear();
    }
    try (EpochWriter writer = new EpochWriter(connection, epoch, known)) {
      writer.write(keepFromMillis);
      connection.commit();
    } catch (SQLException e) {
      rollback();
      throw failed("write the readings of epoch " + epoch.epoch(), e);
    } catch (RuntimeException e) {
      rollback();
      throw e;
    }
  }

  private void rollback() throws IOException {
    known.clear();
    try {
      connection.rollback();
    } catch (SQLException e) {
      throw failed("undo a write of readings", e);
    }
  }

  @Override
  public synchronized void clear() throws IOException {
    try {
      known.clear();
      model.close();
      connection.close();
      deleteFiles(folder);
      connection = openUsable(folder);
      model = new SqliteReadModel(folder.resolve(FILE));
    } catch (SQLException e) {
      throw failed("empty the readings", e);
    }
  }

  @Override
  public synchronized void clearFrom(long from, Added added) throws IOException {
    Optional<Projected> last = projected();
    known.clear();
    try (Statements statements = new Statements(connection, known)) {
      EarningsWriter earnings = new EarningsWriter(statements);
      Hash header = last.map(Projected::header).orElse(Hash.ZERO);
      for (long epoch = last.map(Projected::epoch).orElse(-1L); epoch >= from; epoch--) {
        Hash before = added.before(epoch, header);
        earnings.takeOff(added.epoch(epoch, header), before);
        header = before;
      }
      Schema.clearReadings(connection);
      connection.commit();
    } catch (SQLException e) {
      rollback();
      throw failed("take off what epochs from " + from + " on paid", e);
    } catch (IOException | RuntimeException e) {
      rollback();
      throw e;
    }
    known.clear();
  }

  @Override
  public synchronized long bytes() throws IOException {
    long bytes = 0;
    for (String end : List.of("", "-wal")) {
      Path file = folder.resolve(FILE + end);
      bytes += Files.exists(file) ? Files.size(file) : 0;
    }
    return bytes;
  }

  /** For those who ask: the same one after {@link #clear}. */
  @Override
  public ReadModel model() {
    return new ReadModel() {
      @Override
      public <T> T read(Visibility visibility, long timeMillis, Questions<T> questions)
          throws IOException {
        return model.read(visibility, timeMillis, questions);
      }
    };
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      model.close();
      connection.close();
    } catch (SQLException e) {
      throw failed("close the readings", e);
    } finally {
      lock.close();
    }
  }
}
