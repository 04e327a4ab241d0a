package polder.epoch;

import polder.networks.Outcome;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * What a group keeps between epochs.
 *
 * @param wakeEpoch when it runs even without a message
 * @param state what it left itself
 */
record GroupEntry(long wakeEpoch, Bytes state) {
  static final GroupEntry NOTHING = new GroupEntry(Outcome.ASLEEP, Bytes.EMPTY);

  // Array head, two numbers' heads and the number: what surrounds the state at most.
  private static final int FRAME = 32;

  Bytes encode() {
    return new CborWriter(state.size() + FRAME)
        .beginArray(2)
        .integer(wakeEpoch)
        .bytes(state)
        .toBytes();
  }

  static GroupEntry decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    reader.beginArray();
    return new GroupEntry(reader.integer(), reader.bytes());
  }
}
