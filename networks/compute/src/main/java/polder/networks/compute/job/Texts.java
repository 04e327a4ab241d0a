package polder.networks.compute.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/** Bounds of what a job may say, and how its lists and maps stand in CBOR. */
final class Texts {
  /** Most letters of a name. */
  static final int NAME = 256;

  /** Most letters of an argument or a variable. */
  static final int LONG = 65_536;

  /** Most entries of any list. */
  static final int ENTRIES = 1_024;

  private Texts() {}

  static void check(String what, String text, int most) {
    if (text.length() > most) {
      throw new IllegalArgumentException(
          what + " has at most " + most + " letters, not " + text.length());
    }
  }

  static void checkRange(String what, long number, long least, long most) {
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          what + " must be from " + least + " to " + most + ", not " + number);
    }
  }

  static void checkSize(String what, Collection<?> entries) {
    if (entries.size() > ENTRIES) {
      throw new IllegalArgumentException(
          "at most " + ENTRIES + " " + what + ", not " + entries.size());
    }
  }

  static void expect(CborReader reader, int fields, String what) {
    int found = reader.beginArray();
    if (found != fields) {
      throw new CodecException(what + " has " + fields + " fields, not " + found, reader.offset());
    }
  }

  static <T> void writeList(CborWriter writer, List<T> list, BiConsumer<T, CborWriter> each) {
    writer.beginArray(list.size());
    list.forEach(entry -> each.accept(entry, writer));
  }

  static <T> List<T> readList(CborReader reader, Function<CborReader, T> each) {
    int size = reader.beginArray();
    List<T> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(each.apply(reader));
    }
    return list;
  }

  static void writeTexts(CborWriter writer, List<String> list) {
    writeList(writer, list, (text, its) -> its.text(text));
  }

  static List<String> readTexts(CborReader reader) {
    return readList(reader, CborReader::text);
  }

  /** A map as an array of keys and values in turn, keys ascending. */
  static void writeMap(CborWriter writer, SortedMap<String, String> map) {
    writer.beginArray(2 * map.size());
    map.forEach((key, value) -> writer.text(key).text(value));
  }

  static SortedMap<String, String> readMap(CborReader reader) {
    int size = reader.beginArray();
    SortedMap<String, String> map = new TreeMap<>();
    for (int i = 0; i + 1 < size; i += 2) {
      String key = reader.text();
      if (!map.isEmpty() && map.lastKey().compareTo(key) >= 0) {
        throw new CodecException("keys ascend, and each stands once: " + key, reader.offset());
      }
      map.put(key, reader.text());
    }
    if (size % 2 != 0) {
      throw new CodecException("each key needs a value", reader.offset());
    }
    return map;
  }
}
