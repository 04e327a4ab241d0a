package polder.adapters.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements that are prepared once, and identifiers that are looked up once. */
final class Statements implements AutoCloseable {
  private final Connection connection;
  private final Map<List<Object>, Long> known;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  /**
   * @param known identifiers by what they are of: what was found before, and what will be
   */
  Statements(Connection connection, Map<List<Object>, Long> known) {
    this.connection = connection;
    this.known = known;
  }

  /** Finds an identifier. */
  interface Finder {
    long find() throws SQLException;
  }

  long remembered(List<Object> key, Finder finder) throws SQLException {
    Long id = known.get(key);
    if (id == null) {
      id = finder.find();
      known.put(key, id);
    }
    return id;
  }

  PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  void update(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = statement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    statement.executeUpdate();
  }

  Optional<Long> find(String sql, Object... values) throws SQLException {
    PreparedStatement statement = statement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    try (ResultSet result = statement.executeQuery()) {
      if (!result.next()) {
        return Optional.empty();
      }
      long found = result.getLong(1);
      return result.wasNull() ? Optional.empty() : Optional.of(found);
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
  }
}
