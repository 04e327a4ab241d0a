package polder.adapters.yaml;

import java.util.List;

/** A value of a YAML text and where it stands in it; lines and columns count from 1. */
public sealed interface YamlNode {
  int line();

  int column();

  /**
   * One value.
   *
   * @param text as it was written, without quotes
   * @param plain whether it was written without quotes and without a tag that makes it text
   */
  record Scalar(String text, boolean plain, int line, int column) implements YamlNode {
    /** Whether it stands for no value: nothing at all, {@code ~} or {@code null}. */
    public boolean isNull() {
      return plain
          && switch (text) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
          };
    }
  }

  /** Values one after the other. */
  record Sequence(List<YamlNode> items, int line, int column) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** Values by their keys, which are distinct, in the order in which they were written. */
  record Mapping(List<Entry> entries, int line, int column) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /** A key with its value. */
  record Entry(Scalar key, YamlNode value) {}
}
