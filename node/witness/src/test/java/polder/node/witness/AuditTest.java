package polder.node.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import polder.adapters.engine.InProcessEngine;
import polder.epoch.EpochEngine;
import polder.epoch.EpochHeader;
import polder.epoch.OutcomeCodec;
import polder.epoch.OutcomeLeaf;
import polder.epoch.SealedEpoch;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.SignedHeader;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.merkle.StateTree;
import polder.protocol.message.Message;

/** An honest archive gives the same roots; whatever somebody changes in it is named. */
class AuditTest {
  private static final SmallWorld WORLD = SmallWorld.sealed();
  private static final Anchor NODE = new Anchor.Signatures(WORLD.node.id());

  private static AuditReport audit(Files archive, long first, long last, Anchor anchor) {
    return audit(archive, first, last, anchor, false);
  }

  private static AuditReport audit(
      Files archive, long first, long last, Anchor anchor, boolean fromGenesis) {
    try {
      return new Audit(new EpochArchive(archive), SmallWorld.RULES, EpochEngine.SEQUENTIAL)
          .run(
              new Audit.Request(first, last, anchor, fromGenesis, SmallWorld.PROGRAM),
              (done, total) -> {});
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Difference differenceOf(Files archive) {
    return audit(archive, 0, SmallWorld.EPOCHS - 1, NODE).difference().orElseThrow();
  }

  @Test
  void anHonestArchiveGivesTheSameRootsInEveryRange() {
    for (long first = 0; first < SmallWorld.EPOCHS; first++) {
      for (long last = first; last < SmallWorld.EPOCHS; last++) {
        AuditReport report = audit(WORLD.archive(), first, last, NODE);

        assertThat(report.difference()).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report.signers()).containsExactly(WORLD.node.id());
        assertThat(report.header()).contains(WORLD.sealed.get((int) last).header());
      }
    }
  }

  @Test
  void startsAtTheNearestSnapshotUnlessToldOtherwise() {
    AuditReport near = audit(WORLD.archive(), 4, 4, NODE);
    AuditReport all = audit(WORLD.archive(), 4, 4, NODE, true);

    assertThat(near.snapshotEpoch()).contains(2L);
    assertThat(near.epochs()).isEqualTo(2);
    assertThat(all.snapshotEpoch()).isEmpty();
    assertThat(all.epochs()).isEqualTo(5);
    assertThat(all.isSame()).isTrue();
  }

  @Test
  void theNumberOfThreadsDoesNotShow() throws IOException {
    try (InProcessEngine engine = new InProcessEngine(3)) {
      AuditReport report =
          new Audit(new EpochArchive(WORLD.archive()), SmallWorld.RULES, engine)
              .run(new Audit.Request(0, 6, NODE, true, SmallWorld.PROGRAM), (done, total) -> {});
      assertThat(report.isSame()).isTrue();
    }
  }

  @Test
  void saysThatAnotherProgramSealed() throws IOException {
    AuditReport report =
        new Audit(new EpochArchive(WORLD.archive()), SmallWorld.RULES, EpochEngine.SEQUENTIAL)
            .run(new Audit.Request(0, 6, NODE, false, Hash.ZERO), (done, total) -> {});

    assertThat(report.isSame()).isTrue();
    assertThat(report.notes()).singleElement().asString().contains("another version");
  }

  @Test
  void aFlippedByteOfEvidenceIsFoundInItsFile() {
    flip(1_000, 29);
  }

  @Test
  @Tag("full")
  void everyFlippedByteOfEvidenceIsFoundInItsFile() {
    assertThat(flip(0, 1)).isGreaterThan(10_000);
  }

  /** Flips every byte of small files and, of larger ones, one in {@code stride}. */
  private static int flip(int small, int stride) {
    Files honest = WORLD.archive();
    int flipped = 0;
    for (Map.Entry<String, Bytes> file : honest.files().entrySet()) {
      if (file.getKey().equals(ArchivePaths.LATEST)) {
        continue;
      }
      long epoch = epochOf(file.getKey());
      for (int at = 0;
          at < file.getValue().size();
          at += file.getValue().size() <= small ? 1 : stride) {
        byte[] changed = file.getValue().toArray();
        changed[at] ^= (byte) (1 << (at % 8));
        Optional<Difference> difference =
            audit(honest.with(file.getKey(), Bytes.wrap(changed)), epoch, epoch, NODE).difference();
        assertThat(difference).as("%s at %d", file.getKey(), at).isPresent();
        assertThat(difference.get().file()).as("at %d", at).isEqualTo(file.getKey());
        assertThat(difference.get().kind()).isEqualTo(Difference.Kind.CHANGED);
        flipped++;
      }
    }
    return flipped;
  }

  /** The epoch of a file, or one in which it is read. */
  private static long epochOf(String path) {
    if (path.startsWith("manifests/")) {
      return 0;
    }
    String name = path.substring(path.indexOf('/') + 1);
    return Long.parseLong(name.substring(0, name.indexOf('-')));
  }

  @Test
  void aFlippedByteNamesTheMessage() throws IOException {
    List<Bytes> inputs = new EpochArchive(WORLD.archive()).inputs(header(1));
    byte[] changed = concat(inputs).toArray();
    int third = inputs.get(0).size() + inputs.get(1).size();
    changed[third + inputs.get(2).size() - 1] ^= 1;
    String path = ArchivePaths.inputs(1, 0);

    assertThat(differenceOf(WORLD.archive().with(path, Bytes.wrap(changed))).summary())
        .contains(path, "message 2", Message.decode(inputs.get(2).toArray()).id().toHex())
        .contains("signature");
  }

  @Test
  void aMissingFileIsToldFromAChangedOne() {
    for (String path : List.of(ArchivePaths.inputs(1, 0), ArchivePaths.header(1, 0))) {
      Difference difference = differenceOf(WORLD.archive().without(path));

      assertThat(difference.kind()).isEqualTo(Difference.Kind.MISSING);
      assertThat(difference.file()).isEqualTo(path);
    }
  }

  @Test
  void aDroppedMessageIsFound() throws IOException {
    List<Bytes> inputs = new ArrayList<>(new EpochArchive(WORLD.archive()).inputs(header(1)));
    inputs.remove(1);
    String path = ArchivePaths.inputs(1, 0);

    Difference difference = differenceOf(WORLD.archive().with(path, concat(inputs)));

    assertThat(difference.file()).isEqualTo(path);
    assertThat(difference.summary()).contains("holds 3 messages, its header says 4");
  }

  @Test
  void swappedHeadersAreFound() {
    Files honest = WORLD.archive();
    String one = ArchivePaths.header(3, 0);
    String other = ArchivePaths.header(4, 0);

    Difference difference =
        differenceOf(honest.with(one, honest.get(other)).with(other, honest.get(one)));

    assertThat(difference.file()).isIn(one, other);
    assertThat(difference.summary()).contains("is the header of epoch");
  }

  @Test
  void ofSeveralAttemptsItTakesTheOneThatWasBuiltOn() {
    Files twice = WORLD.archive().with(WORLD.again(3, 1));

    assertThat(audit(twice, 3, 3, NODE).header()).contains(header(3));
    assertThat(audit(twice, 0, 6, NODE).isSame()).isTrue();
  }

  @Test
  void ofTheLastEpochItTakesTheAttemptThatTheArchivePointsAt() {
    Files twice =
        WORLD
            .archive()
            .with(WORLD.again(6, 1))
            .with(ArchivePaths.LATEST, EpochArchive.pointer(new EpochArchive.Position(6, 1)));

    AuditReport report = audit(twice, 6, 6, NODE);
    assertThat(report.isSame()).isTrue();
    assertThat(report.header().orElseThrow().attempt()).isEqualTo(1);
  }

  @Test
  void aBrokenHeaderIsNamedWithItsOwnEpoch() {
    String path = ArchivePaths.header(2, 0);
    byte[] changed = WORLD.archive().get(path).toArray();
    changed[changed.length - 1] ^= 1;

    Difference difference = differenceOf(WORLD.archive().with(path, Bytes.wrap(changed)));

    assertThat(difference.file()).isEqualTo(path);
    assertThat(difference.epoch()).isEqualTo(2);
  }

  @Test
  void anotherNodesSignatureIsRefused() {
    Anchor other = new Anchor.Signatures(DeviceKey.ed25519(SmallWorld.seed(77)).id());

    assertThat(audit(WORLD.archive(), 2, 2, other).difference().orElseThrow().summary())
        .contains("is signed by", WORLD.node.id().did());
    assertThat(audit(WORLD.archive(), 2, 2, new Anchor.SelfConsistent()).isSame()).isTrue();
  }

  @Test
  void aWeightThatWasAlteredConsistentlyIsNamedWithItsGroup() {
    int epoch = 3;
    List<OutcomeLeaf> outcome = new ArrayList<>(WORLD.sealed.get(epoch).outcome());
    OutcomeLeaf.Reward mine = reward(epoch, 1);
    outcome.replaceAll(
        leaf -> leaf.equals(mine) ? Forged.withWeight(mine, 2 * mine.weight()) : leaf);
    Files forged = reseal(epoch, outcome, WORLD.sealed.get(epoch).after());

    AuditReport report = audit(forged, 0, 6, NODE);
    Difference difference = report.difference().orElseThrow();

    assertThat(difference.kind()).isEqualTo(Difference.Kind.DIFFERS);
    assertThat(difference.epoch()).isEqualTo(epoch);
    assertThat(difference.subject())
        .isEqualTo(
            new Difference.Subject(SmallWorld.NETWORK, mine.group().text(), WORLD.device(1).did()));
    assertThat(difference.details())
        .contains(
            "weight is " + 2 * mine.weight() + " in the archive, computed is " + mine.weight());
    assertThat(difference.messages()).isEqualTo(mine.evidence()).isNotEmpty();
    assertThat(report.epochs()).isEqualTo(epoch);
  }

  @Test
  void theAlteredWeightIsNamedAlsoWhenItsConsequencesForOthersAreForged() {
    int epoch = 3;
    OutcomeLeaf.Reward mine = reward(epoch, 2);
    List<OutcomeLeaf> outcome = new ArrayList<>(WORLD.sealed.get(epoch).outcome());
    outcome.replaceAll(leaf -> {
      if (!(leaf instanceof OutcomeLeaf.Reward reward)) {
        return leaf;
      }
      OutcomeLeaf.Reward changed =
          reward.equals(mine) ? Forged.withWeight(mine, mine.weight() + 10) : reward;
      return withTotal(changed, changed.totalWeight() + 10);
    });

    Difference difference =
        audit(reseal(epoch, outcome, WORLD.sealed.get(epoch).after()), 0, 6, NODE)
            .difference()
            .orElseThrow();

    assertThat(difference.subject().device()).isEqualTo(WORLD.device(2).did());
    assertThat(difference.details()).anyMatch(detail -> detail.startsWith("weight is"));
  }

  @Test
  void aStateThatWasAlteredConsistentlyIsNamed() {
    int epoch = 2;
    StateTree state = WORLD.sealed.get(epoch).after().copy();
    Bytes key = polder.epoch.StateEntry.account(WORLD.owners.get(3));
    state.apply(new TreeMap<>(Map.of(key, Optional.of(Bytes.fromHex("831903e80001")))));

    Difference difference =
        audit(reseal(epoch, WORLD.sealed.get(epoch).outcome(), state), 0, 6, NODE)
            .difference()
            .orElseThrow();

    assertThat(difference.epoch()).isEqualTo(epoch);
    assertThat(difference.summary()).contains("the state differs");
    assertThat(difference.details())
        .anyMatch(detail -> detail.contains("account " + WORLD.owners.get(3)));
  }

  @Test
  void aForgedRegistrationIsNamed() {
    int epoch = 3;
    List<OutcomeLeaf> outcome = new ArrayList<>(WORLD.sealed.get(epoch).outcome());
    outcome.add(
        0,
        new OutcomeLeaf.Registration(
            SmallWorld.NETWORK,
            WORLD.owners.get(0),
            Hash.ZERO,
            "enrol",
            WORLD.stranger.id().did()));

    Difference difference =
        audit(reseal(epoch, outcome, WORLD.sealed.get(epoch).after()), 0, 6, NODE)
            .difference()
            .orElseThrow();

    assertThat(difference.summary())
        .contains("the registration by message", "does not follow from the messages");
    assertThat(difference.messages()).containsExactly(Hash.ZERO);
  }

  @Test
  void aRewardThatWasLeftOutIsNamed() {
    int epoch = 1;
    List<OutcomeLeaf> outcome = new ArrayList<>(WORLD.sealed.get(epoch).outcome());
    outcome.remove(reward(epoch, 3));

    Difference difference =
        audit(reseal(epoch, outcome, WORLD.sealed.get(epoch).after()), 0, 6, NODE)
            .difference()
            .orElseThrow();

    assertThat(difference.summary()).contains("lacks the reward of " + WORLD.device(3).did());
  }

  @Test
  void somebodyElsesForgeryIsFoundEvenWithoutTrustedKeys() {
    List<OutcomeLeaf> outcome = new ArrayList<>(WORLD.sealed.get(4).outcome());
    OutcomeLeaf.Reward mine = reward(4, 0);
    outcome.replaceAll(leaf -> leaf.equals(mine) ? Forged.withWeight(mine, 1) : leaf);

    assertThat(
            audit(
                    reseal(4, outcome, WORLD.sealed.get(4).after()),
                    4,
                    4,
                    new Anchor.SelfConsistent())
                .isSame())
        .isFalse();
  }

  private static EpochHeader header(int epoch) {
    return WORLD.sealed.get(epoch).header();
  }

  static OutcomeLeaf.Reward reward(int epoch, int device) {
    for (OutcomeLeaf leaf : WORLD.sealed.get(epoch).outcome()) {
      if (leaf instanceof OutcomeLeaf.Reward reward
          && reward.device().equals(WORLD.device(device))) {
        return reward;
      }
    }
    throw new AssertionError("no reward");
  }

  /** The archive with another outcome of one epoch, everything hashed and signed to fit. */
  private static Files reseal(int epoch, List<OutcomeLeaf> outcome, StateTree after) {
    List<Bytes> lines = outcome.stream().map(OutcomeCodec::encode).toList();
    EpochHeader old = header(epoch);
    EpochHeader forged = Forged.withOutcome(old, lines, after.root());
    SealedEpoch sealed =
        new SealedEpoch(
            forged,
            WORLD.sealed.get(epoch).events(),
            WORLD.sealed.get(epoch).links(),
            WORLD.sealed.get(epoch).inputs(),
            lines,
            WORLD.sealed.get(epoch).counts(),
            List.of(),
            new TreeMap<>(),
            after);
    Files files = WORLD.archive().with(archived(sealed));
    Hash previous = forged.hash();
    for (int next = epoch + 1; next < SmallWorld.EPOCHS; next++) {
      EpochHeader chained = Forged.withPrevious(header(next), previous);
      files =
          files.with(ArchivePaths.header(next, 0), SignedHeader.sign(chained, WORLD.node).encode());
      previous = chained.hash();
    }
    return files;
  }

  private static SortedMap<String, Bytes> archived(SealedEpoch sealed) {
    long epoch = sealed.header().epoch();
    return SmallWorld.joined(
        EpochArchive.files(
            sealed,
            SignedHeader.sign(sealed.header(), WORLD.node),
            WORLD.manifests,
            (epoch + 1) % 3 == 0));
  }

  private static OutcomeLeaf.Reward withTotal(OutcomeLeaf.Reward old, long total) {
    return new OutcomeLeaf.Reward(
        old.network(),
        old.group(),
        old.device(),
        old.owner(),
        old.weight(),
        total,
        old.poolNano(),
        old.paidNano(),
        old.amountNano(),
        old.held(),
        old.factors(),
        old.reasons(),
        old.assessments(),
        old.evidence());
  }

  private static Bytes concat(List<Bytes> items) {
    Bytes all = Bytes.EMPTY;
    for (Bytes item : items) {
      all = all.concat(item);
    }
    return all;
  }
}
