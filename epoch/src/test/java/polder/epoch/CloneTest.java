package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import polder.networks.Contribution;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.KeyAction;

/** What shows that a key signs in two places, what does not, and what follows. */
class CloneTest {
  private static final DeviceKey ANN = Samples.device(1);
  private static final DeviceKey BEN = Samples.device(2);

  private final EpochWorld world = new EpochWorld();

  @BeforeEach
  void enrolTwo() {
    world.say(world.enrol(1, ANN, Optional.empty()), world.enrol(2, BEN, Optional.empty()));
    assertThat(EpochWorld.refusals(world.close())).isEmpty();
  }

  /** Work of weight 10 in group a; {@code previous} 0 names none. */
  private static DeviceMessage work(long sequence, long previous) {
    return work(sequence, previous, 10);
  }

  private static DeviceMessage work(long sequence, long previous, long weight) {
    DeviceMessage.Draft draft =
        new DeviceMessage.Draft(
            EpochWorld.TOYS,
            sequence,
            Optional.empty(),
            60,
            new ToyKind.Order("a", "work", weight).encode());
    return (previous == 0 ? draft : draft.after(previous)).sign(ANN);
  }

  private SealedEpoch close(DeviceMessage... messages) {
    world.say(messages);
    return world.close();
  }

  private static List<OutcomeLeaf.Reward> rewards(SealedEpoch sealed) {
    return EpochWorld.lines(sealed, OutcomeLeaf.Reward.class).stream()
        .filter(line -> line.device().equals(ANN.id()))
        .toList();
  }

  private KeyUse.Status status() {
    return world.device(ANN).use().status();
  }

  private void assertCloned(SealedEpoch sealed, int messages) {
    assertThat(EpochWorld.refusals(sealed)).hasSize(messages).containsOnly("cloned");
    assertThat(rewards(sealed)).isEmpty();
    assertThat(status()).isEqualTo(KeyUse.Status.CLONED);
    assertThat(world.device(ANN).use().sinceEpoch()).isEqualTo(world.epoch() - 1);
  }

  @Test
  void twoMessagesOfOneSequenceInAnEpochAreAFork() {
    assertCloned(close(work(5, 0, 1), work(5, 0, 2)), 2);
  }

  @Test
  void aSecondMessageOfTheLastSequenceIsAForkInAnyLaterEpoch() {
    close(work(5, 0, 1));
    close();

    assertCloned(close(work(5, 0, 2)), 1);
  }

  @Test
  void twoCopiesThatGoOnFromOneMessageAreAForkThoughTheirSequencesDiffer() {
    close(work(10, 0));

    assertCloned(close(work(11, 10), work(13, 11), work(12, 10)), 3);
  }

  @Test
  void aCopyThatDoesNotKnowWhatTheOtherSentInAnEarlierEpochIsAFork() {
    close(work(10, 0));
    close(work(11, 10));

    assertCloned(close(work(12, 10)), 1);
  }

  @Test
  void aCopyWhoseMessageComesAfterTheOthersLaterOneIsAForkToo() {
    close(work(10, 0));
    close(work(11, 10), work(15, 11));

    assertCloned(close(work(13, 10)), 1);
  }

  /** Whoever stole a key and not the folder knows no sequence: the device itself finds it out. */
  @Test
  void aThiefWhoNamesNoMessageBeforeIsFoundOutByTheDevicesNextMessage() {
    close(work(10, 0));
    close(work(12, 0));

    assertCloned(close(work(13, 10)), 1);
  }

  @Test
  void theWholeEpochOfACloneCountsForNothingAndCorroboratesNobody() {
    close(work(10, 0));
    ToyKind.Tally before = world.tally("watch");
    world.say(world.order(BEN, "a", "work", 30));

    SealedEpoch sealed = close(work(11, 10), work(12, 11), work(13, 10));

    assertCloned(sealed, 3);
    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Reward.class))
        .extracting(OutcomeLeaf.Reward::device, OutcomeLeaf.Reward::totalWeight)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(BEN.id(), 30L));
    assertThat(world.tally("watch").copies()).isEqualTo(before.copies() + 1);
    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Refusal.class))
        .extracting(OutcomeLeaf.Refusal::detail)
        .anySatisfy(detail -> assertThat(detail).contains("does not know of 12"));
  }

  @Test
  void aCloneCountsForNothingUntilItsOwnerResolvesIt() {
    close(work(10, 0));
    close(work(11, 10), work(12, 10));
    assertCloned2(close(work(13, 11), work(14, 12)));

    world.say(world.act(1, new KeyAction.Resolve(EpochWorld.TOYS, ANN.id(), 14)));
    SealedEpoch sealed = close(work(14, 12), work(20, 13));

    assertThat(EpochWorld.refusals(sealed)).containsExactly("old_sequence");
    assertThat(rewards(sealed)).extracting(OutcomeLeaf.Reward::weight).containsExactly(10L);
    assertThat(status()).isEqualTo(KeyUse.Status.ACTIVE);
  }

  private void assertCloned2(SealedEpoch sealed) {
    assertThat(EpochWorld.refusals(sealed)).containsExactly("cloned", "cloned");
    assertThat(rewards(sealed)).isEmpty();
  }

  /** What a clone said while it did not count can be read by everybody, and said again. */
  @Test
  void whatDidNotCountWhileItWasClonedCannotBeSaidAgainLater() {
    close(work(10, 0));
    close(work(11, 10), work(12, 10));
    DeviceMessage late = work(18, 12);
    close(late);
    world.say(world.act(1, new KeyAction.Resolve(EpochWorld.TOYS, ANN.id(), 0)));

    SealedEpoch sealed = close(late, work(20, 11));

    assertThat(EpochWorld.refusals(sealed)).containsExactly("old_sequence");
    assertThat(status()).isEqualTo(KeyUse.Status.ACTIVE);
  }

  @Test
  void aCopyThatStillRunsAfterItWasSaidToBeGoneIsFoundAgain() {
    close(work(10, 0));
    close(work(11, 10), work(12, 10));
    world.say(world.act(1, new KeyAction.Resolve(EpochWorld.TOYS, ANN.id(), 12)));

    assertCloned(close(work(21, 11), work(22, 12)), 2);
  }

  @Test
  void onlyTheOwnerCanResolve() {
    close(work(10, 0));
    close(work(11, 10), work(12, 10));
    world.say(world.act(2, new KeyAction.Resolve(EpochWorld.TOYS, ANN.id(), 12)));

    assertThat(EpochWorld.refusals(world.close())).containsExactly("not_owner");
    assertThat(status()).isEqualTo(KeyUse.Status.CLONED);
  }

  @Test
  void aForkBySomebodyElsesSignatureIsNone() {
    close(work(10, 0));
    DeviceMessage.Draft forged =
        new DeviceMessage.Draft(
            EpochWorld.TOYS, 10, Optional.empty(), 60, new ToyKind.Order("a", "work", 99).encode());
    world.say(forged.unsigned(ANN.id()));

    assertThat(EpochWorld.refusals(world.close())).containsExactly("bad_signature");
    assertThat(status()).isEqualTo(KeyUse.Status.ACTIVE);
  }

  /** Anybody can send again what they read in an archive. */
  @Test
  void whatIsSaidAgainBySomebodyElseIsNoFork() {
    List<DeviceMessage> said = new ArrayList<>();
    for (long sequence = 1; sequence <= 5; sequence++) {
      said.add(work(sequence * 10, (sequence - 1) * 10));
      close(said.getLast());
    }
    SealedEpoch sealed = close(said.toArray(DeviceMessage[]::new));

    assertThat(EpochWorld.refusals(sealed)).hasSize(5).containsOnly("old_sequence");
    assertThat(status()).isEqualTo(KeyUse.Status.ACTIVE);
  }

  @Test
  void aDeviceThatLostItsMemoryAndNamesNoneBeforeIsNoClone() {
    close(work(10, 0), work(11, 10));

    SealedEpoch sealed = close(work(20, 0), work(21, 20));

    assertThat(EpochWorld.refusals(sealed)).isEmpty();
    assertThat(status()).isEqualTo(KeyUse.Status.ACTIVE);
  }

  /** With a clock that is behind, its sequences fall between those that it does not remember. */
  @Test
  void aDeviceThatLostItsMemoryAndItsTimeIsNoClone() {
    close(work(10, 0), work(20, 10));

    SealedEpoch sealed = close(work(15, 0), work(16, 0), work(25, 0), work(26, 25));

    assertThat(EpochWorld.refusals(sealed)).containsExactly("old_sequence", "old_sequence");
    assertThat(status()).isEqualTo(KeyUse.Status.ACTIVE);
  }

  /**
   * One honest device on a bad line: of its messages some are lost, some come epochs later, some
   * twice or more, some are signed anew because they came too late. It is never called a clone.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anHonestDeviceIsNeverAClone(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<DeviceMessage> underWay = new ArrayList<>();
    long last = 0;
    for (int epoch = 0; epoch < 40; epoch++) {
      for (int i = random.nextInt(6); i > 0; i--) {
        long sequence = last + 1 + random.nextInt(3);
        underWay.add(work(sequence, last, random.nextInt(100)));
        last = sequence;
      }
      List<DeviceMessage> kept = new ArrayList<>();
      for (DeviceMessage message : underWay) {
        switch (random.nextInt(7)) {
          case 0 -> {}
          case 1 -> kept.add(message);
          case 3 -> {
            // What it measured stands in a new message, and the old one may come all the same.
            long sequence = last + 1;
            kept.add(work(sequence, last, random.nextInt(100)));
            last = sequence;
            if (random.nextBoolean()) {
              kept.add(message);
            }
          }
          case 2 -> {
            world.say(message, message);
            kept.add(message);
          }
          default -> world.say(message);
        }
      }
      underWay = kept;
      SealedEpoch sealed = world.close();

      assertThat(EpochWorld.refusals(sealed))
          .as("seed %d, epoch %d", seed, epoch)
          .isSubsetOf("duplicate", "old_sequence");
      assertThat(status()).isEqualTo(KeyUse.Status.ACTIVE);
    }
  }

  /** Two copies of one folder, on the same bad line: found out before each has said much. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void twoCopiesAreFoundOut(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    close(work(1_000, 0));
    long[] last = {1_000, 1_000};
    for (int epoch = 1; epoch <= 4; epoch++) {
      for (int copy = 0; copy < 2; copy++) {
        // Their clocks are apart, and never tell the same millisecond.
        long now = 1_000 + epoch * 1_000L + 2L * random.nextInt(400) + copy;
        world.say(work(now, last[copy]));
        last[copy] = now;
      }
      world.close();
    }
    assertThat(status()).as("seed %d", seed).isEqualTo(KeyUse.Status.CLONED);
    assertThat(world.device(ANN).use().sinceEpoch()).isEqualTo(2);
  }

  @Test
  void whatAGroupRemembersOfACloneCountsForNothingEither() {
    NetworkManifest toys = world.manifests().network(EpochWorld.TOYS).orElseThrow();
    StateDraft draft = clonedDraft();
    Reward reward = new Reward(toys, world.inputs(0), draft, EpochEngine.SEQUENTIAL);
    Counting counting = new Counting(toys, draft, new CredentialBook(world.inputs(0), draft));
    Contribution remembered =
        new Contribution(ANN.id(), 500_000, List.of(), List.of("no_report"), List.of(), List.of());
    NetworkEpoch.Weighed weighed =
        new NetworkEpoch.Weighed(
            new TreeMap<>(
                Map.of(
                    new GroupKey("a"),
                    new NetworkEpoch.Due(counting.of(List.of(remembered)), List.of(), List.of()))),
            List.of(),
            new TreeMap<>());

    OutcomeLeaf.Reward line =
        (OutcomeLeaf.Reward) OutcomeCodec.decode(reward.pay(weighed).getFirst().encoded());

    assertThat(line.reasons()).containsExactly("cloned");
    assertThat(line.weight()).isZero();
    assertThat(line.totalWeight()).isZero();
    assertThat(line.amountNano()).isZero();
  }

  private StateDraft clonedDraft() {
    close(work(10, 0));
    close(work(11, 10), work(12, 10));
    return new StateDraft(world.state());
  }
}
