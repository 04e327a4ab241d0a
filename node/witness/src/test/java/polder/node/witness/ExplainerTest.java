package polder.node.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import polder.epoch.EpochEngine;
import polder.epoch.OutcomeLeaf;
import polder.networks.Assessment.Verdict;
import polder.networks.sensors.SensorsKind;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.KeyAction;

/** Rewards explain themselves, zero included, and stay explained. */
class ExplainerTest {
  private static final SmallWorld WORLD = SmallWorld.sealed();

  private static Explainer explainer(Files files) {
    return explainer(files, WORLD);
  }

  private static Explainer explainer(Files files, SmallWorld world) {
    EpochArchive archive = new EpochArchive(files);
    return new Explainer(
        archive,
        new HeaderChain(archive, new Anchor.Signatures(world.node.id())),
        new Reexecution(archive, SmallWorld.RULES, EpochEngine.SEQUENTIAL));
  }

  private static Explanation explain(int device, long epoch) throws IOException {
    return explainer(WORLD.archive()).explain(WORLD.device(device), epoch);
  }

  @Test
  void theAmountsOfAllExplanationsAddUpToWhatTheEpochPaid() throws IOException {
    for (int epoch = 0; epoch < SmallWorld.EPOCHS; epoch++) {
      long sum = 0;
      for (int device = 0; device < SmallWorld.DEVICES; device++) {
        sum += explain(device, epoch).amountNano();
      }
      assertThat(sum).isEqualTo(WORLD.sealed.get(epoch).header().paidNano());
    }
    assertThat(WORLD.sealed.get(1).header().paidNano()).isPositive();
  }

  @Test
  void namesEveryReadingAndProvesItsMessage() throws IOException {
    Explanation explanation = explain(1, 2);
    OutcomeLeaf.Reward reward = explanation.rewards().getFirst().leaf();

    assertThat(explanation.sent()).hasSize(1);
    assertThat(reward.assessments()).hasSize(1);
    assertThat(reward.evidence()).contains(explanation.sent().getFirst().message().id());
    assertThat(explanation.evidence())
        .isNotEmpty()
        .allSatisfy(evidence -> assertThat(evidence.found()).isPresent());
    assertThat(explanation.enrolments()).isEmpty();
  }

  @Test
  void aRewardOfZeroHasItsReasons() throws IOException {
    Explanation outlier = explain(2, 2);
    OutcomeLeaf.Reward reward = outlier.rewards().getFirst().leaf();

    assertThat(reward.assessments())
        .anyMatch(assessment -> assessment.verdict() == Verdict.REJECTED);
    assertThat(reward.reasons()).contains("neighbours");
  }

  @Test
  void aCarriedReadingIsFoundInTheEpochThatItWasSentIn() throws IOException {
    Explanation silent = explain(3, 3);

    assertThat(silent.sent()).isEmpty();
    assertThat(silent.rewards()).hasSize(1);
    assertThat(silent.evidence())
        .singleElement()
        .satisfies(
            evidence -> assertThat(evidence.found()).map(Explanation.Place::epoch).contains(2L));
  }

  @Test
  void refusedMessagesAreThereWithTheirReason() throws IOException {
    Explanation repeated = explain(1, 4);

    assertThat(repeated.sent())
        .hasSize(2)
        .anySatisfy(sent ->
            assertThat(sent.refusal())
                .hasValueSatisfying(
                    refusal -> assertThat(refusal.reason()).isEqualTo("old_sequence")));
  }

  @Test
  void aStrangerIsToldThatNothingEnrolledIt() throws IOException {
    Explanation stranger = explainer(WORLD.archive()).explain(WORLD.stranger.id(), 4);

    assertThat(stranger.rewards()).isEmpty();
    assertThat(stranger.amountNano()).isZero();
    assertThat(stranger.sent().getFirst().refusal().orElseThrow().reason())
        .isEqualTo("not_enrolled");
    assertThat(stranger.enrolments())
        .singleElement()
        .satisfies(enrolment -> assertThat(enrolment.entry()).isEmpty());
  }

  @Test
  void staysTheSameAfterTheDeviceChangedHands() throws IOException {
    Files before = WORLD.archive();
    for (int epoch = 3; epoch < SmallWorld.EPOCHS; epoch++) {
      before =
          before
              .without(ArchivePaths.header(epoch, 0))
              .without(ArchivePaths.inputs(epoch, 0))
              .without(ArchivePaths.outcome(epoch, 0));
    }
    Explanation then = explainer(before).explain(WORLD.device(0), 2);
    Explanation now = explain(0, 2);

    assertThat(now.rewards()).isEqualTo(then.rewards());
    assertThat(now.evidence()).isEqualTo(then.evidence());
    assertThat(now.rewards().getFirst().leaf().owner()).isEqualTo(WORLD.owners.get(0));
    assertThat(explain(0, 4).rewards().getFirst().leaf().owner()).isEqualTo(WORLD.owners.get(1));
    assertThat(explain(0, 3).events())
        .anySatisfy(event -> assertThat(event.leaf()).isInstanceOf(OutcomeLeaf.Registration.class));
  }

  @Test
  void aDeviceIsFoundByAnyUniqueEndOfItsName() throws IOException {
    Explainer explainer = explainer(WORLD.archive());
    DeviceId device = WORLD.device(2);
    String did = device.did();

    assertThat(explainer.find(did, 1)).containsExactly(device);
    assertThat(explainer.find(did.substring(did.length() - 8), 1)).containsExactly(device);
    assertThat(explainer.find(did.substring("did:key:".length(), 24), 1)).containsExactly(device);
    assertThat(explainer.find("z6Mk", 1)).hasSize(SmallWorld.DEVICES);
    assertThat(explainer.find("nobody", 1)).isEmpty();
  }

  @Test
  void everyReasonThatIsGivenHasWords() {
    SortedSet<String> given = new TreeSet<>();
    WORLD.sealed.forEach(epoch ->
        epoch
            .outcome()
            .forEach(leaf -> {
              if (leaf instanceof OutcomeLeaf.Reward reward) {
                given.addAll(reward.reasons());
                reward
                    .assessments()
                    .forEach(assessment ->
                        assessment.findings().forEach(finding -> given.add(finding.check())));
              } else if (leaf instanceof OutcomeLeaf.Refusal refusal) {
                given.add(refusal.reason());
              }
            }));

    assertThat(given).isNotEmpty();
    given.addAll(List.of("cell_cap", "late", "step"));
    Reasons reasons = new Reasons(List.of(new SensorsKind()));
    assertThat(given)
        .allSatisfy(
            code -> assertThat(reasons.of(WORLD.manifests, SmallWorld.NETWORK, code)).isPresent());
    assertThat(reasons.of(WORLD.manifests, "another", "old_sequence")).isPresent();
    assertThat(reasons.of(WORLD.manifests, "another", "step")).isEmpty();
  }

  /** Under its new key a device is the same: asked for by either, it is explained by its name. */
  @Test
  void aRotatedDeviceIsExplainedByWhatItSignsNow() throws IOException {
    SmallWorld world = SmallWorld.sealed();
    DeviceKey next = DeviceKey.ed25519(SmallWorld.seed(60));
    world.next(rotation(world, 9, world.device(2), next));
    DeviceMessage report =
        SmallWorld.reading(next, 1, SmallWorld.GENESIS + 8 * SmallWorld.EPOCH + 20_000, "12.5");
    DeviceMessage stale =
        SmallWorld.reading(
            world.devices.get(2), 99, SmallWorld.GENESIS + 8 * SmallWorld.EPOCH, "12.5");
    world.next(report, stale);

    for (DeviceId asked : List.of(world.device(2), next.id())) {
      Explanation explanation =
          explainer(world.archive(), world).explain(asked, world.sealed.size() - 1);
      assertThat(explanation.device()).isEqualTo(world.device(2));
      assertThat(explanation.rewards().getFirst().leaf().weight()).isPositive();
      assertThat(explanation.sent())
          .extracting(sent -> sent.refusal().map(OutcomeLeaf.Refusal::reason).orElse(""))
          .containsExactlyInAnyOrder("", "key_replaced");
      assertThat(explanation.evidence())
          .isNotEmpty()
          .allSatisfy(evidence -> assertThat(evidence.found()).isPresent());
    }
  }

  /** What it signed between two rotations was with a key that is neither its name nor its key. */
  @Test
  void whatADeviceSignedWithAnyOfItsKeysIsFound() throws Exception {
    SmallWorld world = SmallWorld.sealed();
    DeviceKey second = DeviceKey.ed25519(SmallWorld.seed(60));
    DeviceKey third = DeviceKey.ed25519(SmallWorld.seed(61));
    world.next(rotation(world, 9, world.device(2), second));
    DeviceMessage report =
        SmallWorld.reading(second, 1, SmallWorld.GENESIS + 8 * SmallWorld.EPOCH + 20_000, "12.5");
    world.next(report);
    world.next(rotation(world, 10, second.id(), third));

    for (DeviceId asked : List.of(world.device(2), second.id(), third.id())) {
      Explanation explanation = explainer(world.archive(), world).explain(asked, 9);
      assertThat(explanation.device()).isEqualTo(world.device(2));
      assertThat(explanation.evidence())
          .filteredOn(evidence -> evidence.message().equals(report.id()))
          .singleElement()
          .satisfies(
              evidence -> assertThat(evidence.found()).map(Explanation.Place::epoch).contains(8L));
    }
  }

  private static AccountMessage rotation(
      SmallWorld world, long sequence, DeviceId device, DeviceKey next) {
    KeyAction.Rotate bare = KeyAction.Rotate.unsigned(SmallWorld.NETWORK, device, next.id());
    Bytes statement =
        AccountMessage.rotationStatement(
            world.manifests.deployment(), world.owners.get(2), sequence, bare);
    return new AccountMessage.Draft(
            world.owners.get(2), sequence, bare.signed(statement, next, Optional.empty()))
        .sign(SmallWorld.seed(13), world.manifests.deployment());
  }

  @Test
  void aCloneIsExplainedWithItsProofAndWithWhatToDo() throws IOException {
    SmallWorld world = SmallWorld.sealed();
    long time = SmallWorld.GENESIS + 7 * SmallWorld.EPOCH + 20_000;
    DeviceMessage one = SmallWorld.reading(world.devices.get(2), 50, time, "12.5");
    DeviceMessage other = SmallWorld.reading(world.devices.get(2), 50, time, "12.6");
    world.next(one, other);

    Explanation seen = explainer(world.archive(), world).explain(world.device(2), 7);
    assertThat(seen.amountNano()).isZero();
    assertThat(seen.sent())
        .hasSize(2)
        .allSatisfy(
            sent -> assertThat(sent.refusal().map(OutcomeLeaf.Refusal::reason)).contains("cloned"));
    assertThat(seen.rewards())
        .allSatisfy(line -> assertThat(line.leaf().reasons()).containsExactly("cloned"));
    assertThat(
            new Reasons(List.of(new SensorsKind()))
                .of(world.manifests, SmallWorld.NETWORK, "cloned")
                .orElseThrow()
                .remedy())
        .contains("polder device rotate")
        .contains("polder device resolve");
  }
}
