package polder.node.journal;

import java.util.ArrayList;
import java.util.List;
import polder.ports.ReportJournal.Cut;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.settlement.ChainPoint;

/**
 * A piece of a journal, as its followers get it: acknowledged messages in order of arrival, and the
 * cuts between them.
 *
 * @param deployment which deployment
 * @param from offset of the first message, or of the next one if there is none
 * @param end offset of the next message that the journal will take
 * @param closes whether its node goes on closing epochs; one that was overtaken or failed does not
 * @param messages their bytes, at consecutive offsets
 * @param cuts ascending by epoch; none is behind the last message
 */
public record JournalPage(
    Hash deployment, long from, long end, boolean closes, List<Bytes> messages, List<Cut> cuts) {
  /** Most messages of a page. */
  public static final int MOST_MESSAGES = 16_384;

  /** Most cuts of a page. */
  public static final int MOST_CUTS = 1_024;

  private static final String FORM = "polder/journal";
  private static final int FIELDS = 7;
  private static final int CUT_FIELDS = 9;

  public JournalPage {
    messages = List.copyOf(messages);
    cuts = List.copyOf(cuts);
  }

  /** Offset behind the last message. */
  public long next() {
    return from + messages.size();
  }

  /** Whether it says nothing new. */
  public boolean isEmpty() {
    return messages.isEmpty() && cuts.isEmpty();
  }

  /** In canonical CBOR. */
  public Bytes encode() {
    CborWriter writer =
        new CborWriter()
            .beginArray(FIELDS)
            .text(FORM)
            .hash(deployment)
            .integer(from)
            .integer(end)
            .bool(closes)
            .beginArray(messages.size());
    messages.forEach(writer::bytes);
    writer.beginArray(CUT_FIELDS * cuts.size());
    for (Cut cut : cuts) {
      writer
          .integer(cut.epoch())
          .integer(cut.startMillis())
          .integer(cut.endMillis())
          .integer(cut.endOffset())
          .hash(cut.manifests())
          .integer(cut.chain().block())
          .hash(cut.chain().blockHash())
          .integer(cut.chain().validatorSet())
          .hash(cut.events());
    }
    return writer.toBytes();
  }

  /**
   * Reads what {@link #encode} gave.
   *
   * @throws CodecException if the bytes are not canonical, not of this form, or do not fit together
   */
  public static JournalPage decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    if (reader.beginArray() != FIELDS || !reader.text().equals(FORM)) {
      throw new CodecException("this is no page of a journal", 0);
    }
    Hash deployment = reader.hash();
    long from = atLeast(reader, 0);
    long end = atLeast(reader, from);
    boolean closes = reader.bool();
    int size = size(reader, 1, MOST_MESSAGES);
    List<Bytes> messages = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      messages.add(reader.bytes());
    }
    if (messages.size() > end - from) {
      throw new CodecException("it has more messages than its journal", reader.offset());
    }
    List<Cut> cuts = cuts(reader, from + messages.size());
    reader.end();
    return new JournalPage(deployment, from, end, closes, messages, cuts);
  }

  private static List<Cut> cuts(CborReader reader, long next) {
    int parts = size(reader, CUT_FIELDS, MOST_CUTS);
    List<Cut> cuts = new ArrayList<>(parts / CUT_FIELDS);
    long epoch = 0;
    long offset = 0;
    for (int i = 0; i < parts; i += CUT_FIELDS) {
      epoch = atLeast(reader, epoch);
      long start = atLeast(reader, 0);
      long end = atLeast(reader, start);
      offset = atLeast(reader, offset);
      if (offset > next) {
        throw new CodecException("a cut is behind the last message", reader.offset());
      }
      cuts.add(
          new Cut(
              epoch,
              start,
              end,
              offset,
              reader.hash(),
              new ChainPoint(atLeast(reader, 0), reader.hash(), atLeast(reader, 0)),
              reader.hash()));
      epoch = Math.addExact(epoch, 1);
    }
    return cuts;
  }

  private static int size(CborReader reader, int each, int most) {
    int parts = reader.beginArray();
    if (parts % each != 0 || parts / each > most) {
      throw new CodecException("a list of " + parts + " parts", reader.offset());
    }
    return parts;
  }

  private static long atLeast(CborReader reader, long least) {
    long number = reader.integer();
    if (number < least || number == Long.MAX_VALUE) {
      throw new CodecException("a number below " + least + " or too large", reader.offset());
    }
    return number;
  }
}
