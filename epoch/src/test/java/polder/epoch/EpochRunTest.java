package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import polder.networks.Factor;
import polder.networks.Samples;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.ManifestException;
import polder.protocol.merkle.MerkleFrontier;
import polder.protocol.merkle.StateTree;

class EpochRunTest {
  private static final DeviceKey ANN = Samples.device(1);
  private static final DeviceKey BEN = Samples.device(2);

  private final EpochWorld world = new EpochWorld();

  @BeforeEach
  void enrolTwo() {
    world.say(world.enrol(1, ANN, Optional.empty()), world.enrol(2, BEN, Optional.empty()));
    world.close();
  }

  @Test
  void anEpochWithoutInputIsSealedToo() {
    SealedEpoch sealed = new EpochWorld().close();

    assertThat(sealed.outcome()).isEmpty();
    assertThat(sealed.header().inputsRoot()).isEqualTo(root(List.of()));
    assertThat(sealed.header().outcomeRoot()).isEqualTo(root(List.of()));
    assertThat(sealed.header().identitiesRoot()).isEqualTo(root(List.of()));
    assertThat(sealed.header().identitiesCount()).isZero();
    assertThat(sealed.header().paidNano()).isZero();
    assertThat(sealed.header().previous()).isEqualTo(Hash.ZERO);

    Hash before = world.state().root();
    assertThat(world.close().header().stateRoot()).isEqualTo(before);
  }

  @Test
  void witnessCopiesReachTheWatchAndAreNotPaid() {
    world.say(world.order(ANN, "a", "work", 5), world.order(BEN, "b", "work", 5));
    SealedEpoch sealed = world.close();

    assertThat(world.tally("watch")).isEqualTo(new ToyKind.Tally(0, 2, 0, 1));
    assertThat(world.tally("a")).isEqualTo(new ToyKind.Tally(1, 0, 0, 1));
    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Reward.class)).hasSize(2);
  }

  @Test
  void notesAreReadOneEpochLaterAndOnce() {
    world.say(world.order(ANN, "a", "tell", 5), world.order(BEN, "a", "tell", 7));
    world.close();
    assertThat(world.tally("a.next")).isEqualTo(new ToyKind.Tally(0, 0, 0, 0));

    world.close();
    assertThat(world.tally("a.next")).isEqualTo(new ToyKind.Tally(0, 0, 12, 1));

    world.close();
    assertThat(world.tally("a.next")).isEqualTo(new ToyKind.Tally(0, 0, 12, 1));
  }

  @Test
  void theSummaryOfAllGroupsIsKnownOneEpochLater() {
    world.say(world.order(ANN, "a", "work", 1), world.order(BEN, "b", "work", 1));
    assertThat(seen(world.close())).containsOnly(0L);
    world.say(world.order(ANN, "a", "work", 1));
    assertThat(seen(world.close())).containsOnly(2L);
    world.say(world.order(ANN, "a", "work", 1));
    assertThat(seen(world.close())).containsOnly(1L);
    world.close();
    world.say(world.order(ANN, "a", "work", 1));
    assertThat(seen(world.close())).containsOnly(0L);
  }

  private static List<Long> seen(SealedEpoch sealed) {
    return EpochWorld.lines(sealed, OutcomeLeaf.Reward.class).stream()
        .flatMap(reward -> reward.factors().stream())
        .map(Factor::ppm)
        .toList();
  }

  @Test
  void aGroupWakesWhenItSaid() {
    world.say(world.order(ANN, "a", "wake", 2));
    world.close();
    for (long runs : List.of(1L, 1L, 2L, 2L)) {
      world.close();
      assertThat(world.tally("a").runs()).isEqualTo(runs);
    }
  }

  @Test
  void groupsOfOtherNetworksAreOtherGroups() {
    EpochWorld two =
        new EpochWorld(
            EpochEngine.SEQUENTIAL,
            EpochWorld.deployment(),
            EpochWorld.toys(),
            Samples.network("toys-2", "toy", Samples.table("limit", 9)));
    two.say(two.enrol(1, ANN, Optional.empty()), two.order(ANN, "a", "work", 99));
    SealedEpoch sealed = two.close();

    assertThat(EpochWorld.refusals(sealed)).isEmpty();
    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Reward.class)).hasSize(1);
    assertThat(two.state().range(StateKeys.groups("toys-2"))).isEmpty();
    assertThat(two.state().range(StateKeys.groups("toys"))).hasSize(2);
  }

  @Test
  void theStateBeforeIsNotChanged() {
    StateTree before = world.state();
    Hash root = before.root();
    world.say(world.order(ANN, "a", "work", 5));

    SealedEpoch sealed = world.close();

    assertThat(before.root()).isEqualTo(root);
    StateTree again = before.copy();
    again.apply(sealed.stateChanges(), StateTree.Parts.IN_TURN);
    assertThat(again.root()).isEqualTo(sealed.header().stateRoot());
    assertThat(sealed.after().root()).isEqualTo(sealed.header().stateRoot());
  }

  @Test
  void rootsAreOverWhatIsArchived() {
    world.say(world.order(ANN, "a", "work", 5), world.order(BEN, "no group!", "work", 5));
    SealedEpoch sealed = world.close();

    assertThat(root(sealed.inputs())).isEqualTo(sealed.header().inputsRoot());
    assertThat(root(sealed.outcomeBytes())).isEqualTo(sealed.header().outcomeRoot());
    assertThat(sealed.outcomeBytes().stream().map(OutcomeCodec::decode).toList())
        .isEqualTo(sealed.outcome());
    Bytes file = sealed.outcomeBytes().stream().reduce(Bytes.EMPTY, Bytes::concat);
    assertThat(Hash.sha256(file.toArray())).isEqualTo(sealed.header().outcomeFile());
  }

  private static Hash root(List<Bytes> items) {
    MerkleFrontier frontier = new MerkleFrontier();
    items.forEach(frontier::add);
    return frontier.root();
  }

  @Test
  void anotherAttemptHasAnotherSeedAndHeaderAndTheSameOutcome() {
    world.say(world.order(ANN, "a", "work", 5));
    SealedEpoch first = world.attempt(0);
    SealedEpoch second = world.attempt(1);

    assertThat(second.header().seed()).isNotEqualTo(first.header().seed());
    assertThat(second.header().hash()).isNotEqualTo(first.header().hash());
    assertThat(second.header().attempt()).isEqualTo(1);
    assertThat(second.header().inputsRoot()).isEqualTo(first.header().inputsRoot());
    assertThat(second.header().outcomeRoot()).isEqualTo(first.header().outcomeRoot());
    assertThat(second.header().stateRoot()).isEqualTo(first.header().stateRoot());
  }

  @Test
  void headersAreAChain() {
    SealedEpoch one = world.close();
    SealedEpoch two = world.close();

    assertThat(two.header().previous()).isEqualTo(one.header().hash());
    assertThat(two.header().epoch()).isEqualTo(one.header().epoch() + 1);
    assertThat(two.header().seed()).isNotEqualTo(one.header().seed());
    assertThat(EpochHeader.decode(two.header().encode())).isEqualTo(two.header());
  }

  @Test
  void anUnknownKindOrParameterIsNamed() {
    assertThatThrownBy(() ->
            new EpochWorld(
                    EpochEngine.SEQUENTIAL,
                    EpochWorld.deployment(),
                    Samples.with(EpochWorld.toys(), "kind", "gizmo"))
                .close())
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("kind must be one of toy");
    assertThatThrownBy(() ->
            new EpochWorld(
                    EpochEngine.SEQUENTIAL,
                    EpochWorld.deployment(),
                    Samples.with(EpochWorld.toys(), "parameters.limits", 1))
                .close())
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("parameters.limits");
  }
}
