package polder.adapters.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.ports.readings.EpochReadings;
import polder.ports.readings.EpochReadings.Assessed;
import polder.ports.readings.EpochReadings.Enrolment;
import polder.ports.readings.EpochReadings.Judged;
import polder.ports.readings.Vocabulary;
import polder.protocol.Hash;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.message.Site;

/** Writes one epoch's readings, within a transaction of its caller. */
final class EpochWriter implements AutoCloseable {
  private final Statements statements;
  private final EpochReadings epoch;
  private long reading;
  private long message;

  /**
   * @param known identifiers by what they are of: what earlier epochs found, and what this one will
   */
  EpochWriter(Connection connection, EpochReadings epoch, Map<List<Object>, Long> known) {
    this.statements = new Statements(connection, known);
    this.epoch = epoch;
  }

  /**
   * Writes it all.
   *
   * @param keepFromMillis of an epoch that ended before that only what the register needs is kept
   */
  void write(long keepFromMillis) throws SQLException {
    readState();
    writeNetworks();
    for (Enrolment enrolment : epoch.enrolments()) {
      switch (enrolment) {
        case EpochReadings.Enrolled enrolled -> enrol(enrolled);
        case EpochReadings.Transferred transferred ->
            statements.update(
                "UPDATE device SET owner = ? WHERE network = ? AND did = ?",
                transferred.owner().toString(),
                network(transferred.network()),
                transferred.device().did());
      }
    }
    boolean kept = epoch.endMillis() >= keepFromMillis;
    if (kept) {
      statements.update(
          "INSERT INTO epoch VALUES (?, ?, ?, ?)",
          epoch.epoch(),
          epoch.endMillis(),
          reading + 1,
          message + 1);
    }
    writeReadings(kept);
    new EarningsWriter(statements).add(epoch);
    statements.update("DELETE FROM state");
    statements.update(
        "INSERT INTO state VALUES (?, ?, ?, ?)",
        epoch.epoch(),
        epoch.header().toArray(),
        reading,
        message);
    forget(keepFromMillis);
  }

  private void readState() throws SQLException {
    try (ResultSet state =
        statements.statement("SELECT reading, message FROM state").executeQuery()) {
      if (state.next()) {
        reading = state.getLong(1);
        message = state.getLong(2);
      }
    }
  }

  /** Rules may have changed: a coarser grid must hide at once what a finer one showed. */
  private void writeNetworks() throws SQLException {
    for (NetworkManifest network : epoch.networks().values()) {
      long grid = network.data().finestPlaceMicroDegrees();
      Optional<Long> before =
          statements.find("SELECT grid FROM network WHERE name = ?", network.name());
      statements.update(
          "INSERT INTO network (name, simulated, licence, grid) VALUES (?, ?, ?, ?) ON CONFLICT"
              + " (name) DO UPDATE SET simulated = excluded.simulated, licence ="
              + " excluded.licence, grid = excluded.grid",
          network.name(),
          network.simulated() ? 1L : 0L,
          network.data().licence(),
          grid);
      if (before.isPresent() && before.get() != grid) {
        coarsen(network(network.name()), grid);
      }
    }
  }

  private void coarsen(long network, long grid) throws SQLException {
    Map<Long, long[]> places = new HashMap<>();
    PreparedStatement select =
        statements.statement("SELECT id, exact_lat, exact_lon FROM place WHERE network = ?");
    select.setLong(1, network);
    try (ResultSet found = select.executeQuery()) {
      while (found.next()) {
        places.put(found.getLong(1), new long[] {found.getLong(2), found.getLong(3)});
      }
    }
    for (Map.Entry<Long, long[]> place : places.entrySet()) {
      statements.update(
          "UPDATE place SET lat = ?, lon = ? WHERE id = ?",
          onGrid(place.getValue()[0], grid),
          onGrid(place.getValue()[1], grid),
          place.getKey());
    }
  }

  private static long onGrid(long micro, long grid) {
    return Math.floorDiv(micro, grid) * grid;
  }

  private void enrol(EpochReadings.Enrolled enrolled) throws SQLException {
    long network = network(enrolled.network());
    String did = enrolled.device().did();
    Optional<Long> place =
        enrolled.site().isPresent()
            ? Optional.of(place(network, enrolled.site().get()))
            : Optional.empty();
    Optional<Long> device =
        statements.find("SELECT id FROM device WHERE network = ? AND did = ?", network, did);
    Optional<Long> before =
        device.isPresent()
            ? statements.find(
                "SELECT place FROM device WHERE id = ? AND place IS NOT NULL", device.get())
            : Optional.empty();
    statements.update(
        "INSERT INTO device (network, did, owner, via, enrolled, place) VALUES (?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (network, did) DO UPDATE SET owner = excluded.owner, via ="
            + " excluded.via, place = excluded.place",
        network,
        did,
        enrolled.owner().toString(),
        enrolled.via().orElse(null),
        epoch.startMillis(),
        place.orElse(null));
    if (place.isPresent() && !place.equals(before)) {
      statements.update(
          "INSERT INTO stay (device, place, since) VALUES (?, ?, ?)",
          statements
              .find("SELECT id FROM device WHERE network = ? AND did = ?", network, did)
              .orElseThrow(),
          place.get(),
          epoch.startMillis());
    }
  }

  private long place(long network, Site site) throws SQLException {
    long lat = site.place().latMicro();
    long lon = site.place().lonMicro();
    long height = site.heightDecimeters();
    long grid = statements.find("SELECT grid FROM network WHERE id = ?", network).orElseThrow();
    statements.update(
        "INSERT OR IGNORE INTO place (network, exact_lat, exact_lon, height, lat, lon) VALUES (?,"
            + " ?, ?, ?, ?, ?)",
        network,
        lat,
        lon,
        height,
        onGrid(lat, grid),
        onGrid(lon, grid));
    return statements
        .find(
            "SELECT id FROM place WHERE network = ? AND exact_lat = ? AND exact_lon = ? AND height"
                + " = ?",
            network,
            lat,
            lon,
            height)
        .orElseThrow();
  }

  private void writeReadings(boolean kept) throws SQLException {
    Map<Hash, Long> messages = new HashMap<>();
    for (Assessed assessed : epoch.readings()) {
      Judged judged = assessed.judged();
      switch (assessed) {
        case EpochReadings.Reading its -> {
          long series = series(judged, its.unit());
          reading++;
          Long carried = messages.get(judged.message());
          if (carried == null) {
            message++;
            carried = message;
            messages.put(judged.message(), carried);
            if (kept) {
              statements.update(
                  "INSERT INTO message VALUES (?, ?)", carried, judged.message().toArray());
            }
          }
          if (kept) {
            statements.update(
                "INSERT INTO reading SELECT ?, ?, ?, ?, ?, ?, ?, place, ?, NULL FROM device WHERE"
                    + " id = ?",
                reading,
                series,
                judged.timeMillis(),
                its.valueMilli(),
                (long) judged.verdict().ordinal(),
                reasons(judged.reasons()),
                carried,
                epoch.epoch(),
                device(judged));
          }
        }
        case EpochReadings.Revised revised -> revise(judged);
      }
    }
  }

  private void revise(Judged judged) throws SQLException {
    statements.update(
        "UPDATE reading SET verdict = ?, reasons = ?, revised = ? WHERE time = ? AND series IN"
            + " (SELECT s.id FROM series s JOIN quantity q ON q.id = s.quantity WHERE s.device = ?"
            + " AND q.name = ?) AND (SELECT hash FROM message WHERE id = reading.message) = ?",
        (long) judged.verdict().ordinal(),
        reasons(judged.reasons()),
        epoch.epoch(),
        judged.timeMillis(),
        device(judged),
        judged.quantity(),
        judged.message().toArray());
  }

  private long device(Judged judged) throws SQLException {
    return statements.remembered(
        List.of("device", judged.network(), judged.device()),
        () ->
            statements
                .find(
                    "SELECT id FROM device WHERE network = ? AND did = ?",
                    network(judged.network()),
                    judged.device().did())
                .orElseThrow(() ->
                    new SQLException(
                        "a reading of " + judged.device().did() + ", which was never enrolled")));
  }

  private long series(Judged judged, String unit) throws SQLException {
    return statements.remembered(
        List.of("series", judged.network(), judged.device(), judged.quantity(), unit),
        () -> {
          Vocabulary.Term quantity = Vocabulary.quantity(judged.quantity());
          statements.update(
              "INSERT OR IGNORE INTO quantity (name, title, definition) VALUES (?, ?, ?)",
              judged.quantity(),
              quantity.title(),
              quantity.definition());
          long id =
              statements
                  .find("SELECT id FROM quantity WHERE name = ?", judged.quantity())
                  .orElseThrow();
          Vocabulary.Term its = Vocabulary.unit(unit);
          statements.update(
              "INSERT OR IGNORE INTO series (device, quantity, unit, unit_title, unit_definition)"
                  + " VALUES (?, ?, ?, ?, ?)",
              device(judged),
              id,
              unit,
              its.title(),
              its.definition());
          return statements
              .find(
                  "SELECT id FROM series WHERE device = ? AND quantity = ? AND unit = ?",
                  device(judged),
                  id,
                  unit)
              .orElseThrow();
        });
  }

  private long reasons(List<String> codes) throws SQLException {
    String text = String.join(",", codes);
    return statements.remembered(
        List.of("reasons", text),
        () -> {
          statements.update("INSERT OR IGNORE INTO reasons (text) VALUES (?)", text);
          return statements.find("SELECT id FROM reasons WHERE text = ?", text).orElseThrow();
        });
  }

  private long network(String name) throws SQLException {
    return statements.remembered(
        List.of("network", name),
        () -> statements.find("SELECT id FROM network WHERE name = ?", name).orElseThrow());
  }

  /** Epochs are forgotten whole: identifiers and rows of one lie together. */
  private void forget(long keepFromMillis) throws SQLException {
    Optional<Long> last =
        statements.find("SELECT max(epoch) FROM epoch WHERE ended < ?", keepFromMillis);
    if (last.isEmpty()) {
      return;
    }
    Optional<Long> firstReading =
        statements.find(
            "SELECT reading FROM epoch WHERE epoch > ? ORDER BY epoch LIMIT 1", last.get());
    Optional<Long> firstMessage =
        statements.find(
            "SELECT message FROM epoch WHERE epoch > ? ORDER BY epoch LIMIT 1", last.get());
    statements.update("DELETE FROM reading WHERE id < ?", firstReading.orElse(reading + 1));
    statements.update("DELETE FROM message WHERE id < ?", firstMessage.orElse(message + 1));
    statements.update("DELETE FROM epoch WHERE epoch <= ?", last.get());
  }

  @Override
  public void close() throws SQLException {
    statements.close();
  }
}
