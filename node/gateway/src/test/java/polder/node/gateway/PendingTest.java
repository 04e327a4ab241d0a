package polder.node.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.epoch.DeviceEntry;
import polder.epoch.Members;
import polder.networks.SenderRecord;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.Role;

final class PendingTest {
  private static final Account OWNER = new Account(Bytes.wrap(new byte[20]));

  private static final Account MARY = new Account(Bytes.fromHex("11".repeat(20)));

  private static DeviceId device(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) number;
    return DeviceKey.ed25519(seed).id();
  }

  private static DeviceEntry enrolled(int number, long epoch) {
    return DeviceEntry.enrolled(
        new SenderRecord(device(number), OWNER, Optional.empty(), Optional.empty(), epoch), 0);
  }

  /** While an epoch is computed, the next one is open already: neither may forget the other. */
  @Test
  void forgetsAnEpochWhenItIsSealedAndNoOther() {
    Pending pending = new Pending(10);
    pending.enrolled("air", 4, enrolled(1, 4));
    pending.enrolled("air", 5, enrolled(2, 5));
    pending.forgetBefore(5);
    assertThat(pending.device("air", device(1))).isEmpty();
    assertThat(pending.device("air", device(2))).contains(enrolled(2, 5));
    assertThat(pending.device("other", device(2))).isEmpty();
  }

  @Test
  void countsMessagesOfASenderByEpoch() {
    Pending pending = new Pending(10);
    Pending.Sender sender = Pending.Sender.of("air", device(1));
    assertThat(pending.reserve(sender, 1, 2)).isTrue();
    assertThat(pending.reserve(sender, 1, 2)).isTrue();
    assertThat(pending.reserve(sender, 1, 2)).isFalse();
    assertThat(pending.reserve(sender, 2, 2)).isTrue();
    pending.release(sender, 1);
    assertThat(pending.reserve(sender, 1, 2)).isTrue();
    assertThat(pending.reserve(Pending.Sender.of("air", device(2)), 1, 2)).isTrue();
  }

  @Test
  void remembersWhomAnAccountAppointsByEpochTheLastOneFirst() {
    Pending pending = new Pending(1);
    Members viewer = Members.NOBODY.with(MARY, Role.VIEWER);
    pending.appointed(OWNER, 4, viewer);
    pending.appointed(OWNER, 5, Members.NOBODY);
    pending.appointed(MARY, 5, viewer); // One more than fits.

    assertThat(pending.members(OWNER)).containsExactly(Members.NOBODY, viewer);
    assertThat(pending.members(MARY)).isEmpty();
    pending.forgetBefore(5);
    assertThat(pending.members(OWNER)).containsExactly(Members.NOBODY);
  }

  @Test
  void remembersTheHighestSequence() {
    Pending pending = new Pending(10);
    Pending.Sender sender = Pending.Sender.of(OWNER);
    Hash message = Hash.sha256(new byte[1]);
    assertThat(pending.last(sender)).isEmpty();
    pending.acknowledged(sender, 1, new Pending.Last(7, message));
    pending.acknowledged(sender, 1, new Pending.Last(3, Hash.ZERO));
    assertThat(pending.last(sender)).contains(new Pending.Last(7, message));
  }

  @Test
  void staysWithinItsBound() {
    Pending pending = new Pending(2);
    for (int number = 0; number < 5; number++) {
      pending.enrolled("air", 1, enrolled(number, 1));
      assertThat(pending.reserve(Pending.Sender.of("air", device(number)), 1, 1)).isTrue();
    }
    assertThat(pending.device("air", device(1))).isPresent();
    assertThat(pending.device("air", device(4))).isEmpty();
    // Nor do the keys that one device has one after the other.
    for (int number = 10; number < 15; number++) {
      DeviceEntry device = enrolled(0, 1);
      pending.enrolled("air", 1, device.with(device.use().rotated(device(number), 1)));
    }
    assertThat(pending.rotatedTo("air", device(11))).contains(device(0));
    assertThat(pending.rotatedTo("air", device(12))).isEmpty();
    // Who is not counted is let through: the epoch program counts all.
    assertThat(pending.reserve(Pending.Sender.of("air", device(4)), 1, 1)).isTrue();
    assertThat(pending.reserve(Pending.Sender.of("air", device(0)), 1, 1)).isFalse();
  }
}
