package polder.world.recorded;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which column of a table plays which role, such as {@code device=p_id,time=time_utc}.
 *
 * @param columns the column's name by role
 */
public record ColumnMap(SortedMap<String, String> columns) {
  public ColumnMap {
    columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
  }

  /**
   * Reads {@code role=column,role=column…}.
   *
   * @throws IllegalArgumentException if it is anything else or names a role twice
   */
  public static ColumnMap parse(String text) {
    SortedMap<String, String> columns = new TreeMap<>();
    for (String pair : text.split(",", -1)) {
      int cut = pair.indexOf('=');
      if (cut < 1 || cut == pair.length() - 1) {
        throw new IllegalArgumentException(
            "'" + pair + "' is not role=column, such as device=p_id");
      }
      String role = pair.substring(0, cut).strip();
      if (columns.put(role, pair.substring(cut + 1).strip()) != null) {
        throw new IllegalArgumentException("'" + role + "' is mapped twice");
      }
    }
    return new ColumnMap(columns);
  }

  /** The column of {@code role}, if it has one. */
  Optional<String> find(String role) {
    return Optional.ofNullable(columns.get(role));
  }

  /**
   * The column of {@code role}.
   *
   * @throws RecordedDataException if it has none
   */
  String need(String role) throws RecordedDataException {
    String column = columns.get(role);
    if (column == null) {
      throw new RecordedDataException(
          "no column is mapped to '"
              + role
              + "'; mapped are "
              + String.join(", ", columns.keySet()));
    }
    return column;
  }

  /** The roles that are not among {@code known}, in order. */
  List<String> others(List<String> known) {
    List<String> others = new ArrayList<>();
    for (Map.Entry<String, String> entry : columns.entrySet()) {
      if (!known.contains(entry.getKey())) {
        others.add(entry.getKey());
      }
    }
    return others;
  }
}
