package polder.epoch;

import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.credential.Credential;
import polder.protocol.credential.CredentialException;
import polder.protocol.credential.StatusEntry;
import polder.protocol.credential.StatusList;
import polder.protocol.identity.DeviceId;
import polder.protocol.identity.Did;
import polder.protocol.identity.DidDocument;
import polder.protocol.json.Json;
import polder.protocol.manifest.CredentialTerms;

/**
 * A document that was shown to a network and verified: what a trusted issuer says of a device, or
 * which of its words it takes back.
 */
public sealed interface ShownDocument {
  /** Most types of a credential, and letters of each. */
  int MOST_TYPES = 4;

  /** The longest name of a type. */
  int MOST_TYPE_LETTERS = 80;

  /**
   * A credential.
   *
   * @param device whom it is about
   * @param credential what the state will hold of it
   */
  record About(DeviceId device, HeldCredential credential) implements ShownDocument {}

  /**
   * A list of revocations.
   *
   * @param url where it lies
   * @param untilMillis the end of its validity; the greatest number if it has none
   * @param entry what the state will hold of it
   */
  record Revocations(DeviceId issuer, String url, long untilMillis, RevocationEntry entry)
      implements ShownDocument {
    /** How it is named in the state. */
    Hash list() {
      return RevocationEntry.nameOf(url);
    }
  }

  /** What counts for nothing. */
  record Refused(String reason, String detail) implements ShownDocument {}

  /** Reads and verifies {@code document} by the terms of a network; asks nobody and no clock. */
  static ShownDocument read(Bytes document, CredentialTerms terms) {
    if (terms.isEmpty()) {
      return new Refused("untrusted_issuer", "the network's manifest trusts no credentials");
    }
    try {
      Json json = Json.read(document);
      if (!json.canonical().equals(document)) {
        return new Refused("malformed", "the credential must be in its canonical form (RFC 8785)");
      }
      Credential credential = Credential.of(json);
      DeviceId issuer = issuer(credential);
      if (!terms.trusts(issuer)) {
        return new Refused(
            "untrusted_issuer", "the network's manifest does not trust " + issuer.did());
      }
      credential.verify(DidDocument.of(new Did.Key(issuer)));
      return credential.types().contains(StatusList.TYPE)
          ? revocations(credential, issuer)
          : about(credential, issuer, terms, Hash.sha256(document.unsafeArray()));
    } catch (CodecException e) {
      return new Refused("malformed", "the credential is no JSON: " + e.getMessage());
    } catch (CredentialException e) {
      return new Refused(e.reason(), e.detail());
    }
  }

  private static DeviceId issuer(Credential credential) {
    try {
      return DeviceId.parse(credential.issuer());
    } catch (IllegalArgumentException e) {
      throw new CredentialException(
          "untrusted_issuer", "an epoch asks no web site: the issuer must be a did:key");
    }
  }

  private static ShownDocument about(
      Credential credential, DeviceId issuer, CredentialTerms terms, Hash document) {
    HeldCredential held = HeldCredential.of(credential, issuer, document);
    if (!held.isTrustedBy(terms)) {
      return new Refused(
          "untrusted_issuer", "the network's manifest does not trust its issuer with this type");
    }
    if (held.types().size() > MOST_TYPES
        || held.types().stream().anyMatch(type -> type.length() > MOST_TYPE_LETTERS)) {
      return new Refused("malformed", "a credential here has at most 4 types of 80 letters");
    }
    try {
      return new About(DeviceId.parse(credential.subject().orElse("")), held);
    } catch (IllegalArgumentException e) {
      return new Refused("wrong_subject", "a credential here is about one device, by its did:key");
    }
  }

  private static ShownDocument revocations(Credential credential, DeviceId issuer) {
    int[] revoked = StatusList.of(credential, StatusEntry.REVOCATION).set().toArray();
    String url = credential.json().text("id").orElse("");
    if (revoked.length > RevocationEntry.MOST_REVOKED) {
      return new Refused(
          "too_many_revoked",
          "a list here revokes at most " + RevocationEntry.MOST_REVOKED + ": begin another");
    }
    return url.isEmpty() || url.length() > 512
        ? new Refused("malformed", "a list's id is its URL, of at most 512 letters")
        : new Revocations(
            issuer,
            url,
            credential.endMillis(),
            new RevocationEntry(credential.startMillis(), revoked));
  }
}
