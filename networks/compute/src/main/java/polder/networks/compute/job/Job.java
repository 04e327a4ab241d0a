package polder.networks.compute.job;

import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * A job: what one machine runs, and what it needs for that. Its canonical bytes are a blob; an
 * order names them by their hash.
 *
 * @param need what the machine must have
 * @param work what runs
 */
public record Job(Need need, Work work) {
  /** Most bytes of a job. */
  public static final int MOST_BYTES = 1 << 20;

  /** Its canonical bytes. */
  public Bytes encode() {
    CborWriter writer = new CborWriter().beginArray(2);
    need.write(writer);
    Work.write(work, writer);
    return writer.toBytes();
  }

  /** The hash by which orders name it. */
  public Hash hash() {
    return Hash.sha256(encode().unsafeArray());
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws CodecException saying what is wrong and at which byte
   */
  public static Job decode(Bytes encoded) {
    if (encoded.size() > MOST_BYTES) {
      throw new CodecException("a job has at most " + MOST_BYTES + " bytes", 0);
    }
    CborReader reader = new CborReader(encoded);
    try {
      Texts.expect(reader, 2, "a job");
      Job job = new Job(Need.read(reader), Work.read(reader));
      reader.end();
      return job;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
  }
}
