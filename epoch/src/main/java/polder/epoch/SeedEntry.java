package polder.epoch;

import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.settlement.SeedCommitment;

/**
 * What the state holds of a validator's seed chain.
 *
 * @param candidate whether it is among those who can be in a validator set, so that a link is due
 *     each epoch
 * @param commitment what is known of its chain; none if it was never said
 */
record SeedEntry(boolean candidate, Optional<SeedCommitment> commitment) {
  static final SeedEntry NEW = new SeedEntry(false, Optional.empty());

  SeedEntry entered(boolean now) {
    return new SeedEntry(now, commitment);
  }

  SeedEntry knowing(SeedCommitment now) {
    return new SeedEntry(candidate, Optional.of(now));
  }

  boolean isDue(long epoch) {
    return candidate && commitment.isPresent() && commitment.get().isDue(epoch);
  }

  Bytes encode() {
    return new CborWriter()
        .beginArray(2)
        .integer(candidate ? 1 : 0)
        .bytes(commitment.map(SeedCommitment::encode).orElse(Bytes.EMPTY))
        .toBytes();
  }

  static SeedEntry decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    reader.beginArray();
    boolean candidate = reader.integer() != 0;
    Bytes commitment = reader.bytes();
    return new SeedEntry(
        candidate,
        commitment.size() == 0 ? Optional.empty() : Optional.of(SeedCommitment.decode(commitment)));
  }
}
