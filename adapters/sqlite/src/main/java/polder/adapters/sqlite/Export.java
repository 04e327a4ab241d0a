package polder.adapters.sqlite;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.ports.readings.Entity;
import polder.ports.readings.Geometry;
import polder.ports.readings.ReadingFormat;
import polder.ports.readings.ReadingQuery;
import polder.ports.readings.ReadingRow;
import polder.ports.readings.ReadingVerdict;

/** Hands out readings series by series, so that nothing has to be sorted or kept. */
final class Export implements AutoCloseable {
  private static final double MICRO = 1e6;

  private final ReadingQuery query;
  private final Sql readingsSql;
  private final PreparedStatement series;
  private final PreparedStatement readings;
  private final PreparedStatement places;
  private final Map<Long, Optional<Place>> known = new HashMap<>();

  /** A place that is asked for. */
  private record Place(int latMicro, int lonMicro, int heightDecimeters) {}

  /** What all readings of a series have in common. */
  private record Series(
      long id,
      String network,
      boolean simulated,
      String licence,
      String device,
      String quantity,
      String unit) {}

  Export(Connection connection, Shown shown, Shapes shapes, ReadingQuery query)
      throws SQLException {
    this.query = query;
    Sql sql = seriesSql(shown, shapes, query);
    this.series = connection.prepareStatement(sql.text());
    sql.bind(series);
    this.readingsSql = readingsSql(shown, shapes, query);
    this.readings = connection.prepareStatement(readingsSql.text());
    this.places = connection.prepareStatement("SELECT lat, lon, height FROM place WHERE id = ?");
  }

  private static Sql seriesSql(Shown shown, Shapes shapes, ReadingQuery query) {
    Sql sql = new Sql(shapes);
    sql.add(
        "SELECT s.id, n.name, n.simulated, n.licence, d.did, q.name, s.unit FROM series s JOIN"
            + " device d ON d.id = s.device JOIN network n ON n.id = d.network JOIN quantity q ON"
            + " q.id = s.quantity WHERE ");
    shown.addNetworks(sql, "n.id");
    query.network().ifPresent(name -> sql.add(" AND n.name = ").value(name));
    query.device().ifPresent(did -> sql.add(" AND d.did = ").value(did));
    query.quantity().ifPresent(name -> sql.add(" AND q.name = ").value(name));
    query
        .area()
        .ifPresent(area ->
            // A device that never stood there need not be looked at.
            sql.add(
                    " AND EXISTS (SELECT 1 FROM stay h JOIN place p ON p.id = h.place WHERE"
                        + " h.device = d.id AND side(p.lon, p.lat, ")
                .shape(area)
                .add(") < 2)"));
    return sql.add(" ORDER BY n.name, d.did, q.name, s.unit");
  }

  private static Sql readingsSql(Shown shown, Shapes shapes, ReadingQuery query) {
    Sql sql = new Sql(shapes);
    sql.add(
        "SELECT r.time, r.value, r.verdict, c.text, r.epoch, r.revised, lower(hex(m.hash)),"
            + " r.place FROM reading r JOIN reasons c ON c.id = r.reasons JOIN message m ON m.id ="
            + " r.message WHERE r.time >= ");
    sql.value(query.fromMillis()).add(" AND r.time < ").value(query.toMillis());
    sql.add(" AND r.verdict IN (");
    boolean first = true;
    for (ReadingVerdict verdict : ReadingVerdict.values()) {
      if (query.verdicts().contains(verdict)) {
        sql.add(first ? "" : ", ").value(verdict.ordinal());
        first = false;
      }
    }
    sql.add(") AND ");
    shown.add(sql, Entity.OBSERVATION, "r");
    // The series comes last, for it changes.
    return sql.add(" AND r.series = ? ORDER BY r.time, r.id");
  }

  long to(ReadingFormat.Sink sink) throws IOException, SQLException {
    long rows = 0;
    try (ResultSet found = series.executeQuery()) {
      while (found.next()) {
        rows +=
            one(
                new Series(
                    found.getLong(1),
                    found.getString(2),
                    found.getBoolean(3),
                    found.getString(4),
                    found.getString(5),
                    found.getString(6),
                    found.getString(7)),
                sink);
      }
    }
    return rows;
  }

  private long one(Series its, ReadingFormat.Sink sink) throws IOException, SQLException {
    long rows = 0;
    readingsSql.bind(readings);
    readings.setLong(readingsSql.size() + 1, its.id());
    try (ResultSet found = readings.executeQuery()) {
      while (found.next()) {
        Optional<Place> place = place(found.getLong(8));
        if (place.isPresent()) {
          sink.add(row(its, place.get(), found));
          rows++;
        }
      }
    }
    return rows;
  }

  private static ReadingRow row(Series its, Place place, ResultSet found) throws SQLException {
    String reasons = found.getString(4);
    long revised = found.getLong(6);
    Optional<Long> revisedEpoch = found.wasNull() ? Optional.empty() : Optional.of(revised);
    return new ReadingRow(
        its.network(),
        its.device(),
        place.latMicro(),
        place.lonMicro(),
        place.heightDecimeters(),
        its.quantity(),
        its.unit(),
        found.getLong(1),
        found.getLong(2),
        ReadingVerdict.values()[found.getInt(3)],
        reasons.isEmpty() ? List.of() : List.of(reasons.split(",")),
        found.getLong(5),
        revisedEpoch,
        found.getString(7),
        its.simulated(),
        its.licence());
  }

  /** A place, unless it is outside of what is asked for. */
  private Optional<Place> place(long id) throws SQLException {
    Optional<Place> place = known.get(id);
    if (place == null) {
      places.setLong(1, id);
      try (ResultSet found = places.executeQuery()) {
        place =
            found.next()
                ? Optional.of(new Place(found.getInt(1), found.getInt(2), found.getInt(3)))
                : Optional.empty();
      }
      place = place.filter(this::isAskedFor);
      known.put(id, place);
    }
    return place;
  }

  private boolean isAskedFor(Place place) {
    return query
        .area()
        .map(area ->
            area.side(place.lonMicro() / MICRO, place.latMicro() / MICRO) != Geometry.Side.OUTSIDE)
        .orElse(true);
  }

  @Override
  public void close() throws SQLException {
    places.close();
    readings.close();
    series.close();
  }
}
