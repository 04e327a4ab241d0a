package polder.app;

import java.io.IOException;
import java.util.Optional;
import polder.ports.DidResolver;
import polder.protocol.credential.Credential;
import polder.protocol.credential.CredentialException;
import polder.protocol.credential.DataIntegrity;
import polder.protocol.credential.Presentation;
import polder.protocol.credential.StatusEntry;
import polder.protocol.credential.StatusList;
import polder.protocol.identity.Did;
import polder.protocol.identity.DidDocument;
import polder.protocol.json.Json;

/**
 * Verifies what people show: signature, time, revocation; and for that finds the issuers' documents
 * and lists.
 */
public final class CredentialDesk {
  private final DidResolver resolver;
  private final Lists lists;

  /** Finds the status list that lies at an address. */
  public interface Lists {
    /**
     * The list's credential, not verified.
     *
     * @throws IOException in one line why there is none
     */
    Json at(String url) throws IOException;
  }

  /** With a resolver of DIDs, and where to find lists. */
  public CredentialDesk(DidResolver resolver, Lists lists) {
    this.resolver = resolver;
    this.lists = lists;
  }

  /**
   * Verifies a credential.
   *
   * @throws CredentialException saying why it is not to be trusted
   * @throws IOException in one line what could not be found out, because somebody did not answer
   */
  public void verify(Credential credential, long atMillis) throws IOException {
    credential.verify(document(credential.issuer()));
    checkTime(credential, atMillis);
    Optional<StatusEntry> entry = credential.revocation();
    if (entry.isEmpty()) {
      return;
    }
    Credential list = Credential.of(lists.at(entry.get().list()));
    if (!list.issuer().equals(credential.issuer())) {
      throw new CredentialException(
          "wrong_status_list", "the list of revocations comes from another issuer");
    }
    list.verify(document(list.issuer()));
    checkTime(list, atMillis);
    if (StatusList.isRevoked(credential, list)) {
      throw new CredentialException("revoked", "its issuer revoked it");
    }
  }

  private static void checkTime(Credential credential, long atMillis) {
    if (!credential.isValidAt(atMillis)) {
      boolean early = credential.validFromMillis().orElse(0L) > atMillis;
      throw new CredentialException(
          early ? "not_yet_valid" : "expired",
          early ? "it is not valid yet; look at validFrom" : "it is not valid any more");
    }
  }

  /**
   * Verifies that the holder of a presentation answered the question; its credentials are to be
   * verified one by one.
   *
   * @throws CredentialException saying why it is not to be trusted
   * @throws IOException as {@link #verify(Credential, long)}
   */
  public void verify(Presentation presentation, Presentation.Question question, long atMillis)
      throws IOException {
    presentation.verify(document(presentation.holder()), question);
    if (DataIntegrity.proof(presentation.json()).expiresMillis().orElse(Long.MAX_VALUE)
        <= atMillis) {
      throw new CredentialException("expired", "the presentation is too old");
    }
  }

  private DidDocument document(String issuer) throws IOException {
    Did did;
    try {
      did = Did.parse(issuer);
    } catch (IllegalArgumentException e) {
      throw new CredentialException(
          "unknown_issuer", "who issued it has no key that can be found: " + e.getMessage());
    }
    return resolver.resolve(did);
  }
}
