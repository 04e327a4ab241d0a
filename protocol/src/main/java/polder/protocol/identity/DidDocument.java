package polder.protocol.identity;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import polder.protocol.Bytes;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;

/**
 * A DID document (W3C DID 1.0 §5): which keys speak for a DID, and for what.
 *
 * @param did whom it describes
 * @param json the document
 */
public record DidDocument(Did did, JsonObject json) {
  /** Most verification methods that a document may have. */
  public static final int MAX_METHODS = 64;

  private static final String DID_CONTEXT = "https://www.w3.org/ns/did/v1";
  private static final String MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1";
  private static final String METHODS = "verificationMethod";
  private static final List<String> RELATIONS =
      List.of("authentication", "assertionMethod", "capabilityInvocation", "capabilityDelegation");

  /** What a key may be used for. */
  public enum Relation {
    /** Statements about others, such as credentials. */
    ASSERTION("assertionMethod"),
    /** Showing that one is whom one says, as in a presentation. */
    AUTHENTICATION("authentication");

    private final String member;

    Relation(String member) {
      this.member = member;
    }

    /** Its name in documents and proofs. */
    public String member() {
      return member;
    }
  }

  /**
   * Checks whom the document describes.
   *
   * @throws IllegalArgumentException if it is another, or there are more than {@link #MAX_METHODS}
   */
  public DidDocument {
    if (!json.text("id").equals(Optional.of(did.text()))) {
      throw new IllegalArgumentException("the document describes another DID than " + did.text());
    }
    if (json.items(METHODS).size() > MAX_METHODS) {
      throw new IllegalArgumentException(
          "a DID document has at most " + MAX_METHODS + " verification methods");
    }
  }

  /**
   * The document of a did:key, by its specification; without a key for encryption, which a device
   * has no use for.
   */
  public static DidDocument of(Did.Key did) {
    return ofKey(did, did.device(), JsonObject.EMPTY);
  }

  /** The document of an owner, by the specification of did:pkh. */
  public static DidDocument of(Did.Pkh did) {
    String method = did.text() + "#blockchainAccountId";
    JsonObject terms =
        JsonObject.EMPTY
            .with("blockchainAccountId", "https://w3id.org/security#blockchainAccountId")
            .with(
                "EcdsaSecp256k1RecoveryMethod2020",
                "https://identity.foundation/EcdsaSecp256k1RecoverySignature2020"
                    + "#EcdsaSecp256k1RecoveryMethod2020");
    JsonObject account =
        JsonObject.EMPTY
            .with("id", method)
            .with("type", "EcdsaSecp256k1RecoveryMethod2020")
            .with("controller", did.text())
            .with("blockchainAccountId", "eip155:" + did.chainId() + ":" + did.address());
    return new DidDocument(
        did,
        related(
            JsonObject.EMPTY
                .with("@context", new Json.Array(List.of(new Json.Text(DID_CONTEXT), terms)))
                .with("id", did.text())
                .with(METHODS, new Json.Array(List.of(account))),
            method));
  }

  /** The document of a site whose key is {@code key}; it says that both are the same. */
  public static DidDocument of(Did.Web did, DeviceId key) {
    return ofKey(
        did, key, JsonObject.EMPTY.with("alsoKnownAs", Json.Array.ofTexts(List.of(key.did()))));
  }

  private static DidDocument ofKey(Did did, DeviceId key, JsonObject more) {
    String multibase = key.did().substring("did:key:".length());
    String method = did.text() + "#" + multibase;
    JsonObject multikey =
        JsonObject.EMPTY
            .with("id", method)
            .with("type", "Multikey")
            .with("controller", did.text())
            .with("publicKeyMultibase", multibase);
    return new DidDocument(
        did,
        related(
            more.with("@context", Json.Array.ofTexts(List.of(DID_CONTEXT, MULTIKEY_CONTEXT)))
                .with("id", did.text())
                .with(METHODS, new Json.Array(List.of(multikey))),
            method));
  }

  private static JsonObject related(JsonObject document, String method) {
    JsonObject related = document;
    for (String relation : RELATIONS) {
      related = related.with(relation, Json.Array.ofTexts(List.of(method)));
    }
    return related;
  }

  /** The document of a DID that needs no asking anybody; empty for did:web. */
  public static Optional<DidDocument> local(Did did) {
    return switch (did) {
      case Did.Key key -> Optional.of(of(key));
      case Did.Pkh pkh -> Optional.of(of(pkh));
      case Did.Web web -> Optional.empty();
    };
  }

  /**
   * The key of the verification method {@code url}, if the document allows it {@code relation}.
   * Empty too if it is no Ed25519 or P-256 key: Multikey, Ed25519VerificationKey2020, JsonWebKey
   * and JsonWebKey2020 are read.
   *
   * @param url the DID, {@code #} and the method's name
   */
  public Optional<DeviceId> key(String url, Relation relation) {
    for (Json item : json.items(relation.member())) {
      if (item instanceof Json.Text(String reference) && absolute(reference).equals(url)) {
        return json.items(METHODS).stream()
            .flatMap(method -> method instanceof JsonObject object ? keyOf(object, url) : none())
            .findFirst();
      }
      if (item instanceof JsonObject embedded) {
        Optional<DeviceId> key = keyOf(embedded, url).findFirst();
        if (key.isPresent()) {
          return key;
        }
      }
    }
    return Optional.empty();
  }

  private static Stream<DeviceId> none() {
    return Stream.empty();
  }

  private Stream<DeviceId> keyOf(JsonObject method, String url) {
    boolean named = method.text("id").map(this::absolute).equals(Optional.of(url));
    // A method that another DID controls is that one's to use, not this one's.
    boolean own = method.text("controller").equals(Optional.of(did.text()));
    return named && own ? read(method).stream() : none();
  }

  private String absolute(String reference) {
    return reference.startsWith("#") ? did.text() + reference : reference;
  }

  private static Optional<DeviceId> read(JsonObject method) {
    try {
      return switch (method.text("type").orElse("")) {
        case "Multikey", "Ed25519VerificationKey2020" ->
            method.text("publicKeyMultibase").map(text -> DeviceId.parse("did:key:" + text));
        case "JsonWebKey", "JsonWebKey2020" ->
            method.object("publicKeyJwk").flatMap(DidDocument::jwk);
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A public key by RFC 7517: OKP of RFC 8037 or EC of RFC 7518. */
  private static Optional<DeviceId> jwk(JsonObject jwk) {
    String kind = jwk.text("kty").orElse("") + " " + jwk.text("crv").orElse("");
    Optional<Bytes> x = coordinate(jwk, "x");
    return switch (kind) {
      case "OKP Ed25519" -> x.map(key -> DeviceId.of(KeyType.ED25519, key));
      case "EC P-256" ->
          x.flatMap(at -> coordinate(jwk, "y").map(y -> DeviceId.of(KeyType.P256, point(at, y))));
      default -> Optional.empty();
    };
  }

  private static Optional<Bytes> coordinate(JsonObject jwk, String name) {
    return jwk.text(name)
        .filter(text -> text.length() == 43)
        .map(text -> Bytes.wrap(Base64.getUrlDecoder().decode(text)));
  }

  /** A compressed point of SEC 1: which of the two values of y it is stands in the first byte. */
  private static Bytes point(Bytes x, Bytes y) {
    int odd = y.get(y.size() - 1) & 1;
    return Bytes.wrap(new byte[] {(byte) (2 + odd)}).concat(x);
  }
}
