package polder.networks.learning.message;

import polder.networks.GroupKey;
import polder.networks.learning.Terms;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/** The bodies of a learning network's messages: an array that begins with what is said. */
public final class SaidCodec {
  /** CoAP content format of plain CBOR (RFC 8949 §9.5). */
  public static final long CBOR = 60;

  private static final String TASK = "task";
  private static final String SEALED_UPDATE = "sealed-update";
  private static final String OPENED_UPDATE = "opened-update";
  private static final String EXAMINATION = "examination";
  private static final String CLOSE = "close";

  private SaidCodec() {}

  /** The body that says it. */
  public static Bytes encode(Said said) {
    CborWriter writer = new CborWriter();
    switch (said) {
      case Said.Task task -> {
        writer.beginArray(4).text(TASK).integer(task.number()).hash(task.document());
        task.terms().write(writer);
      }
      case Said.SealedUpdate update ->
          begin(writer, SEALED_UPDATE, update).hash(update.seal()).hash(update.data());
      case Said.OpenedUpdate update ->
          begin(writer, OPENED_UPDATE, update).hash(update.update()).bytes(update.salt());
      case Said.Examination its ->
          begin(writer, EXAMINATION, its).hash(its.examples()).bytes(its.salt());
      case Said.Close close -> writer.beginArray(2).text(CLOSE).text(close.task().text());
    }
    return writer.toBytes();
  }

  private static CborWriter begin(CborWriter writer, String what, Said.OfRound said) {
    return writer.beginArray(5).text(what).text(said.task().text()).integer(said.round());
  }

  /**
   * Reads a body.
   *
   * @throws CodecException saying what is wrong and at which byte
   */
  public static Said decode(Bytes body) {
    CborReader reader = new CborReader(body);
    try {
      int items = reader.beginArray();
      Said said = read(reader.text(), items, reader);
      reader.end();
      return said;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
  }

  private static Said read(String what, int items, CborReader reader) {
    return switch (what + "/" + items) {
      case TASK + "/4" -> new Said.Task(reader.integer(), reader.hash(), Terms.read(reader));
      case SEALED_UPDATE + "/5" ->
          new Said.SealedUpdate(task(reader), round(reader), reader.hash(), reader.hash());
      case OPENED_UPDATE + "/5" ->
          new Said.OpenedUpdate(task(reader), round(reader), reader.hash(), reader.bytes());
      case EXAMINATION + "/5" ->
          new Said.Examination(task(reader), round(reader), reader.hash(), reader.bytes());
      case CLOSE + "/2" -> new Said.Close(task(reader));
      default ->
          throw new CodecException(
              "a learning network hears nothing called " + what + " of " + items + " items",
              reader.offset());
    };
  }

  private static int round(CborReader reader) {
    long round = reader.integer();
    if (round < 0 || round >= Terms.MOST_ROUNDS) {
      throw new CodecException(
          "rounds are counted from 0 to " + (Terms.MOST_ROUNDS - 1) + ", not " + round,
          reader.offset());
    }
    return (int) round;
  }

  private static GroupKey task(CborReader reader) {
    GroupKey key = new GroupKey(reader.text());
    if (!Seals.isTask(key)) {
      throw new CodecException("not the name of a task: " + key, reader.offset());
    }
    return key;
  }
}
