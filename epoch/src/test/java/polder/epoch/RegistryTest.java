package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Value;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.Site;

class RegistryTest {
  private static final DeviceKey ANN = Samples.device(1);
  private static final DeviceKey EVE = Samples.device(66);

  private final EpochWorld world = new EpochWorld();

  @Test
  void enrolmentNeedsTheDevicesProof() {
    Action.Enrol bare =
        new Action.Enrol(
            EpochWorld.TOYS, ANN.id(), Optional.empty(), Optional.empty(), Bytes.EMPTY);
    world.say(world.act(1, bare));
    Action.Enrol byAnother =
        AccountMessage.proven(world.manifests().deployment(), Samples.account(1), 2, bare, EVE);
    world.say(world.act(1, byAnother));

    assertThat(EpochWorld.refusals(world.close()))
        .containsExactly("no_possession", "no_possession");
    assertThat(world.state().get(StateKeys.device(EpochWorld.TOYS, ANN.id()))).isEmpty();
  }

  @Test
  void aProofForOneOwnerIsWorthNothingForAnother() {
    AccountMessage enrolment = world.enrol(1, ANN, Optional.empty());
    world.say(world.sign(2, enrolment.sequence(), enrolment.action()));

    assertThat(EpochWorld.refusals(world.close())).containsExactly("no_possession");
  }

  @Test
  void anothersDeviceCannotBeEnrolledOrTransferred() {
    world.say(world.enrol(1, ANN, Optional.empty()));
    world.close();
    // Eve even holds the key.
    world.say(world.enrol(66, ANN, Optional.empty()));
    world.say(world.act(66, new Action.Transfer(EpochWorld.TOYS, ANN.id(), Samples.account(66))));
    world.say(world.act(66, new Action.Transfer(EpochWorld.TOYS, EVE.id(), Samples.account(66))));

    assertThat(EpochWorld.refusals(world.close()))
        .containsExactlyInAnyOrder("not_owner", "not_owner", "not_enrolled");
    assertThat(world.device(ANN).sender().owner()).isEqualTo(Samples.account(1));
  }

  @Test
  void aPlaceIsNoFinerThanTheManifestAllows() {
    Value.Table coarse = Samples.with(EpochWorld.toys(), "data.finest_place", "0.01");
    EpochWorld coarseWorld =
        new EpochWorld(EpochEngine.SEQUENTIAL, EpochWorld.deployment(), coarse);
    coarseWorld.say(coarseWorld.enrol(1, ANN, Samples.site(52_520_000, -13_410_000)));
    coarseWorld.say(coarseWorld.enrol(2, EVE, Samples.site(52_520_001, 13_410_000)));

    assertThat(EpochWorld.refusals(coarseWorld.close())).containsExactly("place_too_fine");
    assertThat(coarseWorld.device(ANN).sender().site())
        .isEqualTo(Samples.site(52_520_000, -13_410_000));
  }

  @Test
  void whoeverMovesADeviceStartsItsSeniorityAnew() {
    Optional<Site> here = Samples.site(52_000_000, 13_000_000);
    Optional<Site> there = Samples.site(53_000_000, 13_000_000);
    world.say(world.enrol(1, ANN, here));
    world.close();
    world.close();
    world.say(world.enrol(1, ANN, here));
    world.close();
    SenderRecord stayed = world.device(ANN).sender();
    assertThat(stayed.enrolledEpoch()).isZero();
    assertThat(stayed.movedAtMillis()).isEqualTo(SenderRecord.NEVER_MOVED);

    world.say(world.enrol(1, ANN, there));
    world.close();
    SenderRecord moved = world.device(ANN).sender();

    assertThat(moved.site()).isEqualTo(there);
    assertThat(moved.enrolledEpoch()).isEqualTo(3);
    assertThat(moved.movedAtMillis())
        .isEqualTo(Samples.window(3, EpochWorld.EPOCH_MILLIS).startMillis());
  }

  @Test
  void aTransferKeepsSequenceSiteAndSeniority() {
    Optional<Site> here = Samples.site(52_000_000, 13_000_000);
    world.say(world.enrol(1, ANN, here, Optional.of("airrohr")));
    world.close();
    world.say(world.act(1, new Action.Transfer(EpochWorld.TOYS, ANN.id(), Samples.account(2))));
    assertThat(EpochWorld.refusals(world.close())).isEmpty();

    SenderRecord sender = world.device(ANN).sender();
    assertThat(sender)
        .isEqualTo(new SenderRecord(ANN.id(), Samples.account(2), here, Optional.of("airrohr"), 0));

    world.say(world.act(1, new Action.Transfer(EpochWorld.TOYS, ANN.id(), Samples.account(1))));
    assertThat(EpochWorld.refusals(world.close())).containsExactly("not_owner");
  }

  @Test
  void purseFundingIsBoundedByTheBalance() {
    world.say(world.act(0, new Action.FundPurse(EpochWorld.TOYS, "g", 600_000_000_000L)));
    world.say(world.act(0, new Action.FundPurse(EpochWorld.TOYS, "g", 600_000_000_000L)));
    world.say(world.act(0, new Action.FundPurse(EpochWorld.TOYS, "no group!", 1)));
    world.say(world.act(1, new Action.FundPurse(EpochWorld.TOYS, "g", 1)));

    assertThat(EpochWorld.refusals(world.close()))
        .containsExactlyInAnyOrder("no_balance", "unknown_group", "no_balance");
    assertThat(world.purse("g")).isEqualTo(600_000_000_000L);
    assertThat(world.account(0).balanceNano()).isEqualTo(400_000_000_000L);
  }

  @Test
  void balancesOfGenesisAreThereOnce() {
    world.close();
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000_000_000_000L);
    world.close();
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000_000_000_000L);
    assertThat(world.account(1)).isEqualTo(AccountEntry.NEW);
  }
}
