package polder.node.settle.rules;

import java.util.ArrayList;
import java.util.List;
import polder.ports.chain.RulesHistory;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/** The history of rules as it was last read, for a start while the chain does not answer. */
final class HistoryCodec {
  private static final int MOST = 10_000;

  private HistoryCodec() {}

  static Bytes write(RulesHistory history) {
    CborWriter writer = new CborWriter().beginArray(history.rules().size());
    for (RulesHistory.Rules rules : history.rules()) {
      writer.beginArray(3).hash(rules.manifests()).hash(rules.program()).integer(rules.fromEpoch());
    }
    return writer.toBytes();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  static RulesHistory read(Bytes bytes) {
    try {
      CborReader reader = new CborReader(bytes);
      int size = reader.beginArray();
      if (size > MOST) {
        throw new IllegalArgumentException("these are " + size + " rules");
      }
      List<RulesHistory.Rules> rules = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        if (reader.beginArray() != 3) {
          throw new IllegalArgumentException("rules are three values");
        }
        rules.add(new RulesHistory.Rules(reader.hash(), reader.hash(), reader.integer()));
      }
      reader.end();
      return new RulesHistory(rules);
    } catch (CodecException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }
}
