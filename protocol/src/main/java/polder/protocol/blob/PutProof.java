package polder.protocol.blob;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceSignatures;
import polder.protocol.identity.DeviceId;

/**
 * That a device puts a blob, as the header {@code Authorization} of a request has it: {@code Polder
 * key=z…, expires=MILLIS, signature=BASE64URL}. Which blob, the request says itself.
 *
 * @param device who signed
 * @param expiresMillis until when, epoch milliseconds
 * @param signature 64 bytes, of the {@link PutStatement}
 */
public record PutProof(DeviceId device, long expiresMillis, Bytes signature) {
  private static final Pattern HEADER =
      Pattern.compile(
          "Polder key=(z[1-9A-HJ-NP-Za-km-z]{1,64}), ?expires=(0|[1-9][0-9]{0,15}),"
              + " ?signature=([A-Za-z0-9_-]{86})");
  private static final String DID = "did:key:";

  /**
   * Reads the value of the header.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static PutProof parse(String header) {
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "it must be: Polder key=z…, expires=MILLISECONDS, signature=BASE64URL of 64 bytes");
    }
    try {
      return new PutProof(
          DeviceId.parse(DID + matcher.group(1)),
          Long.parseLong(matcher.group(2)),
          Bytes.wrap(Base64.getUrlDecoder().decode(matcher.group(3))));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "its key or signature cannot be read: " + e.getMessage(), e);
    }
  }

  /** The value of the header. */
  public String header() {
    return "Polder key="
        + device.did().substring(DID.length())
        + ", expires="
        + expiresMillis
        + ", signature="
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.unsafeArray());
  }

  /** Why a proof does not hold. */
  public record Objection(String reason, String detail) {}

  /**
   * Why this is no proof now that its device puts the blob, if it is none. Whether the device may
   * is another question.
   *
   * @param deployment the deployment's identifier
   * @param blob the SHA-256 of what is put
   * @param bytes its size, 0 or more
   * @param nowMillis the time, epoch milliseconds
   */
  public Optional<Objection> objection(Hash deployment, Hash blob, long bytes, long nowMillis) {
    if (expiresMillis < nowMillis) {
      return Optional.of(
          new Objection(
              "expired",
              "the signature expired "
                  + (nowMillis - expiresMillis) / 1_000
                  + " s ago: sign anew, and set the clock"));
    }
    if (expiresMillis - nowMillis > PutStatement.MOST_AHEAD_MILLIS) {
      return Optional.of(
          new Objection(
              "expires_too_late",
              "a signature holds for at most "
                  + PutStatement.MOST_AHEAD_MILLIS / 60_000
                  + " minutes from now: sign with an earlier end, and set the clock"));
    }
    PutStatement statement = new PutStatement(deployment, blob, bytes, expiresMillis);
    if (!DeviceSignatures.isEnrollable(device)
        || !DeviceSignatures.verify(device, statement.signed(), signature.unsafeArray())) {
      return Optional.of(
          new Objection(
              "bad_signature",
              "the device did not sign that it puts "
                  + bytes
                  + " bytes of this hash into this deployment until then"));
    }
    return Optional.empty();
  }
}
