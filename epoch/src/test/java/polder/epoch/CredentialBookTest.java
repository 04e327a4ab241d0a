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
import polder.protocol.credential.DataIntegrity;
import polder.protocol.credential.DateTimes;
import polder.protocol.credential.Proof;
import polder.protocol.credential.StatusEntry;
import polder.protocol.credential.StatusList;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DidDocument.Relation;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;

/** What trusted issuers say of devices changes what is paid, until it ends or is taken back. */
class CredentialBookTest {
  private static final long WHOLE = 1_000_000;
  private static final DeviceKey ISSUER = Samples.device(900);
  private static final DeviceKey STRANGER = Samples.device(901);
  private static final DeviceKey DEVICE = Samples.device(1);
  private static final String LIST = "https://maker.example/list";
  private static final String TYPE = "CalibrationCredential";

  private static Value.Table term(Object... more) {
    Value.Table term = Samples.table("type", TYPE, "issuers", List.of(ISSUER.id().did()));
    for (int i = 0; i < more.length; i += 2) {
      term = Samples.with(term, (String) more[i], more[i + 1]);
    }
    return term;
  }

  private static Value.Table toys(Value.Table... terms) {
    return Samples.with(
        EpochWorld.toys(), "credentials", Samples.table("trusted", List.of((Object[]) terms)));
  }

  private static EpochWorld world(Value.Table... terms) {
    EpochWorld world = new EpochWorld(EpochEngine.SEQUENTIAL, EpochWorld.deployment(), toys(terms));
    world.say(world.enrol(1, DEVICE, Optional.empty()));
    world.close();
    return world;
  }

  private static JsonObject document(DeviceKey issuer, DeviceKey subject) {
    return JsonObject.EMPTY
        .with(
            "@context", Json.Array.ofTexts(List.of(Credential.CONTEXT, Credential.UNDEFINED_TERMS)))
        .with("type", Json.Array.ofTexts(List.of(Credential.TYPE, TYPE)))
        .with("issuer", issuer.id().did())
        .with("validFrom", DateTimes.format(Samples.GENESIS_MILLIS))
        .with("credentialSubject", JsonObject.EMPTY.with("id", subject.id().did()))
        .with("credentialStatus", new StatusEntry(StatusEntry.REVOCATION, LIST, 42).json());
  }

  private static JsonObject sign(JsonObject document, DeviceKey issuer) {
    String did = issuer.id().did();
    String method = did + "#" + did.substring("did:key:".length());
    return DataIntegrity.sign(
        document, issuer, Proof.of(method, Relation.ASSERTION, Samples.GENESIS_MILLIS));
  }

  private static JsonObject credential() {
    return sign(document(ISSUER, DEVICE), ISSUER);
  }

  private static JsonObject list(DeviceKey issuer, long bit, long millis) {
    return sign(StatusList.empty().with(bit).credential(LIST, issuer.id().did(), millis), issuer);
  }

  private static AccountMessage show(EpochWorld world, Json document) {
    return world.act(7, new Action.ShowCredential(EpochWorld.TOYS, document.canonical()));
  }

  private static OutcomeLeaf.Reward work(EpochWorld world, long weight) {
    world.say(world.order(DEVICE, "a", "work", weight));
    return EpochWorld.lines(world.close(), OutcomeLeaf.Reward.class).getFirst();
  }

  private static String refusal(EpochWorld world, Json document) {
    world.say(show(world, document));
    return EpochWorld.refusals(world.close()).getFirst();
  }

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
  void whatIsRevokedCountsNoMoreAndDoesNotComeBack() {
    EpochWorld world = world(term("weight", "1.1"));
    world.say(show(world, credential()));
    assertThat(work(world, WHOLE).weight()).isEqualTo(1_100_000);
    world.say(show(world, list(ISSUER, 41, Samples.GENESIS_MILLIS + 1)));
    assertThat(work(world, WHOLE).weight()).isEqualTo(1_100_000);
    world.say(show(world, list(ISSUER, 42, Samples.GENESIS_MILLIS + 2)));
    assertThat(work(world, WHOLE).weight()).isEqualTo(WHOLE);
    assertThat(refusal(world, credential())).isEqualTo("revoked_credential");
    // Whoever kept the list of before cannot undo it.
    assertThat(refusal(world, list(ISSUER, 41, Samples.GENESIS_MILLIS + 1))).isEqualTo("old_list");
    assertThat(work(world, WHOLE).weight()).isEqualTo(WHOLE);
  }

  /** One list that is dated far ahead must not stand in the way of all that come before then. */
  @Test
  void aListCountsWhileItIsValid() {
    EpochWorld world = world(term("weight", "1.1"));
    world.say(show(world, credential()));
    world.close();
    long end = Samples.GENESIS_MILLIS + (world.epoch() + 1) * EpochWorld.EPOCH_MILLIS;
    assertThat(refusal(world, list(ISSUER, 41, DateTimes.parse("9999-01-01T00:00:00Z"))))
        .isEqualTo("not_yet_valid");
    long next = end + EpochWorld.EPOCH_MILLIS;
    assertThat(refusal(world, list(ISSUER, 41, next + 1))).isEqualTo("not_yet_valid");
    JsonObject over =
        StatusList.empty()
            .with(42)
            .credential(LIST, ISSUER.id().did(), Samples.GENESIS_MILLIS)
            .with("validUntil", DateTimes.format(next + EpochWorld.EPOCH_MILLIS));
    assertThat(refusal(world, sign(over, ISSUER))).isEqualTo("expired");
    assertThat(work(world, WHOLE).weight()).isEqualTo(1_100_000);
    world.say(show(world, list(ISSUER, 42, Samples.GENESIS_MILLIS)));
    assertThat(work(world, WHOLE).weight()).isEqualTo(WHOLE);
  }

  /** The state keeps no more of a list than what it revokes. */
  @Test
  void aListRevokesAsManyAsTheStateKeeps() {
    EpochWorld world = world(term("weight", "1.1"));
    StatusList most = StatusList.empty();
    for (int i = 1; i <= RevocationEntry.MOST_REVOKED; i++) {
      most = most.with(31L * i);
    }
    long from = Samples.GENESIS_MILLIS;
    String issuer = ISSUER.id().did();
    assertThat(refusal(world, sign(most.with(42).credential(LIST, issuer, from), ISSUER)))
        .isEqualTo("too_many_revoked");
    world.say(show(world, sign(most.credential(LIST, issuer, from), ISSUER)));
    assertThat(EpochWorld.refusals(world.close())).isEmpty();
    RevocationEntry kept =
        RevocationEntry.decode(
            world
                .state()
                .get(
                    StateKeys.revocations(
                        EpochWorld.TOYS, ISSUER.id(), RevocationEntry.nameOf(LIST)))
                .orElseThrow());
    assertThat(kept.has(31)).isTrue();
    assertThat(kept.has(31L * RevocationEntry.MOST_REVOKED)).isTrue();
    assertThat(kept.has(32)).isFalse();
    assertThat(kept.has(31L + (1L << 32))).isFalse();
    assertThatThrownBy(() -> new RevocationEntry(0, 2, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RevocationEntry(0, new int[RevocationEntry.MOST_REVOKED + 1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRevocationMayComeBeforeWhatItRevokes() {
    EpochWorld world = world(term("weight", "1.1"));
    world.say(show(world, list(ISSUER, 42, Samples.GENESIS_MILLIS)));
    world.close();
    assertThat(refusal(world, credential())).isEqualTo("revoked_credential");
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

  /** A credential that differs from others of its issuer and ends {@code epochs} after genesis. */
  private static JsonObject until(DeviceKey issuer, int number, long epochs) {
    return sign(
        document(issuer, DEVICE)
            .with("id", "urn:" + number)
            .with(
                "validUntil",
                DateTimes.format(Samples.GENESIS_MILLIS + epochs * EpochWorld.EPOCH_MILLIS)),
        issuer);
  }

  private static List<String> held(EpochWorld world) {
    return HeldCredential.decode(
            world.state().get(StateKeys.credentials(EpochWorld.TOYS, DEVICE.id())).orElseThrow())
        .stream()
        .map(credential -> credential.document().toHex())
        .toList();
  }

  private static String name(JsonObject document) {
    return Hash.sha256(document.canonical().unsafeArray()).toHex();
  }

  @Test
  void aDeviceHoldsAFewAndTheFirstToEndMakesRoom() {
    EpochWorld world = world(term("weight", "1.1"));
    for (int i = 0; i < HeldCredential.MOST_HELD; i++) {
      world.say(show(world, until(ISSUER, i, 100 + i)));
    }
    world.say(show(world, credential()));
    assertThat(EpochWorld.refusals(world.close())).isEmpty();
    assertThat(held(world))
        .hasSize(HeldCredential.MOST_HELD)
        .contains(name(credential()), name(until(ISSUER, 1, 101)))
        .doesNotContain(name(until(ISSUER, 0, 100)));
    // The other way round it is the new one that would go first.
    List<String> before = held(world);
    assertThat(refusal(world, until(ISSUER, 0, 100))).isEqualTo("too_many_credentials");
    assertThat(held(world)).isEqualTo(before);
    // What does not hold yet is needed less, however long it will.
    JsonObject later =
        sign(
            document(ISSUER, DEVICE)
                .with("validFrom", DateTimes.format(Samples.GENESIS_MILLIS + 1_000_000)),
            ISSUER);
    assertThat(refusal(world, later)).isEqualTo("too_many_credentials");
  }

  @Test
  void oneIssuerCannotCrowdOutAnother() {
    EpochWorld world =
        world(term("weight", "1.1", "issuers", List.of(ISSUER.id().did(), STRANGER.id().did())));
    for (int i = 0; i < HeldCredential.MOST_HELD; i++) {
      world.say(show(world, until(STRANGER, i, 1_000 + i)));
    }
    world.say(show(world, until(ISSUER, 0, 100)));
    assertThat(EpochWorld.refusals(world.close())).isEmpty();
    for (int i = 0; i < HeldCredential.MOST_HELD; i++) {
      world.say(show(world, until(STRANGER, i, 2_000 + i)));
    }
    assertThat(EpochWorld.refusals(world.close())).isEmpty();
    assertThat(held(world))
        .hasSize(HeldCredential.MOST_HELD)
        .contains(name(until(ISSUER, 0, 100)), name(until(STRANGER, 7, 2_007)))
        .doesNotContain(name(until(STRANGER, 0, 2_000)));
    world.say(show(world, list(STRANGER, 42, Samples.GENESIS_MILLIS)));
    assertThat(work(world, WHOLE).weight()).isEqualTo(1_100_000);
  }

  @Test
  void noTypeLosesItsLastToAnother() {
    Value.Table place = Samples.with(term("weight", "0.5"), "type", "PlaceCredential");
    EpochWorld world = world(term("weight", "1.1"), place);
    JsonObject soonOver =
        sign(
            document(ISSUER, DEVICE)
                .with("type", Json.Array.ofTexts(List.of(Credential.TYPE, "PlaceCredential")))
                .with(
                    "validUntil",
                    DateTimes.format(Samples.GENESIS_MILLIS + 10 * EpochWorld.EPOCH_MILLIS)),
            ISSUER);
    world.say(show(world, soonOver));
    for (int i = 0; i <= HeldCredential.MOST_HELD; i++) {
      world.say(show(world, until(ISSUER, i, 100 + i)));
    }
    assertThat(EpochWorld.refusals(world.close())).isEmpty();
    assertThat(held(world)).hasSize(HeldCredential.MOST_HELD).contains(name(soonOver));
    assertThat(work(world, WHOLE).factors()).contains(new Factor("credential", 550_000));
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
