package polder.protocol.settlement;

import java.util.List;
import polder.protocol.Hash;
import polder.protocol.crypto.TypedData;
import polder.protocol.crypto.TypedData.Field;

/**
 * That a validator gives its link, as it signs it.
 *
 * @param epoch of which epoch
 * @param attempt for which attempt
 * @param inputs hash of the fixed inputs for which it is given, and for no others
 * @param link the link
 */
public record SeedReveal(long epoch, long attempt, Hash inputs, Hash link) {
  /** The struct that is signed, in the domain of the settlement contract. */
  public TypedData typed() {
    return new TypedData(
        "SeedReveal",
        List.of(
            Field.uint64("epoch", epoch),
            Field.uint64("attempt", attempt),
            Field.bytes32("inputs", inputs),
            Field.bytes32("link", link)));
  }
}
