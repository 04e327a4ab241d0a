package polder.protocol.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/** What the chain says of seed chains is written in one way and read again. */
class SeedEventTest {
  @Test
  void isReadAsItWasWritten() {
    Account one = new Account(Bytes.wrap(new byte[20]));
    List<ChainEvent> events =
        List.of(
            new SeedEvent.Committed(1, 0, one, Hash.sha256(), 7),
            new SeedEvent.Entered(1, 1, one, Optional.empty()),
            new SeedEvent.Entered(1, 2, one, Optional.of(one)),
            new SeedEvent.Left(2, 0, one));
    assertThat(ChainEvents.decode(ChainEvents.encode(events))).isEqualTo(events);
  }
}
