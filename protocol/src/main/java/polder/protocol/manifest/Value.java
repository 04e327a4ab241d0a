package polder.protocol.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborType;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * A plain value of a manifest. Numbers with a fraction stay text ("0.5"), so that no value ever
 * passes through binary floating point.
 */
public sealed interface Value {
  /** Text, a decimal number ("0.5") or a duration ("150s") among others. */
  record Text(String text) implements Value {}

  /** A whole number. */
  record Whole(long number) implements Value {}

  /** A switch. */
  record Flag(boolean on) implements Value {}

  /** Values in order. */
  record Sequence(List<Value> values) implements Value {
    public Sequence {
      values = List.copyOf(values);
    }
  }

  /** Values by name, ordered by name. */
  record Table(SortedMap<String, Value> entries) implements Value {
    public Table {
      entries = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /** A table without entries. */
    public static Table empty() {
      return new Table(new TreeMap<>());
    }
  }

  /** What {@code value} is, for whoever wrote it. */
  static String describe(Value value) {
    return switch (value) {
      case Text(String text) -> "'" + text + "'";
      case Whole(long number) -> Long.toString(number);
      case Flag(boolean on) -> Boolean.toString(on);
      case Sequence(List<Value> values) -> "a list of " + values.size();
      case Table(SortedMap<String, Value> entries) ->
          "a table of " + String.join(", ", entries.keySet());
    };
  }

  /** Writes {@code value} canonically. */
  static void write(CborWriter writer, Value value) {
    switch (value) {
      case Text text -> writer.text(text.text());
      case Whole whole -> writer.integer(whole.number());
      case Flag flag -> writer.bool(flag.on());
      case Sequence sequence -> {
        writer.beginArray(sequence.values().size());
        sequence.values().forEach(item -> write(writer, item));
      }
      case Table table -> writeTable(writer, table);
    }
  }

  private static void writeTable(CborWriter writer, Table table) {
    // CBOR orders keys by their encoding, in which a shorter text comes first.
    SortedMap<Bytes, Value> byEncoding = new TreeMap<>();
    for (Map.Entry<String, Value> entry : table.entries().entrySet()) {
      byEncoding.put(new CborWriter().text(entry.getKey()).toBytes(), entry.getValue());
    }
    writer.beginMap(byEncoding.size());
    byEncoding.forEach((key, item) -> {
      writer.encoded(key);
      write(writer, item);
    });
  }

  /** Reads what {@link #write} wrote. */
  static Value read(CborReader reader) {
    CborType type = reader.peek();
    return switch (type) {
      case TEXT -> new Text(reader.text());
      case INTEGER -> new Whole(reader.integer());
      case BOOL -> new Flag(reader.bool());
      case ARRAY -> {
        int size = reader.beginArray();
        List<Value> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
          values.add(read(reader));
        }
        yield new Sequence(values);
      }
      case MAP -> {
        int size = reader.beginMap();
        SortedMap<String, Value> entries = new TreeMap<>();
        for (int i = 0; i < size; i++) {
          String name = reader.text();
          entries.put(name, read(reader));
        }
        yield new Table(entries);
      }
      default -> throw new CodecException("a manifest holds no " + type, reader.offset());
    };
  }
}
