package polder.protocol.credential;

import java.util.List;
import java.util.Optional;
import polder.protocol.identity.DidDocument.Relation;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;

/**
 * What a Data Integrity proof says of itself, and may only be believed once its signature is good.
 *
 * @param method the DID URL of the key that signed
 * @param purpose what the signature is for
 * @param createdMillis when it was made, if it says
 * @param expiresMillis from when on it is worth nothing, if it says
 * @param challenge what a verifier asked to be signed
 * @param domain for which verifier it was made
 */
public record Proof(
    String method,
    Relation purpose,
    Optional<Long> createdMillis,
    Optional<Long> expiresMillis,
    Optional<String> challenge,
    Optional<String> domain) {

  /** Its type. */
  static final String TYPE = "DataIntegrityProof";

  /** The one suite that is read and written here. */
  static final String SUITE = "eddsa-jcs-2022";

  private static final List<String> KNOWN =
      List.of(
          "type",
          "cryptosuite",
          "verificationMethod",
          "proofPurpose",
          "created",
          "expires",
          "challenge",
          "domain",
          "nonce",
          "id",
          "@context",
          "proofValue");

  /** A proof of {@code purpose} made at {@code createdMillis} by the key {@code method}. */
  public static Proof of(String method, Relation purpose, long createdMillis) {
    return new Proof(
        method,
        purpose,
        Optional.of(createdMillis),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** This proof as an answer to a verifier. */
  public Proof answering(String newChallenge, String newDomain) {
    return new Proof(
        method,
        purpose,
        createdMillis,
        expiresMillis,
        Optional.of(newChallenge),
        Optional.of(newDomain));
  }

  /** The DID that the key belongs to. */
  public String did() {
    int fragment = method.indexOf('#');
    return fragment < 0 ? method : method.substring(0, fragment);
  }

  /** The members of the proof but its value. */
  JsonObject options() {
    JsonObject options =
        JsonObject.EMPTY
            .with("type", TYPE)
            .with("cryptosuite", SUITE)
            .with("verificationMethod", method)
            .with("proofPurpose", purpose.member());
    if (createdMillis.isPresent()) {
      options = options.with("created", DateTimes.format(createdMillis.get()));
    }
    if (expiresMillis.isPresent()) {
      options = options.with("expires", DateTimes.format(expiresMillis.get()));
    }
    if (challenge.isPresent()) {
      options = options.with("challenge", challenge.get());
    }
    if (domain.isPresent()) {
      options = options.with("domain", domain.get());
    }
    return options;
  }

  /**
   * Reads the proof of a secured document.
   *
   * @throws CredentialException if there is none, more than one, or one of another suite
   */
  static Proof of(JsonObject proof) {
    String suite = proof.text("cryptosuite").orElse("");
    if (!proof.text("type").equals(Optional.of(TYPE)) || !suite.equals(SUITE)) {
      throw new CredentialException(
          "unknown_suite", "the proof must be a DataIntegrityProof of the suite " + SUITE);
    }
    for (String member : proof.members().keySet()) {
      // A rule that is not known cannot be kept, previousProof among them.
      if (!KNOWN.contains(member)) {
        throw new CredentialException(
            "unknown_member", "the proof has a member that is not known here: " + member);
      }
    }
    return new Proof(
        need(proof, "verificationMethod"),
        purpose(need(proof, "proofPurpose")),
        time(proof, "created"),
        time(proof, "expires"),
        text(proof, "challenge"),
        text(proof, "domain"));
  }

  private static Relation purpose(String name) {
    for (Relation relation : Relation.values()) {
      if (relation.member().equals(name)) {
        return relation;
      }
    }
    throw new CredentialException(
        "wrong_purpose", "a proof here is an assertionMethod or an authentication");
  }

  private static String need(JsonObject proof, String name) {
    return text(proof, name)
        .orElseThrow(
            () -> new CredentialException("malformed", "the proof lacks its member " + name));
  }

  private static Optional<String> text(JsonObject proof, String name) {
    Optional<Json> found = proof.find(name);
    if (found.isPresent() && !(found.get() instanceof Json.Text)) {
      throw new CredentialException("malformed", "the proof's member " + name + " must be text");
    }
    return proof.text(name);
  }

  private static Optional<Long> time(JsonObject proof, String name) {
    try {
      return text(proof, name).map(DateTimes::parse);
    } catch (IllegalArgumentException e) {
      throw new CredentialException("malformed", "the proof's " + name + " is " + e.getMessage());
    }
  }
}
