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
  /**
   * Grows with every change of the tables; a store of another one is filled anew, which loses
   * readings and sums of earnings of epochs that the archive has given up. So a change that can
   * take over what is there should, instead of raising this.
   */
  static final int VERSION = 2;

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
          "CREATE INDEX reading_time ON reading (time)",
          // One row: of which epochs the sums of earnings are, and the header of the last.
          "CREATE TABLE earnings (first INTEGER NOT NULL, last INTEGER NOT NULL,"
              + " header BLOB NOT NULL)",
          "CREATE TABLE payee (id INTEGER PRIMARY KEY, account TEXT NOT NULL UNIQUE)",
          "CREATE TABLE source (id INTEGER PRIMARY KEY, network TEXT NOT NULL,"
              + " device TEXT NOT NULL, simulated INTEGER NOT NULL,"
              + " UNIQUE (network, device, simulated))",
          // day: from 1970-01-01 on, UTC; credited and held: nano-tokens.
          "CREATE TABLE earning (payee INTEGER NOT NULL, day INTEGER NOT NULL,"
              + " source INTEGER NOT NULL, credited INTEGER NOT NULL, held INTEGER NOT NULL,"
              + " epochs INTEGER NOT NULL, PRIMARY KEY (payee, day, source)) WITHOUT ROWID");

  /** What follows from the archive's epochs that are kept; sums of earnings may reach further. */
  private static final List<String> REFILLED =
      List.of(
          "state",
          "epoch",
          "network",
          "device",
          "place",
          "stay",
          "quantity",
          "series",
          "message",
          "reasons",
          "reading");

  private Schema() {}

  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var result = statement.executeQuery("PRAGMA user_version")) {
      return result.next() ? result.getInt(1) : 0;
    }
  }

  /** Empties all tables but those of earnings, within a transaction of the caller. */
  static void clearReadings(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : REFILLED) {
        statement.executeUpdate("DELETE FROM " + table);
      }
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
