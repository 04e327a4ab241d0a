package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import polder.networks.Samples;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Value;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.KeyAction;

/** Keys that are rotated and revoked, and what becomes of their devices. */
class KeyRegistryTest {
  private static final DeviceKey ANN = Samples.device(1);
  private static final DeviceKey BEN = Samples.device(2);
  private static final DeviceKey NEXT = Samples.device(11);
  private static final DeviceKey THIRD = Samples.device(12);

  private EpochWorld world = new EpochWorld();

  @BeforeEach
  void enrolTwo() {
    world.say(world.enrol(1, ANN, Optional.empty()), world.enrol(2, BEN, Optional.empty()));
    assertThat(EpochWorld.refusals(world.close())).isEmpty();
  }

  private AccountMessage rotate(long owner, DeviceKey from, DeviceKey to, boolean both) {
    return world.rotate(owner, from.id(), to, both ? Optional.of(from) : Optional.empty());
  }

  private SealedEpoch closeRotated(DeviceKey from, DeviceKey to) {
    world.say(rotate(1, from, to, true));
    SealedEpoch sealed = world.close();
    assertThat(EpochWorld.refusals(sealed)).isEmpty();
    return sealed;
  }

  private static List<Tuple> rewards(SealedEpoch sealed) {
    return EpochWorld.lines(sealed, OutcomeLeaf.Reward.class).stream()
        .map(line -> Tuple.tuple(line.device(), line.weight()))
        .toList();
  }

  @Test
  void aDeviceKeepsItsNameAndItsHistoryUnderItsNewKey() {
    world.say(world.order(ANN, "a", "work", 7));
    world.close();
    DeviceEntry before = world.device(ANN);

    SealedEpoch sealed = closeRotated(ANN, NEXT);
    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Registration.class))
        .extracting(OutcomeLeaf.Registration::action, OutcomeLeaf.Registration::subject)
        .containsExactly(Tuple.tuple("rotate", ANN.id().did() + " to " + NEXT.id().did()));
    DeviceEntry after = world.device(ANN);
    assertThat(after.sender()).isEqualTo(before.sender());
    assertThat(after.held()).isEqualTo(before.held());
    assertThat(after.probationEndMillis()).isEqualTo(before.probationEndMillis());

    world.say(world.order(NEXT, "a", "work", 5));
    assertThat(rewards(world.close())).containsExactly(Tuple.tuple(ANN.id(), 5L));
  }

  @Test
  void theNewKeyIsHeardInTheEpochOfTheRotationAndTheOldOneIsNot() {
    world.say(rotate(1, ANN, NEXT, false));
    world.say(world.order(ANN, "a", "work", 7), world.order(NEXT, "a", "work", 5));

    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.refusals(sealed)).containsExactly("key_replaced");
    assertThat(rewards(sealed)).containsExactly(Tuple.tuple(ANN.id(), 5L));
  }

  /** Kinds are given messages by device, wherever the key that signed them stands. */
  @Test
  void devicesStandInTheirOrderWhateverTheirKeysAre() {
    closeRotated(ANN, NEXT);
    world.say(world.order(BEN, "a", "work", 3), world.order(NEXT, "a", "work", 5));
    world.say(world.order(NEXT, "a", "work", 6));

    assertThat(rewards(world.close()))
        .containsExactlyInAnyOrder(Tuple.tuple(ANN.id(), 11L), Tuple.tuple(BEN.id(), 3L));
  }

  @Test
  void aKeyIsRotatedOnAndOnAndEveryKeyOfItStaysItsOwn() {
    closeRotated(ANN, NEXT);
    closeRotated(NEXT, THIRD);
    world.say(
        world.order(ANN, "a", "work", 1),
        world.order(NEXT, "a", "work", 2),
        world.order(THIRD, "a", "work", 4));
    world.say(world.enrol(1, ANN, Optional.empty()), world.enrol(3, NEXT, Optional.empty()));

    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.refusals(sealed))
        .containsExactlyInAnyOrder("key_replaced", "key_replaced", "key_replaced", "not_owner");
    assertThat(rewards(sealed)).containsExactly(Tuple.tuple(ANN.id(), 4L));
    world.say(rotate(1, THIRD, ANN, true));
    assertThat(EpochWorld.refusals(world.close())).containsExactly("key_taken");
  }

  @Test
  void ownersSpeakOfADeviceByAnyOfItsKeysAndMoveItByItsPresentOne() {
    closeRotated(ANN, NEXT);
    world.say(world.enrol(1, NEXT, Optional.empty(), Optional.of("airrohr")));
    world.say(world.act(1, new Action.Transfer(EpochWorld.TOYS, NEXT.id(), Samples.account(5))));

    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.refusals(sealed)).isEmpty();
    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Registration.class))
        .extracting(OutcomeLeaf.Registration::subject)
        .containsExactly(ANN.id().did(), ANN.id().did() + " to " + Samples.account(5));
    assertThat(world.device(ANN).sender().owner()).isEqualTo(Samples.account(5));
    assertThat(world.device(ANN).sender().via()).contains("airrohr");
    assertThat(world.device(ANN).signsWith(NEXT.id())).isTrue();
  }

  @Test
  void nobodyTakesAKeyThatIsAnothersOrThatHeDoesNotHold() {
    world.say(rotate(1, ANN, BEN, true));
    assertThat(EpochWorld.refusals(world.close())).containsExactly("key_taken");

    world.say(rotate(2, ANN, NEXT, true));
    assertThat(EpochWorld.refusals(world.close())).containsExactly("not_owner");

    KeyAction.Rotate bare = KeyAction.Rotate.unsigned(EpochWorld.TOYS, ANN.id(), NEXT.id());
    world.say(world.act(1, bare));
    assertThat(EpochWorld.refusals(world.close())).containsExactly("no_possession");

    world.say(rotate(1, THIRD, NEXT, true));
    assertThat(EpochWorld.refusals(world.close())).containsExactly("not_enrolled");
  }

  @Test
  void aBadSignatureOfTheOldKeyIsWorseThanNone() {
    world.say(world.rotate(1, ANN.id(), NEXT, Optional.of(THIRD)));

    assertThat(EpochWorld.refusals(world.close())).containsExactly("no_possession");
    assertThat(world.device(ANN).signsWith(ANN.id())).isTrue();
  }

  @Test
  void aRotationEndsACloneAndTheOtherCopyIsRefused() {
    world.say(world.order(ANN, "a", "work", 7));
    world.close();
    world.say(
        EpochWorld.order(ANN, 5, new ToyKind.Order("a", "work", 1)),
        EpochWorld.order(ANN, 5, new ToyKind.Order("a", "work", 2)));
    world.close();
    assertThat(world.device(ANN).use().status()).isEqualTo(KeyUse.Status.CLONED);

    closeRotated(ANN, NEXT);
    world.say(
        world.order(NEXT, "a", "work", 5),
        EpochWorld.order(ANN, 9, new ToyKind.Order("a", "work", 3)));
    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.refusals(sealed)).containsExactly("key_replaced");
    assertThat(rewards(sealed)).containsExactly(Tuple.tuple(ANN.id(), 5L));
    assertThat(world.device(ANN).use().status()).isEqualTo(KeyUse.Status.ACTIVE);
  }

  @Test
  void nothingOfARevokedDeviceCountsAgainWhateverItsOwnerAsks() {
    world.say(world.act(1, new KeyAction.Revoke(EpochWorld.TOYS, ANN.id())));
    world.say(world.order(ANN, "a", "work", 7));
    SealedEpoch sealed = world.close();
    assertThat(EpochWorld.refusals(sealed)).containsExactly("revoked");
    assertThat(rewards(sealed)).isEmpty();

    world.say(
        world.enrol(1, ANN, Optional.empty()),
        world.act(1, new KeyAction.Resolve(EpochWorld.TOYS, ANN.id(), 1)),
        world.act(1, new KeyAction.Revoke(EpochWorld.TOYS, ANN.id())),
        world.act(1, new Action.Transfer(EpochWorld.TOYS, ANN.id(), Samples.account(5))),
        rotate(1, ANN, NEXT, true));
    assertThat(EpochWorld.refusals(world.close())).hasSize(5).containsOnly("revoked");
  }

  @Test
  void whatARevokedDeviceEarnedBeforeIsReleasedAsIfItHadGoneOn() {
    Value.Table toys = Samples.with(EpochWorld.toys(), "pay.probation", "30s");
    world = new EpochWorld(EpochEngine.SEQUENTIAL, EpochWorld.deployment(), toys);
    enrolTwo();
    world.say(world.order(ANN, "a", "work", 1_000_000));
    world.close();
    long held = world.device(ANN).held().values().stream().mapToLong(Long::longValue).sum();
    assertThat(held).isPositive();
    world.say(world.act(1, new KeyAction.Revoke(EpochWorld.TOYS, ANN.id())));
    world.close();

    SealedEpoch sealed = world.close();
    while (EpochWorld.lines(sealed, OutcomeLeaf.Released.class).isEmpty() && world.epoch() < 9) {
      sealed = world.close();
    }
    assertThat(world.account(1).earnedNano()).isEqualTo(held);
  }
}
