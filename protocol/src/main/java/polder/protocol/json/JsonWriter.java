package polder.protocol.json;

import java.util.Iterator;
import java.util.Map;

/** Writes the canonical form of RFC 8785. */
final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

  private JsonWriter() {}

  static void write(Json value, StringBuilder out) {
    switch (value) {
      case JsonObject object -> object(object, out);
      case Json.Array array -> array(array, out);
      case Json.Text text -> text(text.value(), out);
      case Json.Number number -> out.append(number.text());
      case Json.Flag flag -> out.append(flag.value());
      case Json.Null nothing -> out.append("null");
    }
  }

  private static void object(JsonObject object, StringBuilder out) {
    out.append('{');
    Iterator<Map.Entry<String, Json>> members = object.members().entrySet().iterator();
    while (members.hasNext()) {
      Map.Entry<String, Json> member = members.next();
      text(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
      if (members.hasNext()) {
        out.append(',');
      }
    }
    out.append('}');
  }

  private static void array(Json.Array array, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < array.items().size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(array.items().get(i), out);
    }
    out.append(']');
  }

  private static void text(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      switch (unit) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (unit < 0x20) {
            out.append("\\u00").append(HEX.charAt(unit >> 4)).append(HEX.charAt(unit & 0xf));
          } else {
            out.append(unit);
          }
        }
      }
    }
    out.append('"');
  }
}
