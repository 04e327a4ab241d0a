package polder.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.protocol.Bytes;
import polder.protocol.identity.DidDocument.Relation;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;

/** Identifiers and documents by the specifications of did:key, did:pkh and did:web. */
class DidTest {
  private static final String ED25519 = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
  private static final String P256 = "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169";

  private static JsonObject json(String text) {
    return (JsonObject) Json.read(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ED25519,
        P256,
        "did:pkh:eip155:1:0xb9c5714089478a327f09197987f16f9e5d936e8a",
        "did:pkh:eip155:137:0x4e90e8a8191c1c23a24a598c3ab4fb47ce926ff5",
        "did:pkh:eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "did:web:w3c-ccg.github.io",
        "did:web:w3c-ccg.github.io:user:alice",
        "did:web:example.com%3A3000:user:alice",
        "did:web:localhost%3A8080"
      })
  void aDidReadIsTheDidWritten(String did) {
    assertThat(Did.parse(did).text()).isEqualTo(did);
  }

  @ParameterizedTest
  @CsvSource({
    "did:web:w3c-ccg.github.io,https://w3c-ccg.github.io/.well-known/did.json",
    "did:web:w3c-ccg.github.io:user:alice,https://w3c-ccg.github.io/user/alice/did.json",
    "did:web:example.com%3A3000:user:alice,https://example.com:3000/user/alice/did.json",
  })
  void aWebSitesDocumentLiesWhereTheMethodSays(String did, String url) {
    assertThat(((Did.Web) Did.parse(did)).url()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "did:example:123",
        "did:key:z6Mk",
        ED25519 + "#z6Mk",
        "did:pkh:eip155:0:0xb9c5714089478a327f09197987f16f9e5d936e8a",
        "did:pkh:eip155:01:0xb9c5714089478a327f09197987f16f9e5d936e8a",
        "did:pkh:eip155:1:0xb9c5714089478a327f09197987f16f9e5d936e8",
        "did:pkh:eip155:1:0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "did:pkh:solana:4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZ:CKg5d12Jhpej1JqtmxLJgaFqqeYjxgPqToJ4Lb",
        "did:web:",
        "did:web:127.0.0.1",
        "did:web:127.0.0.1%3A80",
        "did:web:[::1]",
        "did:web:Example.org",
        "did:web:example.org%3A0",
        "did:web:example.org%3A65536",
        "did:web:example.org%3a80",
        "did:web:example.org:..:x",
        "did:web:example.org::x",
        "did:web:example.org:a%2Fb",
        "did:web:user@example.org",
        "did:web:example.org/x",
        "did:web:-a.org"
      })
  void whatIsNoDidIsRefused(String did) {
    assertThatThrownBy(() -> Did.parse(did)).isInstanceOf(IllegalArgumentException.class);
  }

  /** The examples of the did:key specification, as Multikey. */
  @ParameterizedTest
  @ValueSource(strings = {ED25519, P256})
  void aKeyNamesItself(String did) {
    DidDocument document = DidDocument.local(Did.parse(did)).orElseThrow();
    String multibase = did.substring("did:key:".length());
    assertThat(document.json())
        .isEqualTo(
            json(
                """
                {"@context":["https://www.w3.org/ns/did/v1","https://w3id.org/security/multikey/v1"],
                 "id":"DID",
                 "verificationMethod":[{"id":"DID#KEY","type":"Multikey","controller":"DID",
                   "publicKeyMultibase":"KEY"}],
                 "authentication":["DID#KEY"],"assertionMethod":["DID#KEY"],
                 "capabilityDelegation":["DID#KEY"],"capabilityInvocation":["DID#KEY"]}
                """
                    .replace("DID", did)
                    .replace("KEY", multibase)));
    assertThat(document.key(did + "#" + multibase, Relation.ASSERTION))
        .contains(DeviceId.parse(did));
    assertThat(document.key(did, Relation.ASSERTION)).isEmpty();
  }

  /** The vector of the did:pkh specification. */
  @Test
  void anOwnerIsAnAccount() {
    String did = "did:pkh:eip155:1:0xb9c5714089478a327f09197987f16f9e5d936e8a";
    assertThat(DidDocument.local(Did.parse(did)).orElseThrow().json())
        .isEqualTo(
            json(
                """
                {"@context":["https://www.w3.org/ns/did/v1",
                  {"blockchainAccountId":"https://w3id.org/security#blockchainAccountId",
                   "EcdsaSecp256k1RecoveryMethod2020":"https://identity.foundation/EcdsaSecp256k1RecoverySignature2020#EcdsaSecp256k1RecoveryMethod2020"}],
                 "id":"DID",
                 "verificationMethod":[{"id":"DID#blockchainAccountId",
                   "type":"EcdsaSecp256k1RecoveryMethod2020","controller":"DID",
                   "blockchainAccountId":"eip155:1:0xb9c5714089478a327f09197987f16f9e5d936e8a"}],
                 "authentication":["DID#blockchainAccountId"],
                 "assertionMethod":["DID#blockchainAccountId"],
                 "capabilityDelegation":["DID#blockchainAccountId"],
                 "capabilityInvocation":["DID#blockchainAccountId"]}
                """
                    .replace("DID", did)));
  }

  @Test
  void aSiteNamesItsKey() {
    Did.Web site = Did.Web.ofAuthority("node.example.org:8443");
    DidDocument document = DidDocument.of(site, DeviceId.parse(ED25519));
    assertThat(document.json().text("id")).contains("did:web:node.example.org%3A8443");
    String method = site.text() + "#" + ED25519.substring(8);
    assertThat(document.key(method, Relation.AUTHENTICATION)).contains(DeviceId.parse(ED25519));
    assertThat(document.json().has("alsoKnownAs", ED25519)).isTrue();
  }

  /** The keys are those of the examples above, as JSON Web Keys. */
  @Test
  void otherFormsOfKeysAreRead() {
    DidDocument document =
        new DidDocument(
            Did.parse("did:web:example.org"),
            json(
                """
                {"id":"did:web:example.org",
                 "verificationMethod":[
                  {"id":"#a","type":"JsonWebKey2020","controller":"did:web:example.org",
                   "publicKeyJwk":{"kty":"OKP","crv":"Ed25519",
                     "x":"O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik"}},
                  {"id":"did:web:example.org#b","type":"JsonWebKey","controller":"did:web:example.org",
                   "publicKeyJwk":{"kty":"EC","crv":"P-256",
                     "x":"fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI",
                     "y":"hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU"}},
                  {"id":"#c","type":"Multikey","controller":"did:web:other.org",
                   "publicKeyMultibase":"z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"},
                  {"id":"#d","type":"Multikey","controller":"did:web:example.org",
                   "publicKeyMultibase":"z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"}],
                 "assertionMethod":["#a","did:web:example.org#b","#c"],
                 "authentication":[{"id":"#e","type":"Ed25519VerificationKey2020",
                   "controller":"did:web:example.org",
                   "publicKeyMultibase":"z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"}]}
                """));
    assertThat(document.key("did:web:example.org#a", Relation.ASSERTION))
        .contains(DeviceId.parse(ED25519));
    assertThat(document.key("did:web:example.org#b", Relation.ASSERTION))
        .contains(DeviceId.parse(P256));
    assertThat(document.key("did:web:example.org#e", Relation.AUTHENTICATION))
        .contains(DeviceId.parse(ED25519));
    for (String none : List.of("c", "d", "e")) {
      assertThat(document.key("did:web:example.org#" + none, Relation.ASSERTION))
          .as(none)
          .isEqualTo(Optional.empty());
    }
  }

  @Test
  void aDocumentOfSomebodyElseIsRefused() {
    assertThatThrownBy(
            () -> new DidDocument(Did.parse("did:web:a.org"), json("{\"id\":\"did:web:b.org\"}")))
        .hasMessageContaining("another DID");
  }
}
