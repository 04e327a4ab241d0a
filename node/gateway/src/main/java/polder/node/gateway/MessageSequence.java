package polder.node.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CodecException;

/**
 * What a sender hands over at once: one message, or a CBOR sequence (RFC 8742) of them.
 *
 * @param items the items up to the first that is none, or one more than were allowed
 * @param broken the refusal of what follows the items, where that is no CBOR
 */
public record MessageSequence(List<Bytes> items, Optional<Reply.Refused> broken) {
  /**
   * Takes {@code body} apart, without looking what the items are.
   *
   * @param most no more items than one beyond these are looked for
   */
  public static MessageSequence split(Bytes body, int most) {
    byte[] content = body.unsafeArray();
    CborReader reader = new CborReader(content);
    List<Bytes> items = new ArrayList<>();
    int at = 0;
    try {
      while (reader.hasMore() && items.size() <= most) {
        at = reader.offset();
        items.add(reader.encodedItem());
      }
      return new MessageSequence(items, Optional.empty());
    } catch (CodecException e) {
      Hash rest = Hash.sha256(Arrays.copyOfRange(content, at, content.length));
      return new MessageSequence(
          items, Optional.of(new Reply.Refused(rest, "malformed", String.valueOf(e.getMessage()))));
    }
  }
}
