package polder.adapters.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.ports.readings.Entity;
import polder.ports.readings.Visibility;

/** What may be shown, as conditions. */
final class Shown {
  private final boolean everything;
  private final List<Long> open = new ArrayList<>();
  private final SortedMap<Long, Long> until = new TreeMap<>();

  /**
   * @param networks identifiers in this store, by name
   */
  Shown(Visibility visibility, Map<String, Long> networks) {
    boolean all = true;
    for (Map.Entry<String, Long> network : new TreeMap<>(networks).entrySet()) {
      Long time = visibility.untilMillis().get(network.getKey());
      if (time == null) {
        all = false;
      } else if (time == Long.MAX_VALUE) {
        open.add(network.getValue());
      } else {
        all = false;
        until.put(network.getValue(), time);
      }
    }
    this.everything = all;
  }

  /** Whether there are entities of this sort that may not be shown. */
  static boolean hides(Entity entity) {
    return switch (entity) {
      case OBSERVATION, LOCATION, FEATURE_OF_INTEREST, HISTORICAL_LOCATION -> true;
      case THING, DATASTREAM, SENSOR, OBSERVED_PROPERTY -> false;
    };
  }

  /** Adds the condition on an entity of which not all may be shown. */
  void add(Sql sql, Entity entity, String alias) {
    switch (entity) {
      case OBSERVATION -> addReadings(sql, alias);
      case LOCATION, FEATURE_OF_INTEREST -> addNetworks(sql, alias + ".network");
      case HISTORICAL_LOCATION -> {
        sql.add("(SELECT network FROM device WHERE id = " + alias + ".device) IN (");
        addIds(sql, networks());
        sql.add(")");
      }
      default -> sql.add("1");
    }
  }

  private void addReadings(Sql sql, String alias) {
    if (everything) {
      sql.add("1");
      return;
    }
    sql.add("(");
    addSeries(sql, alias, open);
    until.forEach((network, time) -> {
      sql.add(" OR (");
      addSeries(sql, alias, List.of(network));
      sql.add(" AND " + alias + ".time <= ").value(time).add(")");
    });
    sql.add(")");
  }

  private static void addSeries(Sql sql, String alias, List<Long> networks) {
    sql.add(
        alias
            + ".series IN (SELECT s.id FROM series s JOIN device d ON d.id = s.device WHERE"
            + " d.network IN (");
    addIds(sql, networks);
    sql.add("))");
  }

  /** Adds that the network, in {@code column}, shows anything. */
  void addNetworks(Sql sql, String column) {
    sql.add(column + " IN (");
    addIds(sql, networks());
    sql.add(")");
  }

  private List<Long> networks() {
    List<Long> all = new ArrayList<>(open);
    all.addAll(until.keySet());
    return all;
  }

  private static void addIds(Sql sql, List<Long> ids) {
    for (int i = 0; i < ids.size(); i++) {
      sql.add(i == 0 ? "" : ", ").value(ids.get(i));
    }
  }
}
