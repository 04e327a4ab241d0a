package polder.protocol.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.protocol.Bytes;
import polder.protocol.Vectors;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Base58;
import polder.protocol.identity.Did;
import polder.protocol.identity.DidDocument;
import polder.protocol.identity.DidDocument.Relation;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;

/** Credentials by W3C's vectors, and what is refused of them. */
class CredentialTest {
  private static final String FOLDER = "vc-di-eddsa/eddsa-jcs-2022/";
  private static final DeviceKey ISSUER = DeviceKey.ed25519(new byte[32]);
  private static final DeviceKey HOLDER = DeviceKey.ed25519(filled(1));
  private static final long NOW = 1_790_000_000_000L;

  private static byte[] filled(int value) {
    byte[] filled = new byte[32];
    Arrays.fill(filled, (byte) value);
    return filled;
  }

  private static JsonObject vector(String name) {
    return (JsonObject) Json.read(Vectors.bytes(name));
  }

  private static String text(String name) {
    return new String(Vectors.bytes(FOLDER + name).toArray(), StandardCharsets.UTF_8).strip();
  }

  private static DeviceKey vectorKey() {
    String secret = vector("vc-di-eddsa/keyPair.json").text("privateKeyMultibase").orElseThrow();
    byte[] decoded = Base58.decode(secret.substring(1));
    // Two bytes of multicodec stand before the seed.
    return DeviceKey.ed25519(Arrays.copyOfRange(decoded, 2, 34));
  }

  @Test
  void theVectorsAreMadeStepByStep() {
    JsonObject document = vector("vc-di-eddsa/unsigned.json");
    JsonObject options = vector(FOLDER + "proofConfigJCS.json");
    assertThat(document.canonicalText()).isEqualTo(text("canonDocJCS.txt"));
    assertThat(options.canonicalText()).isEqualTo(text("proofCanonJCS.txt"));
    Bytes hashed = DataIntegrity.hashData(document, options);
    assertThat(hashed.toHex()).isEqualTo(text("combinedHashJCS.txt"));
    assertThat(Bytes.wrap(vectorKey().sign(hashed.toArray())).toHex())
        .isEqualTo(text("sigHexJCS.txt"));
  }

  @Test
  void theVectorIsSignedAndVerified() {
    JsonObject document = vector("vc-di-eddsa/unsigned.json");
    JsonObject signed = vector(FOLDER + "signedJCS.json");
    String method = DataIntegrity.proof(signed).method();
    assertThat(
            DataIntegrity.sign(
                document,
                vectorKey(),
                Proof.of(method, Relation.ASSERTION, DateTimes.parse("2023-02-24T23:36:38Z"))))
        .isEqualTo(signed);
    assertThat(DataIntegrity.isSignedBy(signed, vectorKey().id())).isTrue();
    assertThat(DataIntegrity.isSignedBy(signed, ISSUER.id())).isFalse();
    assertThat(DataIntegrity.isSignedBy(signed.with("name", "Another"), vectorKey().id()))
        .isFalse();
    // Its issuer is a web site of which the key says nothing.
    DidDocument key = DidDocument.local(Did.parse(vectorKey().id().did())).orElseThrow();
    assertThatThrownBy(() -> Credential.of(signed).verify(key)).hasMessageContaining("another DID");
  }

  static JsonObject unsigned() {
    return JsonObject.EMPTY
        .with(
            "@context", Json.Array.ofTexts(List.of(Credential.CONTEXT, Credential.UNDEFINED_TERMS)))
        .with("type", Json.Array.ofTexts(List.of(Credential.TYPE, "CalibrationCredential")))
        .with("issuer", ISSUER.id().did())
        .with("validFrom", DateTimes.format(NOW))
        .with("validUntil", DateTimes.format(NOW + 1_000))
        .with("credentialSubject", JsonObject.EMPTY.with("id", HOLDER.id().did()))
        .with(
            "credentialStatus",
            new StatusEntry(StatusEntry.REVOCATION, "https://a.example/list", 7).json());
  }

  private static String method(DeviceKey key) {
    return key.id().did() + "#" + key.id().did().substring("did:key:".length());
  }

  private static JsonObject signed(JsonObject document) {
    return DataIntegrity.sign(document, ISSUER, Proof.of(method(ISSUER), Relation.ASSERTION, NOW));
  }

  private static DidDocument document(DeviceKey key) {
    return DidDocument.of(new Did.Key(key.id()));
  }

  @Test
  void aCredentialSaysWhoWhatAndWhen() {
    Credential credential = Credential.of(signed(unsigned()));
    credential.verify(document(ISSUER));
    assertThat(credential.subject()).contains(HOLDER.id().did());
    assertThat(credential.isValidAt(NOW - 1)).isFalse();
    assertThat(credential.isValidAt(NOW)).isTrue();
    assertThat(credential.isValidAt(NOW + 999)).isTrue();
    assertThat(credential.isValidAt(NOW + 1_000)).isFalse();
    assertThat(credential.revocation())
        .contains(new StatusEntry("revocation", "https://a.example/list", 7));
  }

  @Test
  void aProofThatExpiredIsWorthNothing() {
    Proof proof =
        new Proof(
            method(ISSUER),
            Relation.ASSERTION,
            Optional.empty(),
            Optional.of(NOW + 10),
            Optional.empty(),
            Optional.empty());
    Credential credential = Credential.of(DataIntegrity.sign(unsigned(), ISSUER, proof));
    credential.verify(document(ISSUER));
    assertThat(credential.isValidAt(NOW + 9)).isTrue();
    assertThat(credential.isValidAt(NOW + 10)).isFalse();
  }

  @Test
  void aWebSitesCredentialIsSignedByItsKey() {
    Did.Web site = Did.Web.ofAuthority("maker.example");
    String method = site.text() + "#" + ISSUER.id().did().substring("did:key:".length());
    JsonObject signed =
        DataIntegrity.sign(
            unsigned().with("issuer", site.text()),
            ISSUER,
            Proof.of(method, Relation.ASSERTION, NOW));
    Credential.of(signed).verify(DidDocument.of(site, ISSUER.id()));
    assertThatThrownBy(() -> Credential.of(signed).verify(DidDocument.of(site, HOLDER.id())))
        .hasMessageContaining("has no key");
  }

  @Test
  void whatWasChangedOrSignedByAnotherIsRefused() {
    JsonObject good = signed(unsigned());
    JsonObject proof = good.object("proof").orElseThrow();
    refused(good.with("validUntil", "2099-01-01T00:00:00Z"), "bad_signature");
    refused(good.without("proof"), "no_proof");
    refused(good.with("proof", new Json.Array(List.of(proof, proof))), "many_proofs");
    refused(good.with("proof", proof.with("cryptosuite", "eddsa-rdfc-2022")), "unknown_suite");
    refused(good.with("proof", proof.with("previousProof", "urn:x")), "unknown_member");
    refused(good.with("proof", proof.with("created", "2020-01-01T00:00:00Z")), "bad_signature");
    refused(good.with("proof", proof.with("proofPurpose", "authentication")), "wrong_purpose");
    refused(
        DataIntegrity.sign(unsigned(), HOLDER, Proof.of(method(HOLDER), Relation.ASSERTION, NOW)),
        "unknown_key");
    refused(
        DataIntegrity.sign(unsigned(), HOLDER, Proof.of(method(ISSUER), Relation.ASSERTION, NOW)),
        "bad_signature");
    // Contexts may be added behind those that were signed, and never before or instead.
    Credential.of(
            good.with(
                "@context",
                Json.Array.ofTexts(
                    List.of(Credential.CONTEXT, Credential.UNDEFINED_TERMS, "https://x.example"))))
        .verify(document(ISSUER));
    refused(
        good.with("@context", Json.Array.ofTexts(List.of(Credential.CONTEXT, "https://x.example"))),
        "bad_signature");
  }

  private static void refused(JsonObject credential, String reason) {
    assertThatThrownBy(() -> Credential.of(credential).verify(document(ISSUER)))
        .isInstanceOfSatisfying(
            CredentialException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void whatIsNoCredentialIsRefused() {
    JsonObject good = unsigned();
    for (JsonObject bad :
        List.of(
            good.without("@context"),
            good.with("@context", Credential.CONTEXT),
            good.with("@context", Json.Array.ofTexts(List.of("https://x.example"))),
            good.without("type"),
            good.with("type", "CalibrationCredential"),
            good.without("issuer"),
            good.with("issuer", JsonObject.EMPTY),
            good.without("credentialSubject"),
            good.with("credentialSubject", "x"),
            good.with("validFrom", "2026-11-26"),
            good.with("validFrom", Json.Number.of(1)),
            good.with("validUntil", "2000-01-01T00:00:00Z"),
            good.with("credentialStatus", JsonObject.EMPTY.with("type", "Other")))) {
      assertThatThrownBy(() -> Credential.of(bad))
          .as(bad.canonicalText())
          .isInstanceOf(CredentialException.class);
    }
  }

  @Test
  void aPresentationAnswersOneVerifier() {
    Presentation.Question question = new Presentation.Question("c-1", "shop.example");
    JsonObject json =
        Presentation.sign(List.of(Credential.of(signed(unsigned()))), HOLDER, question, NOW);
    Presentation presentation = Presentation.of(json);
    presentation.verify(document(HOLDER), question);
    assertThat(presentation.credentials()).hasSize(1);
    presentation.credentials().getFirst().verify(document(ISSUER));
    for (Presentation.Question other :
        List.of(
            new Presentation.Question("c-2", "shop.example"),
            new Presentation.Question("c-1", "thief.example"))) {
      assertThatThrownBy(() -> presentation.verify(document(HOLDER), other))
          .hasMessageContaining("another challenge or domain");
    }
    JsonObject fewer = json.with("verifiableCredential", new Json.Array(List.of()));
    assertThatThrownBy(() -> Presentation.of(fewer).verify(document(HOLDER), question))
        .hasMessageContaining("was changed");
    assertThatThrownBy(() ->
            Presentation.of(json.with("holder", ISSUER.id().did()))
                .verify(document(ISSUER), question))
        .isInstanceOf(CredentialException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z,0",
    "2023-02-24T23:36:38Z,1677281798000",
    "2024-02-29T12:00:00.5Z,1709208000500",
    "2024-02-29T12:00:00+02:30,1709199000000",
    "2024-02-29T12:00:00-01:00,1709211600000",
    "9999-12-31T23:59:59.999Z,253402300799999"
  })
  void timesAreReadAndWritten(String text, long millis) {
    assertThat(DateTimes.parse(text)).isEqualTo(millis);
    assertThat(DateTimes.parse(DateTimes.format(millis))).isEqualTo(millis);
    assertThat(DateTimes.format(millis))
        .isEqualTo(java.time.Instant.ofEpochMilli(millis).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-26",
    "2026-11-26T15:00:00",
    "2026-11-26 15:00:00Z",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:60Z",
    "1969-01-01T00:00:00Z",
    "2026-01-01T00:00:00+15:00",
    "1970-01-01T00:59:59+01:00",
    "9999-12-31T23:00:00-01:00",
    "-2026-01-01T00:00:00Z"
  })
  void whatIsNoTimeIsRefused(String text) {
    assertThatThrownBy(() -> DateTimes.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
