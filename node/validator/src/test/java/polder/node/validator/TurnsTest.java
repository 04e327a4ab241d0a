package polder.node.validator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

class TurnsTest {
  private static final List<Account> MEMBERS =
      IntStream.range(1, 5).mapToObj(TurnsTest::account).toList();

  private static Account account(int number) {
    byte[] bytes = new byte[Account.SIZE];
    bytes[0] = (byte) number;
    return new Account(Bytes.wrap(bytes));
  }

  private static Hash seed(int number) {
    return Hash.sha256(new byte[] {(byte) number});
  }

  @Test
  void everybodySeesOneOrderWithEachMemberOnce() {
    List<Account> order = Turns.order(seed(1), MEMBERS);
    assertThat(Turns.order(seed(1), MEMBERS.reversed())).isEqualTo(order);
    assertThat(order).containsExactlyInAnyOrderElementsOf(MEMBERS);
    for (int i = 0; i < order.size(); i++) {
      assertThat(Turns.before(seed(1), MEMBERS, order.get(i))).hasValue(i);
    }
    assertThat(Turns.before(seed(1), MEMBERS, account(9))).isEmpty();
  }

  @Test
  void theSeedDecidesWhoIsFirst() {
    Set<Account> first = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      first.add(Turns.order(seed(i), MEMBERS).getFirst());
    }
    assertThat(first).containsExactlyInAnyOrderElementsOf(MEMBERS);
  }

  @Test
  void silenceIsOnlyWhatWasListenedTo() {
    Silence silence = new Silence(3_000);
    silence.listened(1_000_000);
    assertThat(silence.millis()).isZero();
    silence.listened(1_001_000);
    assertThat(silence.millis()).isEqualTo(1_000);
    // The machine slept for an hour, and its clock was set back.
    silence.listened(4_601_000);
    assertThat(silence.millis()).isEqualTo(4_000);
    silence.listened(1_000);
    assertThat(silence.millis()).isEqualTo(4_000);
    silence.heard();
    silence.listened(2_000);
    assertThat(silence.millis()).isEqualTo(1_000);
  }
}
