package polder.protocol.settlement;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;

/**
 * A file of events that an archive serves is refused or has exactly one encoding. Runs over the
 * kept inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class ChainEventsFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void whatIsReadIsWrittenTheSame(byte[] content) {
    Bytes file = Bytes.copyOf(content);
    List<ChainEvent> events;
    try {
      events = ChainEvents.decode(file);
    } catch (CodecException refused) {
      return;
    }
    if (!ChainEvents.encode(events).equals(file)) {
      throw new AssertionError("read and written again the bytes differ");
    }
  }
}
