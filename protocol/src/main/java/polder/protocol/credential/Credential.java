package polder.protocol.credential;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.protocol.identity.DeviceId;
import polder.protocol.identity.DidDocument;
import polder.protocol.identity.DidDocument.Relation;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;

/**
 * A credential as its members say it (VC Data Model 2.0 §4); to be believed once {@link #verify}
 * did not object.
 *
 * @param json all of it, proof included
 * @param types its types, {@code VerifiableCredential} among them
 * @param issuer the issuer's DID, or another URL
 * @param subjects what it says of whom, one object or more
 * @param validFromMillis from when on it holds
 * @param validUntilMillis the end of its validity, if it has one
 * @param statuses where to look whether it is revoked
 */
public record Credential(
    JsonObject json,
    List<String> types,
    String issuer,
    List<JsonObject> subjects,
    Optional<Long> validFromMillis,
    Optional<Long> validUntilMillis,
    List<StatusEntry> statuses) {

  /** The context that stands first in every credential. */
  public static final String CONTEXT = "https://www.w3.org/ns/credentials/v2";

  /** The context that gives a meaning to names that no other context has. */
  public static final String UNDEFINED_TERMS =
      "https://www.w3.org/ns/credentials/undefined-terms/v2";

  /** The type that every credential has. */
  public static final String TYPE = "VerifiableCredential";

  /** Most subjects, types and status entries, each. */
  private static final int MOST_ITEMS = 64;

  public Credential {
    types = List.copyOf(types);
    subjects = List.copyOf(subjects);
    statuses = List.copyOf(statuses);
  }

  /**
   * Reads a credential, whether it has a proof or not.
   *
   * @throws CredentialException saying what is no credential about it
   */
  public static Credential of(Json value) {
    if (!(value instanceof JsonObject json)) {
      throw malformed("a credential is a JSON object");
    }
    checkContext(json);
    List<String> types = texts(json, "type");
    if (!types.contains(TYPE)) {
      throw malformed("the type of a credential includes " + TYPE);
    }
    Optional<Long> from = time(json, "validFrom");
    Optional<Long> until = time(json, "validUntil");
    if (from.isPresent() && until.isPresent() && from.get() > until.get()) {
      throw malformed("validUntil is before validFrom");
    }
    List<StatusEntry> statuses = new ArrayList<>();
    objects(json, "credentialStatus").forEach(entry -> statuses.add(StatusEntry.of(entry)));
    List<JsonObject> subjects = objects(json, "credentialSubject");
    if (subjects.isEmpty()) {
      throw malformed("a credential has a credentialSubject");
    }
    return new Credential(json, types, issuer(json), subjects, from, until, statuses);
  }

  static void checkContext(JsonObject json) {
    boolean list = json.find("@context").filter(Json.Array.class::isInstance).isPresent();
    List<Json> contexts = json.items("@context");
    if (!list || contexts.isEmpty() || !contexts.getFirst().equals(new Json.Text(CONTEXT))) {
      throw malformed("@context must be a list that starts with " + CONTEXT);
    }
  }

  static CredentialException malformed(String detail) {
    return new CredentialException("malformed", detail);
  }

  private static String issuer(JsonObject json) {
    Optional<String> plain = json.text("issuer");
    return plain
        .or(() -> json.object("issuer").flatMap(issuer -> issuer.text("id")))
        .filter(id -> id.contains(":"))
        .orElseThrow(() -> malformed("issuer must be a DID or URL, or an object with one as id"));
  }

  static List<String> texts(JsonObject json, String name) {
    List<String> texts = new ArrayList<>();
    for (Json item : bounded(json, name)) {
      if (!(item instanceof Json.Text(String text))) {
        throw malformed(name + " must be text or a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  static List<JsonObject> objects(JsonObject json, String name) {
    List<JsonObject> objects = new ArrayList<>();
    for (Json item : bounded(json, name)) {
      if (!(item instanceof JsonObject object)) {
        throw malformed(name + " must be an object or a list of objects");
      }
      objects.add(object);
    }
    return objects;
  }

  private static List<Json> bounded(JsonObject json, String name) {
    List<Json> items = json.items(name);
    if (items.size() > MOST_ITEMS) {
      throw malformed(name + " has more than " + MOST_ITEMS + " items");
    }
    return items;
  }

  private static Optional<Long> time(JsonObject json, String name) {
    Optional<Json> found = json.find(name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          DateTimes.parse(
              json.text(name).orElseThrow(() -> malformed(name + " must be a time as text"))));
    } catch (IllegalArgumentException e) {
      throw malformed(name + " is " + e.getMessage());
    }
  }

  /** The identifier of its one subject; empty if it has several, or one without a name. */
  public Optional<String> subject() {
    return subjects.size() == 1 ? subjects.getFirst().text("id") : Optional.empty();
  }

  /** Where to look whether it is revoked, if anywhere. */
  public Optional<StatusEntry> revocation() {
    return statuses.stream()
        .filter(status -> status.purpose().equals(StatusEntry.REVOCATION))
        .findFirst();
  }

  /** From when on it holds; 0 if it does not say. */
  public long startMillis() {
    return validFromMillis.orElse(0L);
  }

  /**
   * When it or its proof ends, whichever is first; the greatest number if neither does.
   *
   * @throws CredentialException if it has no proof of the suite, or several
   */
  public long endMillis() {
    return Math.min(
        validUntilMillis.orElse(Long.MAX_VALUE),
        DataIntegrity.proof(json).expiresMillis().orElse(Long.MAX_VALUE));
  }

  /** Whether it holds at {@code millis}, revocation aside. */
  public boolean isValidAt(long millis) {
    return startMillis() <= millis && millis < endMillis();
  }

  /**
   * Verifies that the issuer signed this. Says nothing of when it holds and whether it is revoked.
   *
   * @param document the document of the issuer's DID
   * @throws CredentialException saying what is wrong
   */
  public void verify(DidDocument document) {
    if (!document.did().text().equals(issuer)) {
      throw new CredentialException("wrong_issuer", "this is the document of another DID");
    }
    verify(json, document, Relation.ASSERTION);
  }

  /** Verifies the proof of a secured document by a key that {@code document} has for that. */
  static Proof verify(JsonObject json, DidDocument document, Relation purpose) {
    Proof proof = DataIntegrity.proof(json);
    if (proof.purpose() != purpose) {
      throw new CredentialException(
          "wrong_purpose", "the proof's purpose must be " + purpose.member());
    }
    DeviceId key =
        document
            .key(proof.method(), purpose)
            .orElseThrow(() ->
                new CredentialException(
                    "unknown_key",
                    document.did().text()
                        + " has no key "
                        + proof.method()
                        + " for "
                        + purpose.member()));
    if (!DataIntegrity.isSignedBy(json, key)) {
      throw new CredentialException(
          "bad_signature",
          "the signature is not that of "
              + proof.method()
              + ": the document was changed or signed by another key");
    }
    return proof;
  }
}
