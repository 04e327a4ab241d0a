package polder.networks.learning.message;

import java.util.Optional;
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
  private static final String ASKED = "asked";
  private static final String TAB_CLOSED = "tab-closed";
  private static final String SEALED_OPINION = "sealed-opinion";
  private static final String REVEALED_OPINION = "revealed-opinion";
  private static final String STAKED = "staked";
  private static final String STAKE_CALLED_BACK = "stake-called-back";

  private SaidCodec() {}

  /** The body that says it. */
  public static Bytes encode(Said said) {
    CborWriter writer = new CborWriter();
    switch (said) {
      case Said.Task task -> {
        writer.beginArray(4).text(TASK).integer(task.number()).hash(task.document());
        task.terms().write(writer);
      }
      case Said.SealedUpdate update -> sealedUpdate(writer, update);
      case Said.OpenedUpdate update ->
          begin(writer, 5, OPENED_UPDATE, update).hash(update.update()).bytes(update.salt());
      case Said.Examination its ->
          begin(writer, 5, EXAMINATION, its).hash(its.examples()).bytes(its.salt());
      case Said.SealedOpinion its -> begin(writer, 4, SEALED_OPINION, its).hash(its.seal());
      case Said.RevealedOpinion its -> {
        its.opinion().write(begin(writer, 5, REVEALED_OPINION, its));
        writer.bytes(its.salt());
      }
      case Said.Close close -> writer.beginArray(2).text(CLOSE).text(close.task().text());
      case Said.Staked its -> writer.beginArray(2).text(STAKED).text(its.task().text());
      case Said.StakeCalledBack its ->
          writer.beginArray(2).text(STAKE_CALLED_BACK).text(its.task().text());
      case Said.Asked asked ->
          writer
              .beginArray(5)
              .text(ASKED)
              .text(asked.task().text())
              .integer(asked.number())
              .integer(asked.total())
              .hash(asked.inputs());
      case Said.TabClosed closed ->
          writer.beginArray(3).text(TAB_CLOSED).text(closed.task().text()).integer(closed.number());
    }
    return writer.toBytes();
  }

  private static void sealedUpdate(CborWriter writer, Said.SealedUpdate update) {
    begin(writer, 6, SEALED_UPDATE, update).hash(update.seal()).hash(update.data());
    update.origin().ifPresentOrElse(origin -> origin.write(writer), writer::nil);
  }

  private static CborWriter begin(CborWriter writer, int items, String what, Said.OfRound said) {
    return writer.beginArray(items).text(what).text(said.task().text()).integer(said.round());
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
      case SEALED_UPDATE + "/6" ->
          new Said.SealedUpdate(
              task(reader),
              round(reader),
              reader.hash(),
              reader.hash(),
              reader.tryNil() ? Optional.empty() : Optional.of(Origin.read(reader)));
      case OPENED_UPDATE + "/5" ->
          new Said.OpenedUpdate(task(reader), round(reader), reader.hash(), reader.bytes());
      case EXAMINATION + "/5" ->
          new Said.Examination(task(reader), round(reader), reader.hash(), reader.bytes());
      case SEALED_OPINION + "/4" ->
          new Said.SealedOpinion(task(reader), round(reader), reader.hash());
      case REVEALED_OPINION + "/5" ->
          new Said.RevealedOpinion(
              task(reader), round(reader), Opinion.read(reader), reader.bytes());
      case CLOSE + "/2" -> new Said.Close(task(reader));
      case STAKED + "/2" -> new Said.Staked(task(reader));
      case STAKE_CALLED_BACK + "/2" -> new Said.StakeCalledBack(task(reader));
      case ASKED + "/5" ->
          new Said.Asked(task(reader), reader.integer(), reader.integer(), reader.hash());
      case TAB_CLOSED + "/3" -> new Said.TabClosed(task(reader), reader.integer());
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
