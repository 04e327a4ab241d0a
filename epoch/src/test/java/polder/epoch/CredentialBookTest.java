package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.networks.Factor;
import polder.networks.Samples;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.credential.Credential;
import polder.protocol.credential.DateTimes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import polder.protocol.message.Action;

/** What trusted issuers say of devices changes what is paid, until it ends or is taken back. */
class CredentialBookTest extends CredentialScene {
  @Test
  void aCredentialMultipliesTheWeightFromTheEpochInWhichItIsShown() {
    EpochWorld world = world(term("weight", "1.1"));
    OutcomeLeaf.Reward before = work(world, WHOLE);
    assertThat(before.weight()).isEqualTo(WHOLE);
    assertThat(before.factors()).noneMatch(factor -> factor.name().equals("credential"));

    world.say(show(world, credential()), world.order(DEVICE, "a", "work", WHOLE));
    SealedEpoch sealed = world.close();
    OutcomeLeaf.Reward reward = EpochWorld.lines(sealed, OutcomeLeaf.Reward.class).getFirst();
    assertThat(reward.weight()).isEqualTo(1_100_000);
    assertThat(reward.factors()).contains(new Factor("credential", 1_100_000));
    assertThat(reward.amountNano()).isEqualTo(before.amountNano() * 11 / 10);
    OutcomeLeaf.Registration line =
        EpochWorld.lines(sealed, OutcomeLeaf.Registration.class).getFirst();
    assertThat(line.action()).isEqualTo("credential");
    assertThat(line.subject()).isEqualTo(DEVICE.id().did() + " " + TYPE);
    // It stays, and showing it once more changes nothing.
    world.say(show(world, credential()));
    assertThat(work(world, WHOLE).weight()).isEqualTo(1_100_000);
  }

  @Test
  void withoutACredentialAWeightIsCapped() {
    EpochWorld world = world(term("cap", "0.5"));
    OutcomeLeaf.Reward capped = work(world, 800_000);
    assertThat(capped.weight()).isEqualTo(500_000);
    assertThat(capped.reasons()).contains("credential_cap");
    assertThat(capped.factors()).contains(new Factor("credential_cap", 625_000));
    assertThat(work(world, 400_000).reasons()).doesNotContain("credential_cap");
    world.say(show(world, credential()));
    assertThat(work(world, 800_000).weight()).isEqualTo(800_000);
  }

  @Test
  void whereOneIsRequiredADeviceWithoutIsNotHeard() {
    EpochWorld world = world(term("required", true));
    world.say(world.order(DEVICE, "a", "work", WHOLE));
    SealedEpoch deaf = world.close();
    assertThat(EpochWorld.refusals(deaf)).containsExactly("no_credential");
    assertThat(EpochWorld.lines(deaf, OutcomeLeaf.Reward.class)).isEmpty();
    world.say(show(world, credential()));
    assertThat(work(world, WHOLE).weight()).isEqualTo(WHOLE);
    world.say(show(world, list(ISSUER, 42, Samples.GENESIS_MILLIS)));
    world.say(world.order(DEVICE, "a", "work", WHOLE));
    assertThat(EpochWorld.refusals(world.close())).containsExactly("no_credential");
  }

  @Test
  void aCredentialHoldsFromItsBeginningToItsEnd() {
    EpochWorld world = world(term("weight", "1.1"));
    long start = Samples.GENESIS_MILLIS + world.epoch() * EpochWorld.EPOCH_MILLIS;
    JsonObject document =
        document(ISSUER, DEVICE)
            .with("validFrom", DateTimes.format(start + EpochWorld.EPOCH_MILLIS + 1))
            .with("validUntil", DateTimes.format(start + 3 * EpochWorld.EPOCH_MILLIS));
    world.say(show(world, sign(document, ISSUER)));
    assertThat(work(world, WHOLE).weight()).isEqualTo(WHOLE);
    assertThat(work(world, WHOLE).weight()).isEqualTo(1_100_000);
    assertThat(work(world, WHOLE).weight()).isEqualTo(WHOLE);
    assertThat(refusal(world, sign(document, ISSUER))).isEqualTo("expired");
  }

  @Test
  void onlyTrustedIssuersCount() {
    EpochWorld world = world(term("weight", "1.1"));
    assertThat(refusal(world, sign(document(STRANGER, DEVICE), STRANGER)))
        .isEqualTo("untrusted_issuer");
    assertThat(refusal(world, sign(document(ISSUER, DEVICE), STRANGER))).isEqualTo("unknown_key");
    assertThat(
            refusal(
                world, sign(document(ISSUER, DEVICE).with("issuer", "did:web:a.example"), ISSUER)))
        .isEqualTo("untrusted_issuer");
    assertThat(
            refusal(
                world,
                sign(
                    document(ISSUER, DEVICE)
                        .with(
                            "type",
                            Json.Array.ofTexts(List.of(Credential.TYPE, "PlaceCredential"))),
                    ISSUER)))
        .isEqualTo("untrusted_issuer");
    assertThat(refusal(world, list(STRANGER, 42, Samples.GENESIS_MILLIS)))
        .isEqualTo("untrusted_issuer");
    assertThat(work(world, WHOLE).weight()).isEqualTo(WHOLE);
  }

  @Test
  void whatCannotCountSaysWhy() {
    EpochWorld world = world(term("weight", "1.1"));
    assertThat(refusal(world, credential().with("name", "x"))).isEqualTo("bad_signature");
    assertThat(refusal(world, sign(document(ISSUER, Samples.device(2)), ISSUER)))
        .isEqualTo("not_enrolled");
    assertThat(
            refusal(
                world,
                sign(
                    document(ISSUER, DEVICE)
                        .with(
                            "credentialSubject", JsonObject.EMPTY.with("id", "did:web:a.example")),
                    ISSUER)))
        .isEqualTo("wrong_subject");
    world.say(
        world.act(
            7, new Action.ShowCredential(EpochWorld.TOYS, Bytes.wrap(new byte[] {'{', ' ', '}'}))));
    assertThat(EpochWorld.refusals(world.close())).containsExactly("malformed");
    EpochWorld without = new EpochWorld();
    without.say(without.enrol(1, DEVICE, Optional.empty()));
    without.close();
    assertThat(refusal(without, credential())).isEqualTo("untrusted_issuer");
  }

  @Test
  void twoTypesMultiply() {
    Value.Table place =
        Samples.with(
            Samples.with(term("weight", "0.5"), "type", "PlaceCredential"),
            "issuers",
            List.of(STRANGER.id().did()));
    EpochWorld world = world(term("weight", "1.1"), place);
    JsonObject other =
        document(STRANGER, DEVICE)
            .with("type", Json.Array.ofTexts(List.of(Credential.TYPE, "PlaceCredential")));
    world.say(show(world, credential()), show(world, sign(other, STRANGER)));
    assertThat(work(world, WHOLE).factors()).contains(new Factor("credential", 550_000));
  }

  /** As an audit does it: on other threads, in another order, with the same roots. */
  @Test
  void everyEngineGivesTheSameRoots() {
    try (RandomOrderEngine other = new RandomOrderEngine(2, 6)) {
      assertThat(story(other)).isEqualTo(story(EpochEngine.SEQUENTIAL));
    }
  }

  private static List<Hash> story(EpochEngine engine) {
    EpochWorld world =
        new EpochWorld(engine, EpochWorld.deployment(), toys(term("weight", "1.1", "cap", "0.5")));
    world.say(world.enrol(1, DEVICE, Optional.empty()), show(world, credential()));
    world.say(world.order(DEVICE, "a", "work", WHOLE));
    List<Hash> headers = new ArrayList<>(List.of(world.close().header().hash()));
    world.say(show(world, list(ISSUER, 42, Samples.GENESIS_MILLIS)));
    world.say(world.order(DEVICE, "a", "work", WHOLE));
    headers.add(world.close().header().hash());
    return headers;
  }

  /** What stands in the state comes back as it was, and has words. */
  @Test
  void theStateIsReadAsItWasWritten() {
    EpochWorld world = world(term("weight", "1.1"));
    world.say(show(world, credential()), show(world, list(ISSUER, 3, Samples.GENESIS_MILLIS)));
    world.close();
    var key = StateKeys.credentials(EpochWorld.TOYS, DEVICE.id());
    var encoded = world.state().get(key).orElseThrow();
    List<HeldCredential> held = HeldCredential.decode(encoded);
    assertThat(HeldCredential.encode(held)).isEqualTo(encoded);
    assertThat(held.getFirst().types()).containsExactly(TYPE);
    assertThat(StateEntry.describe(key)).contains("the credentials of " + DEVICE.id());
    var lists = StateKeys.revocations(EpochWorld.TOYS, ISSUER.id(), RevocationEntry.nameOf(LIST));
    var list = world.state().get(lists).orElseThrow();
    assertThat(RevocationEntry.decode(list).encode()).isEqualTo(list);
    assertThat(StateEntry.describe(lists)).contains("what " + ISSUER.id() + " revoked");
  }

  @Test
  void mistakesInTheManifestAreNamed() {
    wrong(term("weight", "11"), "credentials.trusted[0].weight must be from 0");
    wrong(term("type", "Two words"), "credentials.trusted[0].type must be letters");
    wrong(term("issuers", List.of()), "credentials.trusted[0].issuers must have 1 to 64");
    wrong(term("issuers", List.of("did:web:a.example")), "must be did:key of Ed25519");
    wrong(
        term("issuers", List.of("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169")),
        "must be did:key of Ed25519");
    wrong(term("weigth", "1"), "credentials.trusted[0].weigth is not a known key");
    assertThatThrownBy(() -> Manifests.of(EpochWorld.deployment(), List.of(toys(term(), term()))))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("names a type twice");
    assertThatThrownBy(() ->
            Manifests.of(
                EpochWorld.deployment(),
                List.of(
                    toys(
                        weighty("A", "10"),
                        weighty("B", "10"),
                        weighty("C", "0.5"),
                        weighty("D", "1.000001")))))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("credentials.trusted")
        .hasMessageContaining("must multiply to 100 at most");
  }

  private static Value.Table weighty(String type, String weight) {
    return Samples.with(term("weight", weight), "type", type);
  }

  /** All that a manifest allows, of a device that weighs as much as any can. */
  @Test
  void theGreatestFactorFits() {
    EpochWorld world = world(weighty("A", "10"), weighty("B", "10"), weighty("C", "0.5"));
    JsonObject all =
        document(ISSUER, DEVICE)
            .with("type", Json.Array.ofTexts(List.of(Credential.TYPE, "A", "B")));
    world.say(show(world, sign(all, ISSUER)));
    assertThat(work(world, WHOLE).weight()).isEqualTo(100 * WHOLE);
  }

  private static void wrong(Value.Table term, String words) {
    assertThatThrownBy(() -> Manifests.of(EpochWorld.deployment(), List.of(toys(term))))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(words);
  }

  /** An owner's word alone does not make another machine the one that an issuer looked at. */
  @Test
  void whatWasSaidOfAKeyHoldsForTheNextOneIfThatKeyAgrees() {
    DeviceKey next = Samples.device(902);
    EpochWorld both = world(term("cap", "0.5"));
    both.say(show(both, credential()));
    both.close();
    both.say(both.rotate(1, DEVICE.id(), next, Optional.of(DEVICE)));
    both.say(both.order(next, "a", "work", 800_000));
    assertThat(EpochWorld.lines(both.close(), OutcomeLeaf.Reward.class).getFirst().weight())
        .isEqualTo(800_000);

    EpochWorld lost = world(term("cap", "0.5"));
    lost.say(show(lost, credential()));
    lost.close();
    lost.say(lost.rotate(1, DEVICE.id(), next, Optional.empty()));
    lost.say(lost.order(next, "a", "work", 800_000));
    assertThat(EpochWorld.lines(lost.close(), OutcomeLeaf.Reward.class).getFirst().weight())
        .isEqualTo(500_000);
    assertThat(refusal(lost, credential())).isEqualTo("key_replaced");
    lost.say(show(lost, sign(document(ISSUER, next), ISSUER)));
    lost.say(lost.order(next, "a", "work", 800_000));
    assertThat(EpochWorld.lines(lost.close(), OutcomeLeaf.Reward.class).getFirst().weight())
        .isEqualTo(800_000);
  }
}
