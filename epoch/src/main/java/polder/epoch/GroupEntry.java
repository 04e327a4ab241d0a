package polder.epoch;

import polder.networks.Outcome;
import polder.protocol.Bytes;
import polder.protocol.Content;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/** What a group keeps between epochs: when it wakes, and its state, in an array. */
final class GroupEntry {
  // Array head, two numbers' heads and the number: what surrounds the state at most.
  private static final int FRAME = 32;

  private GroupEntry() {}

  static Bytes encode(Outcome outcome) {
    return new CborWriter(outcome.state().size() + FRAME)
        .beginArray(2)
        .integer(outcome.wakeEpoch())
        .bytes(outcome.state())
        .toBytes();
  }

  private static CborReader begin(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    reader.beginArray();
    return reader;
  }

  static long wakeEpoch(Content entry) {
    return begin(entry.head(FRAME)).integer();
  }

  static Bytes state(Bytes encoded) {
    CborReader reader = begin(encoded);
    reader.integer();
    return reader.bytes();
  }
}
