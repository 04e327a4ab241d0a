package polder.node.archive;

import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * What of an archive was pruned: a CBOR array of both numbers. It is written before anything is
 * deleted, so that a file is either there or known to be given up.
 *
 * @param from messages and outcomes of this epoch and of those after it are kept; the state before
 *     it is archived
 * @param swept files of epochs before this one are deleted, up to it the work may be half done
 */
public record Kept(long from, long swept) {
  /** Nothing was pruned. */
  public static final Kept ALL = new Kept(0, 0);

  public Kept {
    if (swept < 0 || from < swept) {
      throw new IllegalArgumentException(
          "epochs cannot be kept from " + from + " on and swept up to " + swept);
    }
  }

  Bytes encode() {
    return new CborWriter().beginArray(2).integer(from).integer(swept).toBytes();
  }

  static Kept decode(Bytes note) {
    try {
      CborReader cbor = new CborReader(note);
      if (cbor.beginArray() != 2) {
        throw new CodecException("what is kept is two numbers", 0);
      }
      Kept kept = new Kept(cbor.integer(), cbor.integer());
      cbor.end();
      return kept;
    } catch (CodecException | IllegalArgumentException e) {
      throw new EvidenceException(ArchivePaths.KEPT, "cannot be read: " + e.getMessage());
    }
  }
}
