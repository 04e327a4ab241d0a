package polder.backtest.report;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.manifest.Value;

/** A manifest as lines of path and value, so that two can be compared. */
public final class RuleLines {
  private RuleLines() {}

  /** All plain values below {@code table}, by path, such as {@code parameters.density.0.target}. */
  public static SortedMap<String, String> of(Value.Table table) {
    SortedMap<String, String> lines = new TreeMap<>();
    add(lines, "", table);
    return lines;
  }

  private static void add(SortedMap<String, String> lines, String path, Value value) {
    switch (value) {
      case Value.Text(String text) -> lines.put(path, text);
      case Value.Whole(long number) -> lines.put(path, Long.toString(number));
      case Value.Flag(boolean on) -> lines.put(path, Boolean.toString(on));
      case Value.Sequence(List<Value> values) -> {
        for (int i = 0; i < values.size(); i++) {
          add(lines, path + "." + i, values.get(i));
        }
      }
      case Value.Table(SortedMap<String, Value> entries) ->
          entries.forEach(
              (name, entry) -> add(lines, path.isEmpty() ? name : path + "." + name, entry));
    }
  }
}
