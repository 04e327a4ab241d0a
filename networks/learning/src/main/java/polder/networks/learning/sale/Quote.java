package polder.networks.learning.sale;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * What a task answers a tab that asks who earns by its predictions.
 *
 * @param sale what they cost
 * @param sponsor who gets what nobody else gets
 * @param earned by participant, what its updates have earned so far
 */
public record Quote(Sale sale, Account sponsor, SortedMap<DeviceId, Earned> earned) {
  /** The question. */
  public static final Bytes INQUIRY = new CborWriter().text("who-earns").toBytes();

  /** The answer of a task that sells nothing, or that there is not. */
  public static final Bytes NONE = new CborWriter().text("none").toBytes();

  private static final int FIELDS = 3;

  public Quote {
    earned = Collections.unmodifiableSortedMap(new TreeMap<>(earned));
  }

  /** The canonical bytes. */
  public Bytes encode() {
    CborWriter writer = new CborWriter().beginArray(FIELDS);
    sale.write(writer);
    writer.bytes(sponsor.address());
    Earned.write(writer, earned);
    return writer.toBytes();
  }

  static Quote decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    if (reader.beginArray() != FIELDS) {
      throw new CodecException("this is no quote", 0);
    }
    Quote quote = new Quote(Sale.read(reader), new Account(reader.bytes()), Earned.readAll(reader));
    reader.end();
    return quote;
  }
}
