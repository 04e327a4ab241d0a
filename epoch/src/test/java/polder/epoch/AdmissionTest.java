package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import polder.networks.Samples;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Value;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;

class AdmissionTest {
  private static final DeviceKey ANN = Samples.device(1);
  private static final DeviceKey BEN = Samples.device(2);
  private static final DeviceKey EVE = Samples.device(66);

  private EpochWorld world = new EpochWorld();

  @BeforeEach
  void enrolTwo() {
    world.say(world.enrol(1, ANN, Optional.empty()), world.enrol(2, BEN, Optional.empty()));
    assertThat(EpochWorld.refusals(world.close())).isEmpty();
  }

  private static long weight(SealedEpoch sealed, DeviceKey device) {
    return EpochWorld.lines(sealed, OutcomeLeaf.Reward.class).stream()
        .filter(reward -> reward.device().equals(device.id()))
        .mapToLong(OutcomeLeaf.Reward::weight)
        .sum();
  }

  @Test
  void aDeviceIsHeardInTheEpochInWhichItIsEnrolled() {
    DeviceKey late = Samples.device(3);
    // Said before the enrolment: the order of arrival is no order.
    world.say(world.order(late, "a", "work", 7));
    world.say(world.enrol(3, late, Optional.empty()));

    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.refusals(sealed)).isEmpty();
    assertThat(weight(sealed, late)).isEqualTo(7);
  }

  @Test
  void sequencesGrowAndMayHaveGaps() {
    world.say(EpochWorld.order(ANN, 5, new ToyKind.Order("a", "work", 1)));
    world.close();
    world.say(
        EpochWorld.order(ANN, 5, new ToyKind.Order("a", "work", 1)),
        EpochWorld.order(ANN, 4, new ToyKind.Order("a", "work", 100)),
        EpochWorld.order(ANN, 9, new ToyKind.Order("a", "work", 1_000)),
        EpochWorld.order(ANN, 8, new ToyKind.Order("a", "work", 10_000)));

    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.refusals(sealed)).containsExactly("old_sequence", "old_sequence");
    assertThat(weight(sealed, ANN)).isEqualTo(11_000);
  }

  @Test
  void theSameMessageTwiceCountsOnce() {
    DeviceMessage message = world.order(ANN, "a", "work", 3);
    world.say(message, message, message);

    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.refusals(sealed)).containsExactly("duplicate", "duplicate");
    assertThat(weight(sealed, ANN)).isEqualTo(3);

    world.say(message);
    assertThat(EpochWorld.refusals(world.close())).containsExactly("old_sequence");
  }

  @Test
  void whatOthersForgeHarmsNobody() {
    DeviceMessage good = world.order(ANN, "a", "work", 3);
    world.say(good);
    long without = weight(world.attempt(0), ANN);

    Bytes payload = new ToyKind.Order("a", "work", 9).encode();
    for (long sequence : List.of(1L, 2L, 99L, Long.MAX_VALUE)) {
      DeviceMessage.Draft draft =
          new DeviceMessage.Draft(EpochWorld.TOYS, sequence, Optional.empty(), 60, payload);
      world.say(draft.unsigned(ANN.id()));
    }
    // The good message itself with a bad signature, whose id is that of the good one.
    world.say(
        new DeviceMessage.Draft(
                good.network(), good.sequence(), good.via(), good.contentType(), good.payload())
            .unsigned(ANN.id()));
    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.refusals(sealed)).hasSize(5).containsOnly("bad_signature");
    assertThat(weight(sealed, ANN)).isEqualTo(without).isEqualTo(3);
    world.say(world.order(ANN, "a", "work", 4));
    assertThat(weight(world.close(), ANN)).isEqualTo(4);
  }

  @Test
  void tooManyMessagesOfOneSenderAreRefusedAndThoseOfOthersAreNot() {
    world = small(3);
    enrolTwo();
    for (int i = 0; i < 5; i++) {
      world.say(world.order(ANN, "a", "work", 1));
    }
    for (int i = 0; i < 3; i++) {
      world.say(world.order(BEN, "a", "work", 1));
    }
    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.refusals(sealed)).containsExactly("too_many", "too_many");
    assertThat(weight(sealed, ANN)).isEqualTo(3);
    assertThat(weight(sealed, BEN)).isEqualTo(3);
  }

  @Test
  void forgedAndRepeatedMessagesDoNotUseUpASendersNumber() {
    world = small(2);
    enrolTwo();
    Bytes payload = new ToyKind.Order("a", "work", 9).encode();
    DeviceMessage first = world.order(ANN, "a", "work", 1);
    for (int i = 0; i < 20; i++) {
      world.say(
          new DeviceMessage.Draft(EpochWorld.TOYS, 1 + i, Optional.empty(), i, payload)
              .unsigned(ANN.id()));
      world.say(first);
    }
    world.say(world.order(ANN, "a", "work", 2));

    assertThat(weight(world.close(), ANN)).isEqualTo(3);
  }

  private static EpochWorld small(int messagesPerEpoch) {
    Value.Table deployment =
        Samples.with(EpochWorld.deployment(), "messages_per_epoch", messagesPerEpoch);
    return new EpochWorld(EpochEngine.SEQUENTIAL, deployment, EpochWorld.toys());
  }

  @Test
  void strangersAndStrangeNetworksAreRefused() {
    DeviceMessage elsewhere =
        new DeviceMessage.Draft("nowhere", 1, Optional.empty(), 60, Bytes.EMPTY).sign(ANN);
    world.say(world.order(EVE, "a", "work", 1), elsewhere);
    world.say(world.act(1, new Action.FundPurse("nowhere", "a", 1)));

    assertThat(EpochWorld.refusals(world.close()))
        .containsExactlyInAnyOrder("not_enrolled", "unknown_network", "unknown_network");
  }

  @Test
  void aDeviceSpeaksThroughWhomItWasEnrolledWith() {
    DeviceKey cheap = Samples.device(3);
    world.say(world.enrol(3, cheap, Optional.empty(), Optional.of("airrohr")));
    world.close();
    Bytes payload = new ToyKind.Order("a", "work", 1).encode();
    world.say(
        new DeviceMessage.Draft(EpochWorld.TOYS, 1, Optional.of("airrohr"), 60, payload)
            .sign(cheap),
        new DeviceMessage.Draft(EpochWorld.TOYS, 2, Optional.of("other"), 60, payload).sign(cheap),
        new DeviceMessage.Draft(EpochWorld.TOYS, 3, Optional.empty(), 60, payload).sign(cheap),
        new DeviceMessage.Draft(EpochWorld.TOYS, 1, Optional.of("airrohr"), 60, payload).sign(ANN));

    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.refusals(sealed)).containsExactly("wrong_via", "wrong_via", "wrong_via");
    assertThat(weight(sealed, cheap)).isEqualTo(1);
  }

  @Test
  void whatIsNoMessageIsRefusedAndStandsLastInTheInputs() {
    DeviceMessage good = world.order(ANN, "a", "work", 1);
    Bytes garbage = Bytes.fromHex("00ff");
    world.sayBytes(garbage).sayBytes(Bytes.EMPTY).say(good);

    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.refusals(sealed)).containsExactly("malformed", "malformed");
    assertThat(sealed.inputs()).containsExactly(good.wire(), Bytes.EMPTY, garbage);
    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Refusal.class))
        .extracting(OutcomeLeaf.Refusal::message)
        .contains(Hash.sha256(garbage.toArray()));
  }

  @Test
  void whatTheKindRefusesIsRefusedWithItsReason() {
    world.say(world.order(ANN, "a", "work", 1L << 50), world.order(ANN, "no group!", "work", 1));

    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.refusals(sealed)).containsExactlyInAnyOrder("out_of_range", "malformed");
    assertThat(world.device(ANN).sequence()).isEqualTo(2);
  }

  @Test
  void anAccountsMessagesCountInTheOrderOfItsSequenceWhateverTheNetwork() {
    Value.Table other = Samples.network("another", "toy", Value.Table.empty());
    world =
        new EpochWorld(EpochEngine.SEQUENTIAL, EpochWorld.deployment(), EpochWorld.toys(), other);
    AccountMessage first = world.act(0, new Action.FundPurse("toys", "g", 100));
    AccountMessage second = world.act(0, new Action.FundPurse("another", "g", 100));
    world.say(second, first);

    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.refusals(sealed)).isEmpty();
    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Registration.class))
        .extracting(OutcomeLeaf.Registration::message)
        .containsExactly(first.id(), second.id());
  }

  @Test
  void anAccountsMessageWorksOnce() {
    AccountMessage fund = world.act(0, new Action.FundPurse("toys", "g", 100));
    world.say(fund, fund);
    assertThat(EpochWorld.refusals(world.close())).containsExactly("duplicate");
    world.say(fund);
    assertThat(EpochWorld.refusals(world.close())).containsExactly("old_sequence");

    assertThat(world.purse("g")).isEqualTo(100);
  }

  @Test
  void forgedAccountMessagesChangeNothing() {
    Action steal = new Action.Transfer(EpochWorld.TOYS, ANN.id(), Samples.account(66));
    AccountMessage forged =
        new AccountMessage.Draft(Samples.account(1), 9, steal)
            .sign(Samples.accountSecret(66), world.manifests().deployment());
    world.say(forged);

    assertThat(EpochWorld.refusals(world.close())).containsExactly("bad_signature");
    assertThat(world.device(ANN).sender().owner()).isEqualTo(Samples.account(1));
    assertThat(world.account(1).sequence()).isEqualTo(1);
  }

  @Test
  void everyMessageIsInTheInputsInCanonicalOrder() {
    DeviceMessage one = world.order(ANN, "a", "work", 1);
    DeviceMessage two = world.order(ANN, "a", "work", 2);
    AccountMessage fund = world.act(0, new Action.FundPurse("toys", "g", 100));
    world.say(two, fund, one, one);

    SealedEpoch sealed = world.close();

    assertThat(sealed.inputs()).hasSize(4);
    assertThat(sealed.header().inputsCount()).isEqualTo(4);
    assertThat(sealed.inputs().indexOf(one.wire())).isLessThan(sealed.inputs().indexOf(two.wire()));
  }
}
