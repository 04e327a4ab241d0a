package polder.protocol.settlement;

import java.util.ArrayList;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborSequence;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;

/**
 * The links that one epoch's seed is made of, by account, one each. Their file is a CBOR sequence
 * (RFC 8742) of arrays of account and link.
 */
public final class SeedLinks {
  /** Most links of one epoch: many times the candidates that the contract knows. */
  public static final int MOST_LINKS = 1_024;

  /** The hash of the file of an epoch without links. */
  public static final Hash NO_FILE = Hash.sha256();

  private SeedLinks() {}

  /**
   * The file of {@code links}; empty if there are none.
   *
   * @throws IllegalArgumentException if they are out of order or too many
   */
  public static Bytes encode(List<SeedLink> links) {
    require(links);
    CborWriter writer = new CborWriter();
    for (SeedLink link : links) {
      writer.beginArray(2).bytes(link.validator().address()).hash(link.link());
    }
    return writer.toBytes();
  }

  /**
   * Reads a file.
   *
   * @throws CodecException if it is not canonical, out of order or too large
   */
  public static List<SeedLink> decode(Bytes file) {
    List<SeedLink> links = new ArrayList<>();
    for (Bytes item : CborSequence.split(file.unsafeArray(), MOST_LINKS)) {
      CborReader reader = new CborReader(item);
      if (reader.beginArray() != 2) {
        throw new CodecException("link " + links.size() + " is not an account and a link", 0);
      }
      try {
        links.add(new SeedLink(new Account(reader.bytes()), reader.hash()));
      } catch (IllegalArgumentException e) {
        throw new CodecException("link " + links.size() + ": " + e.getMessage(), 0);
      }
      reader.end();
    }
    try {
      require(links);
    } catch (IllegalArgumentException e) {
      throw new CodecException(String.valueOf(e.getMessage()), 0);
    }
    return List.copyOf(links);
  }

  private static void require(List<SeedLink> links) {
    if (links.size() > MOST_LINKS) {
      throw new IllegalArgumentException(
          "an epoch has at most " + MOST_LINKS + " links, not " + links.size());
    }
    for (int i = 1; i < links.size(); i++) {
      if (links.get(i - 1).validator().compareTo(links.get(i).validator()) >= 0) {
        throw new IllegalArgumentException("link " + i + " stands out of canonical order");
      }
    }
  }
}
