package polder.protocol.credential;

import java.util.Optional;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;

/**
 * Where a credential's status stands (Bitstring Status List 1.0 §2.1).
 *
 * @param purpose what a set bit means, such as {@link #REVOCATION}
 * @param list the URL of the list's credential
 * @param index the bit's number in it, from 0 on
 */
public record StatusEntry(String purpose, String list, long index) {
  /** Its type. */
  public static final String TYPE = "BitstringStatusListEntry";

  /** The purpose by which credentials are revoked for good. */
  public static final String REVOCATION = "revocation";

  private static final int MOST_URL = 512;

  /**
   * Checks the bounds.
   *
   * @throws CredentialException if one is broken
   */
  public StatusEntry {
    if (list.isEmpty() || list.length() > MOST_URL) {
      throw Credential.malformed("statusListCredential must be a URL of at most 512 characters");
    }
    if (index < 0 || index >= StatusList.MOST_ENTRIES) {
      throw Credential.malformed(
          "statusListIndex must be from 0 to " + (StatusList.MOST_ENTRIES - 1));
    }
  }

  static StatusEntry of(JsonObject entry) {
    if (!entry.text("type").equals(Optional.of(TYPE))) {
      throw new CredentialException(
          "unknown_status", "a credentialStatus here is a " + TYPE + "; others are not known");
    }
    if (entry.find("statusSize").filter(size -> !size.equals(Json.Number.of(1))).isPresent()) {
      throw new CredentialException("unknown_status", "a status here has one bit");
    }
    String index = entry.text("statusListIndex").orElse("");
    if (!index.matches("0|[1-9][0-9]{0,8}")) {
      throw Credential.malformed("statusListIndex must be a whole number as text");
    }
    return new StatusEntry(
        entry
            .text("statusPurpose")
            .orElseThrow(() -> Credential.malformed("a credentialStatus has a statusPurpose")),
        entry.text("statusListCredential").orElse(""),
        Long.parseLong(index));
  }

  /** As it stands in a credential. */
  public JsonObject json() {
    return JsonObject.EMPTY
        .with("id", list + "#" + index)
        .with("type", TYPE)
        .with("statusPurpose", purpose)
        .with("statusListIndex", Long.toString(index))
        .with("statusListCredential", list);
  }
}
