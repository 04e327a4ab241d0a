package polder.adapters.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables. Identifiers are given in the order of the archive, also to readings that are too old
 * to be kept, so that a store filled anew has the same.
 */
final class Schema {
  /** Grows with every change of the tables; a store of another one is filled anew. */
  static final int VERSION = 1;

  private static final List<String> TABLES =
      List.of(
          // One row: the epoch that was projected last, and the identifiers that were given last.
          "CREATE TABLE state (epoch INTEGER NOT NULL, header BLOB NOT NULL,"
              + " reading INTEGER NOT NULL, message INTEGER NOT NULL)",
          // Where an epoch's readings and messages begin, as long as they are kept.
          "CREATE TABLE epoch (epoch INTEGER PRIMARY KEY, ended INTEGER NOT NULL,"
              + " reading INTEGER NOT NULL, message INTEGER NOT NULL)",
          "CREATE TABLE network (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
              + " simulated INTEGER NOT NULL, licence TEXT NOT NULL, grid INTEGER NOT NULL)",
          "CREATE TABLE device (id INTEGER PRIMARY KEY, network INTEGER NOT NULL,"
              + " did TEXT NOT NULL, owner TEXT NOT NULL, via TEXT, enrolled INTEGER NOT NULL,"
              + " place INTEGER, UNIQUE (network, did))",
          "CREATE INDEX device_place ON device (place)",
          // exact_… is where a device stands, lat and lon what of it may be shown: micro-degrees.
          "CREATE TABLE place (id INTEGER PRIMARY KEY, network INTEGER NOT NULL,"
              + " exact_lat INTEGER NOT NULL, exact_lon INTEGER NOT NULL, height INTEGER NOT NULL,"
              + " lat INTEGER NOT NULL, lon INTEGER NOT NULL,"
              + " UNIQUE (network, exact_lat, exact_lon, height))",
          "CREATE TABLE stay (id INTEGER PRIMARY KEY, device INTEGER NOT NULL,"
              + " place INTEGER NOT NULL, since INTEGER NOT NULL)",
          "CREATE INDEX stay_device ON stay (device)",
          "CREATE INDEX stay_place ON stay (place)",
          "CREATE TABLE quantity (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
              + " title TEXT NOT NULL, definition TEXT NOT NULL)",
          "CREATE TABLE series (id INTEGER PRIMARY KEY, device INTEGER NOT NULL,"
              + " quantity INTEGER NOT NULL, unit TEXT NOT NULL, unit_title TEXT NOT NULL,"
              + " unit_definition TEXT NOT NULL, UNIQUE (device, quantity, unit))",
          "CREATE INDEX series_quantity ON series (quantity)",
          "CREATE TABLE message (id INTEGER PRIMARY KEY, hash BLOB NOT NULL)",
          "CREATE TABLE reasons (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
          // time: epoch milliseconds; value: thousandths of the unit.
          "CREATE TABLE reading (id INTEGER PRIMARY KEY, series INTEGER NOT NULL,"
              + " time INTEGER NOT NULL, value INTEGER NOT NULL, verdict INTEGER NOT NULL,"
              + " reasons INTEGER NOT NULL, message INTEGER NOT NULL, place INTEGER,"
              + " epoch INTEGER NOT NULL, revised INTEGER)",
          "CREATE INDEX reading_series ON reading (series, time)",
          "CREATE INDEX reading_time ON reading (time)");

  private Schema() {}

  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var result = statement.executeQuery("PRAGMA user_version")) {
      return result.next() ? result.getInt(1) : 0;
    }
  }

  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.executeUpdate(table);
      }
      statement.executeUpdate("PRAGMA user_version = " + VERSION);
    }
    connection.commit();
  }
}
