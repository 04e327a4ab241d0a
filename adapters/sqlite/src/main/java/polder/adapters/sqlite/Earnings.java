package polder.adapters.sqlite;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import polder.ports.readings.EarningsQuery;
import polder.ports.readings.EarningsQuery.Epochs;
import polder.ports.readings.EarningsQuery.Place;

/** Answers what an account earned. */
final class Earnings {
  // SQLite counts seconds from 1970-01-01 on.
  private static final String FIRST_OF_MONTH =
      "CAST(strftime('%s', e.day * 86400, 'unixepoch', 'start of month') AS INTEGER) / 86400";

  private Earnings() {}

  /** Of which epochs there are sums. */
  static Optional<Epochs> epochs(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT first, last FROM earnings")) {
      return found.next()
          ? Optional.of(new Epochs(found.getLong(1), found.getLong(2)))
          : Optional.empty();
    }
  }

  /** Hands over the rows that are asked for. */
  static void read(Connection connection, EarningsQuery query, EarningsQuery.Sink sink)
      throws SQLException, IOException {
    try (PreparedStatement statement = connection.prepareStatement(sql(query))) {
      int at = 0;
      statement.setString(++at, query.account().toString());
      statement.setLong(++at, query.fromDay());
      statement.setLong(++at, query.toDay());
      if (query.after().isPresent()) {
        Place after = query.after().get();
        statement.setLong(++at, after.day());
        statement.setString(++at, after.network());
        statement.setString(++at, after.device());
        statement.setLong(++at, after.simulated() ? 1 : 0);
      }
      statement.setLong(++at, query.most());
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          sink.add(
              new EarningsQuery.Row(
                  new Place(
                      found.getLong(1),
                      found.getString(2),
                      found.getString(3),
                      found.getBoolean(4)),
                  found.getLong(5),
                  found.getLong(6),
                  found.getLong(7)));
        }
      }
    }
  }

  private static String sql(EarningsQuery query) {
    String rows =
        switch (query.step()) {
          case DAY ->
              "SELECT e.day AS start, s.network, s.device, s.simulated, e.credited, e.held, e.epochs"
                  + " FROM earning e JOIN source s ON s.id = e.source WHERE e.payee = (SELECT id"
                  + " FROM payee WHERE account = ?) AND e.day BETWEEN ? AND ?";
          case MONTH ->
              "SELECT "
                  + FIRST_OF_MONTH
                  + " AS start, s.network, s.device, s.simulated, sum(e.credited), sum(e.held),"
                  + " sum(e.epochs) FROM earning e JOIN source s ON s.id = e.source WHERE e.payee ="
                  + " (SELECT id FROM payee WHERE account = ?) AND e.day BETWEEN ? AND ?"
                  + " GROUP BY start, e.source";
        };
    return "SELECT * FROM ("
        + rows
        + ")"
        + (query.after().isPresent()
            ? " WHERE (start, network, device, simulated) > (?, ?, ?, ?)"
            : "")
        + " ORDER BY start, network, device, simulated LIMIT ?";
  }
}
