package polder.protocol.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.codec.Utf8;

/**
 * Reads JSON by the grammar of RFC 8259 to the letter; see {@link Json#read} for what it refuses.
 */
final class JsonReader {
  private static final int END = -1;

  private final byte[] content;
  private int at;
  private int depth;

  JsonReader(Bytes content) {
    if (content.size() > Json.MAX_BYTES) {
      throw new CodecException("JSON of more than " + Json.MAX_BYTES + " bytes", Json.MAX_BYTES);
    }
    this.content = content.unsafeArray();
    int fault = Utf8.firstFault(this.content, 0, this.content.length);
    if (fault != Utf8.NO_FAULT) {
      throw new CodecException("this is not UTF-8", fault);
    }
  }

  Json document() {
    Json value = value();
    if (peekToken() != END) {
      throw new CodecException("something stands behind the JSON value", at);
    }
    return value;
  }

  private Json value() {
    int first = peekToken();
    return switch (first) {
      case '{' -> nested(this::object);
      case '[' -> nested(this::array);
      case '"' -> new Json.Text(string());
      case 't' -> literal("true", new Json.Flag(true));
      case 'f' -> literal("false", new Json.Flag(false));
      case 'n' -> literal("null", Json.NULL);
      case END -> throw new CodecException("the JSON ends where a value should stand", at);
      default -> number();
    };
  }

  private interface Body {
    Json read();
  }

  private Json nested(Body body) {
    if (depth == Json.MAX_DEPTH) {
      throw new CodecException("more than " + Json.MAX_DEPTH + " levels of JSON", at);
    }
    depth++;
    at++;
    Json value = body.read();
    depth--;
    return value;
  }

  private Json object() {
    SortedMap<String, Json> members = new TreeMap<>();
    if (peekToken() == '}') {
      at++;
      return JsonObject.EMPTY;
    }
    do {
      if (peekToken() != '"') {
        throw new CodecException("a member's name must be a string", at);
      }
      int start = at;
      String name = string();
      if (members.containsKey(name)) {
        throw new CodecException("a member's name is there twice", start);
      }
      if (peekToken() != ':') {
        throw new CodecException("a colon must follow a member's name", at);
      }
      at++;
      members.put(name, value());
    } while (goesOn('}'));
    return new JsonObject(members);
  }

  private Json array() {
    List<Json> items = new ArrayList<>();
    if (peekToken() == ']') {
      at++;
      return new Json.Array(items);
    }
    do {
      items.add(value());
    } while (goesOn(']'));
    return new Json.Array(items);
  }

  /** Takes a comma or the end. */
  private boolean goesOn(char end) {
    int next = peekToken();
    if (next != ',' && next != end) {
      throw new CodecException("a comma or " + end + " must stand here", at);
    }
    at++;
    return next == ',';
  }

  private Json literal(String word, Json value) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i == content.length || content[at + i] != word.charAt(i)) {
        throw new CodecException("not a JSON value", at);
      }
    }
    at += word.length();
    return value;
  }

  private Json number() {
    int start = at;
    while (at < content.length && isOfNumber(content[at])) {
      at++;
    }
    if (at == start) {
      throw new CodecException("not a JSON value", start);
    }
    try {
      return new Json.Number(new String(content, start, at - start, StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new CodecException(String.valueOf(e.getMessage()), start);
    }
  }

  private static boolean isOfNumber(byte unit) {
    return (unit >= '0' && unit <= '9')
        || unit == '-'
        || unit == '+'
        || unit == '.'
        || unit == 'e'
        || unit == 'E';
  }

  private String string() {
    int start = at++;
    StringBuilder text = new StringBuilder();
    while (true) {
      int plain = at;
      while (at < content.length && isPlain(content[at])) {
        at++;
      }
      text.append(new String(content, plain, at - plain, StandardCharsets.UTF_8));
      if (at == content.length) {
        throw new CodecException("a string does not end", start);
      }
      byte unit = content[at];
      if (unit == '"') {
        at++;
        break;
      }
      if (unit != '\\') {
        throw new CodecException("a control character must be escaped", at);
      }
      escape(text);
    }
    String value = text.toString();
    try {
      Json.checkSurrogates(value);
    } catch (IllegalArgumentException e) {
      throw new CodecException(String.valueOf(e.getMessage()), start);
    }
    return value;
  }

  /** Bytes above 0x7f, negative here, belong to characters of several bytes. */
  private static boolean isPlain(byte unit) {
    return unit != '"' && unit != '\\' && (unit < 0 || unit >= 0x20);
  }

  private void escape(StringBuilder text) {
    int start = at++;
    int letter = at < content.length ? content[at++] : END;
    switch (letter) {
      case '"', '\\', '/' -> text.append((char) letter);
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case 'u' -> text.append(codeUnit(start));
      default -> throw new CodecException("no such escape", start);
    }
  }

  private char codeUnit(int start) {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      // Only ASCII digits: the library's own takes those of every script.
      int digit = at < content.length && content[at] > 0 ? Character.digit(content[at], 16) : -1;
      if (digit < 0) {
        throw new CodecException("four hexadecimal digits must follow \\u", start);
      }
      unit = unit << 4 | digit;
      at++;
    }
    return (char) unit;
  }

  /** The next byte that is not white space (RFC 8259 §2), without taking it. */
  private int peekToken() {
    while (at < content.length
        && (content[at] == ' '
            || content[at] == '\t'
            || content[at] == '\n'
            || content[at] == '\r')) {
      at++;
    }
    return at < content.length ? content[at] & 0xff : END;
  }
}
