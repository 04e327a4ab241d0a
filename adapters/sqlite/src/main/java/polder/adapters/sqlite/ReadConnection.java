package polder.adapters.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import polder.ports.readings.EarningsQuery;
import polder.ports.readings.ReadModel;
import polder.ports.readings.ReadModel.Questions;
import polder.ports.readings.ReadModel.Row;
import polder.ports.readings.ReadModel.TooCostlyException;
import polder.ports.readings.ReadingFormat;
import polder.ports.readings.ReadingQuery;
import polder.ports.readings.Selection;
import polder.ports.readings.Visibility;

/** A connection that only reads. One thread at a time uses it. */
final class ReadConnection implements AutoCloseable {
  /** Instructions of SQLite's machine between two looks at the clock. */
  private static final int LOOK_EVERY = 10_000;

  private final Connection connection;
  private final Shapes shapes;
  private long deadlineNanos;

  private ReadConnection(Connection connection) throws SQLException {
    this.connection = connection;
    this.shapes = Shapes.of(connection);
    ProgressHandler.setHandler(
        connection,
        LOOK_EVERY,
        new ProgressHandler() {
          @Override
          protected int progress() {
            return isTimeUp() ? 1 : 0;
          }
        });
  }

  static ReadConnection open(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(10_000);
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
    connection.setAutoCommit(false);
    return new ReadConnection(connection);
  }

  private boolean isTimeUp() {
    return System.nanoTime() - deadlineNanos > 0;
  }

  <T> T read(Visibility visibility, long timeMillis, Questions<T> questions)
      throws IOException, SQLException {
    deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeMillis);
    try {
      return questions.ask(new Answers(new Shown(visibility, networks())));
    } finally {
      shapes.forget();
      // What was seen until now was one state of the store; the next one sees the newest.
      deadlineNanos = Long.MAX_VALUE + System.nanoTime();
      connection.rollback();
    }
  }

  private Map<String, Long> networks() throws SQLException {
    Map<String, Long> networks = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT name, id FROM network")) {
      while (result.next()) {
        networks.put(result.getString(1), result.getLong(2));
      }
    }
    return networks;
  }

  private IOException explain(SQLException e) {
    boolean interrupted =
        e instanceof SQLiteException its && its.getResultCode() == SQLiteErrorCode.SQLITE_INTERRUPT;
    return interrupted || isTimeUp() ? tooCostly() : SqliteReadings.failed("read the readings", e);
  }

  static TooCostlyException tooCostly() {
    return new TooCostlyException(
        "this takes longer than the node allows; ask for less, such as one device or a shorter"
            + " time");
  }

  /** Answers from one state of the store. */
  private final class Answers implements ReadModel.Reading {
    private final Shown shown;

    Answers(Shown shown) {
      this.shown = shown;
    }

    @Override
    public List<Row> find(Selection selection) throws IOException {
      Sql sql = Translation.select(selection, shown, shapes);
      List<Row> rows = new ArrayList<>();
      try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
        sql.bind(statement);
        try (ResultSet result = statement.executeQuery()) {
          RowReader reader = new RowReader(result, selection.entity());
          while (result.next()) {
            rows.add(reader.row());
          }
        }
      } catch (SQLException e) {
        throw explain(e);
      }
      if (isTimeUp()) {
        throw tooCostly();
      }
      return rows;
    }

    @Override
    public long count(Selection selection) throws IOException {
      Sql sql = Translation.count(selection, shown, shapes);
      try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
        sql.bind(statement);
        try (ResultSet result = statement.executeQuery()) {
          return result.next() ? result.getLong(1) : 0;
        }
      } catch (SQLException e) {
        throw explain(e);
      }
    }

    @Override
    public long export(ReadingQuery query, ReadingFormat.Sink sink) throws IOException {
      try (Export export = new Export(connection, shown, shapes, query)) {
        return export.to(sink);
      } catch (SQLException e) {
        throw explain(e);
      }
    }

    @Override
    public Optional<EarningsQuery.Epochs> earned() throws IOException {
      try {
        return Earnings.epochs(connection);
      } catch (SQLException e) {
        throw explain(e);
      }
    }

    @Override
    public void earnings(EarningsQuery query, EarningsQuery.Sink sink) throws IOException {
      try {
        Earnings.read(connection, query, sink);
      } catch (SQLException e) {
        throw explain(e);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
