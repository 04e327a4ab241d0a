package polder.adapters.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import polder.ports.readings.ReadModel;
import polder.ports.readings.Visibility;

/** Answers on a few connections of its own, which only read. */
final class SqliteReadModel implements ReadModel, AutoCloseable {
  private static final int CONNECTIONS = 6;
  private static final long PATIENCE_MILLIS = 5_000;

  private final Path file;
  private final Semaphore free = new Semaphore(CONNECTIONS, true);
  private final Deque<ReadConnection> idle = new ArrayDeque<>();
  private boolean closed;

  SqliteReadModel(Path file) {
    this.file = file;
  }

  @Override
  public <T> T read(Visibility visibility, long timeMillis, Questions<T> questions)
      throws IOException {
    try {
      if (!free.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        throw TooCostlyException.busy().get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped while waiting for the readings", e);
    }
    try {
      return read(take(), visibility, timeMillis, questions);
    } catch (SQLException e) {
      throw SqliteReadings.failed("read the readings", e);
    } finally {
      free.release();
    }
  }

  private <T> T read(
      ReadConnection connection, Visibility visibility, long timeMillis, Questions<T> questions)
      throws IOException, SQLException {
    boolean good = false;
    try {
      T answer = connection.read(visibility, timeMillis, questions);
      good = true;
      return answer;
    } catch (TooCostlyException | IllegalArgumentException e) {
      good = true;
      throw e;
    } finally {
      give(connection, good);
    }
  }

  private synchronized ReadConnection take() throws SQLException {
    if (closed) {
      throw new SQLException("they are closed");
    }
    ReadConnection connection = idle.poll();
    return connection == null ? ReadConnection.open(file) : connection;
  }

  private synchronized void give(ReadConnection connection, boolean good) throws SQLException {
    if (good && !closed) {
      idle.push(connection);
    } else {
      connection.close();
    }
  }

  @Override
  public synchronized void close() throws SQLException {
    closed = true;
    while (!idle.isEmpty()) {
      idle.pop().close();
    }
  }
}
