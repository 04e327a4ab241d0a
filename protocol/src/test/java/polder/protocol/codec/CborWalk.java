package polder.protocol.codec;

import polder.protocol.Bytes;

/** Reads whatever items come and writes each of them again. */
final class CborWalk {
  private CborWalk() {}

  /** Everything in {@code content}, decoded and encoded again; refuses what the reader refuses. */
  static Bytes copy(Bytes content) {
    CborReader reader = new CborReader(content);
    CborWriter writer = new CborWriter();
    while (reader.hasMore()) {
      copyStep(reader, writer);
    }
    reader.end();
    return writer.toBytes();
  }

  private static void copyStep(CborReader reader, CborWriter writer) {
    switch (reader.peek()) {
      case INTEGER -> writer.integer(reader.integer());
      case BYTES -> writer.bytes(reader.bytes());
      case TEXT -> writer.text(reader.text());
      case ARRAY -> writer.beginArray(reader.beginArray());
      case MAP -> writer.beginMap(reader.beginMap());
      case TAG -> writer.tag(reader.tag());
      case BOOL -> writer.bool(reader.bool());
      case NIL -> {
        if (reader.tryNil()) {
          writer.nil();
        }
      }
      case REAL -> writer.real(reader.real());
    }
  }
}
