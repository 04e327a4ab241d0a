package polder.protocol.credential;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DidDocument;
import polder.protocol.identity.DidDocument.Relation;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;

/**
 * Credentials that their holder shows to one verifier (VC Data Model 2.0 §4.13).
 *
 * @param json all of it, proof included
 * @param holder the holder's DID
 * @param credentials what is shown
 */
public record Presentation(JsonObject json, String holder, List<Credential> credentials) {
  /** Its type. */
  public static final String TYPE = "VerifiablePresentation";

  /** Most credentials in one. */
  public static final int MOST_CREDENTIALS = 32;

  public Presentation {
    credentials = List.copyOf(credentials);
  }

  /** What a verifier asked for. */
  public record Question(String challenge, String domain) {}

  /**
   * A presentation of {@code credentials} signed by their holder.
   *
   * @param key the holder's Ed25519 key
   */
  public static JsonObject sign(
      List<Credential> credentials, DeviceKey key, Question question, long nowMillis) {
    if (credentials.size() > MOST_CREDENTIALS) {
      throw Credential.malformed(
          "a presentation here has at most " + MOST_CREDENTIALS + " credentials");
    }
    String holder = key.id().did();
    JsonObject document =
        JsonObject.EMPTY
            .with("@context", Json.Array.ofTexts(List.of(Credential.CONTEXT)))
            .with("type", Json.Array.ofTexts(List.of(TYPE)))
            .with("holder", holder)
            .with(
                "verifiableCredential",
                new Json.Array(credentials.stream().<Json>map(Credential::json).toList()));
    String method = holder + "#" + holder.substring("did:key:".length());
    return DataIntegrity.sign(
        document,
        key,
        Proof.of(method, Relation.AUTHENTICATION, nowMillis)
            .answering(question.challenge(), question.domain()));
  }

  /**
   * Reads a presentation.
   *
   * @throws CredentialException saying what is no presentation about it
   */
  public static Presentation of(Json value) {
    if (!(value instanceof JsonObject json)) {
      throw Credential.malformed("a presentation is a JSON object");
    }
    Credential.checkContext(json);
    if (!Credential.texts(json, "type").contains(TYPE)) {
      throw Credential.malformed("the type of a presentation includes " + TYPE);
    }
    Optional<String> holder =
        json.text("holder").or(() -> json.object("holder").flatMap(object -> object.text("id")));
    List<Credential> credentials = new ArrayList<>();
    Credential.objects(json, "verifiableCredential")
        .forEach(credential -> credentials.add(Credential.of(credential)));
    return new Presentation(
        json,
        holder.orElseThrow(() -> Credential.malformed("a presentation here names its holder")),
        credentials);
  }

  /**
   * Verifies that the holder answered this question. The credentials are to be verified one by one
   * beside that.
   *
   * @param document the document of the holder's DID
   * @throws CredentialException saying what is wrong
   */
  public void verify(DidDocument document, Question question) {
    if (!document.did().text().equals(holder)) {
      throw new CredentialException("wrong_holder", "this is the document of another DID");
    }
    Proof proof = Credential.verify(json, document, Relation.AUTHENTICATION);
    if (!proof.challenge().equals(Optional.of(question.challenge()))
        || !proof.domain().equals(Optional.of(question.domain()))) {
      throw new CredentialException(
          "wrong_challenge", "the presentation answers another challenge or domain");
    }
  }
}
