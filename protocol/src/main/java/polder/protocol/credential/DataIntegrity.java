package polder.protocol.credential;

import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.DeviceSignatures;
import polder.protocol.crypto.Ed25519;
import polder.protocol.identity.Base58;
import polder.protocol.identity.DeviceId;
import polder.protocol.identity.KeyType;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;

/**
 * The suite {@code eddsa-jcs-2022} of W3C's Data Integrity EdDSA Cryptosuites 1.0 (§3.3): Ed25519
 * over the SHA-256 of the canonical proof options and the SHA-256 of the canonical document.
 */
public final class DataIntegrity {
  private static final String CONTEXT = "@context";
  private static final String PROOF = "proof";
  private static final String VALUE = "proofValue";

  private DataIntegrity() {}

  /**
   * {@code document} with a proof by {@code key}.
   *
   * @throws IllegalArgumentException if the key is no Ed25519 key, or there is a proof already
   */
  public static JsonObject sign(JsonObject document, DeviceKey key, Proof proof) {
    if (key.id().type() != KeyType.ED25519) {
      throw new IllegalArgumentException(Proof.SUITE + " signs with Ed25519 keys alone");
    }
    if (document.find(PROOF).isPresent()) {
      throw new IllegalArgumentException("the document has a proof already");
    }
    JsonObject options = proof.options();
    Optional<Json> context = document.find(CONTEXT);
    if (context.isPresent()) {
      options = options.with(CONTEXT, context.get());
    }
    byte[] signature = key.sign(hashData(document, options).unsafeArray());
    return document.with(PROOF, options.with(VALUE, "z" + Base58.encode(signature)));
  }

  /** What is signed: 64 bytes. */
  static Bytes hashData(JsonObject document, JsonObject options) {
    return Bytes.wrap(Hash.sha256(options.canonical().unsafeArray()).toArray())
        .concat(Bytes.wrap(Hash.sha256(document.canonical().unsafeArray()).toArray()));
  }

  /**
   * What the proof of {@code secured} says of itself.
   *
   * @throws CredentialException if there is not exactly one, or none of this suite
   */
  public static Proof proof(JsonObject secured) {
    return Proof.of(proofObject(secured));
  }

  private static JsonObject proofObject(JsonObject secured) {
    List<Json> proofs = secured.items(PROOF);
    if (proofs.size() != 1 || !(proofs.getFirst() instanceof JsonObject proof)) {
      throw new CredentialException(
          proofs.isEmpty() ? "no_proof" : "many_proofs",
          "there must be one proof, not " + proofs.size());
    }
    return proof;
  }

  /** Whether the proof of {@code secured} is a signature of {@code key}. */
  public static boolean isSignedBy(JsonObject secured, DeviceId key) {
    JsonObject proof = proofObject(secured);
    Optional<JsonObject> document = signed(secured.without(PROOF), proof);
    Optional<byte[]> signature = signature(proof);
    return document.isPresent()
        && signature.isPresent()
        && key.type() == KeyType.ED25519
        && DeviceSignatures.isEnrollable(key)
        && Ed25519.verify(
            key.publicKey(),
            hashData(document.get(), proof.without(VALUE)).unsafeArray(),
            signature.get());
  }

  /**
   * The document as it was signed: later contexts may have been added behind those of the proof.
   */
  private static Optional<JsonObject> signed(JsonObject document, JsonObject proof) {
    Optional<Json> context = proof.find(CONTEXT);
    if (context.isEmpty()) {
      return Optional.of(document);
    }
    List<Json> stated = proof.items(CONTEXT);
    List<Json> own = document.items(CONTEXT);
    return stated.size() <= own.size() && own.subList(0, stated.size()).equals(stated)
        ? Optional.of(document.with(CONTEXT, context.get()))
        : Optional.empty();
  }

  private static Optional<byte[]> signature(JsonObject proof) {
    Optional<String> value = proof.text(VALUE).filter(text -> text.startsWith("z"));
    try {
      return value
          .map(text -> Base58.decode(text.substring(1)))
          .filter(signature -> signature.length == Ed25519.SIGNATURE_SIZE);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
