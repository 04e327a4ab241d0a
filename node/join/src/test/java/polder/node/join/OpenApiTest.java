package polder.node.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.node.gateway.Described;
import polder.node.gateway.Description;
import polder.node.gateway.HeardRoutes;
import polder.node.gateway.HttpLimits;
import polder.node.gateway.Reply;
import polder.node.session.Addresses;
import polder.node.session.SessionLimits;
import polder.node.session.Sessions;
import polder.node.session.Visitors;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * The description that programs are written against: complete, and changed on purpose. What comes
 * is compared with it where a whole node answers.
 */
final class OpenApiTest {
  private final Described described = Described.of(Description.beside(JoinRoutes.class).json());

  @Test
  void describesEveryRouteAndNoOther() {
    JoinDesk.Door door =
        new JoinDesk.Door() {
          @Override
          public long lastSequence(Account account) {
            return 0;
          }

          @Override
          public Reply accept(Bytes wire) {
            return new Reply.Busy(Hash.ZERO);
          }
        };
    JoinDesk desk =
        new JoinDesk(
            door,
            () -> {
              throw new AssertionError("nobody asks");
            },
            Path.of("none"),
            InstantSource.system(),
            JoinLimits.USUAL);
    Visitors visitors =
        new Visitors(
            new Sessions(InstantSource.system(), SessionLimits.USUAL), new Addresses(List.of()));
    assertThat(described.routes())
        .isEqualTo(HeardRoutes.of(List.of(new JoinRoutes(desk, visitors, HttpLimits.USUAL))));
  }

  /** The node's own description has it, of which this one is a part. */
  @Test
  void leavesNothingButErrorsToOthers() {
    assertThat(described.strangers()).containsExactly("#/components/schemas/Error");
  }

  @Test
  void isLocked() throws Exception {
    Described.requireLocked(JoinRoutes.class);
  }
}
