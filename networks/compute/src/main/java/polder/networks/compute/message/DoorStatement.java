package polder.networks.compute.message;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.blob.PutProof;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.DeviceSignatures;
import polder.protocol.identity.DeviceId;

/**
 * What a renter's device signs to ask something of a machine that runs its order: one request, for
 * a short while. It is text that people can read; no other message that a device signs begins so.
 * The header {@code Authorization} has the same form as {@link PutProof}.
 *
 * @param machine whose door it is
 * @param method of the request, such as {@code POST}
 * @param path of the request with its query, such as {@code /v1/leases/order-…/exec/web}
 * @param body SHA-256 of the request's body
 * @param expiresMillis until when, epoch milliseconds
 */
public record DoorStatement(
    DeviceId machine, String method, String path, Hash body, long expiresMillis) {
  /** How far ahead a statement may expire: 5 minutes. */
  public static final long MOST_AHEAD_MILLIS = 5 * 60_000L;

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if a word has what no request has
   */
  public DoorStatement {
    if (!method.matches("[A-Z]{1,10}") || !path.matches("/[!-~]{0,1000}")) {
      throw new IllegalArgumentException("no request: " + method + " " + path);
    }
    if (expiresMillis < 0) {
      throw new IllegalArgumentException("a statement's end is not negative");
    }
  }

  /** The text, of six lines in ASCII, each with a line feed at its end. */
  public String text() {
    return "polder ask machine 1\nmachine "
        + machine.did()
        + "\nmethod "
        + method
        + "\npath "
        + path
        + "\nsha256 "
        + body.toHex()
        + "\nexpires "
        + expiresMillis
        + "\n";
  }

  private byte[] signed() {
    return text().getBytes(StandardCharsets.US_ASCII);
  }

  /** The proof that the device of {@code key} says so. */
  public PutProof sign(DeviceKey key) {
    return new PutProof(key.id(), expiresMillis, Bytes.wrap(key.sign(signed())));
  }

  /**
   * Why {@code proof} does not show that {@code client} asks this now; empty if it does.
   *
   * @param nowMillis the time, epoch milliseconds
   */
  public Optional<PutProof.Objection> objection(PutProof proof, DeviceId client, long nowMillis) {
    if (!proof.device().equals(client)) {
      return Optional.of(
          new PutProof.Objection(
              "not_yours", "only the device that ordered may ask this: " + client.did()));
    }
    if (expiresMillis < nowMillis || expiresMillis - nowMillis > MOST_AHEAD_MILLIS) {
      return Optional.of(
          new PutProof.Objection(
              "expired",
              "a signature holds for at most "
                  + MOST_AHEAD_MILLIS / 60_000
                  + " minutes from now: sign anew, and set the clock"));
    }
    return DeviceSignatures.verify(client, signed(), proof.signature().unsafeArray())
        ? Optional.empty()
        : Optional.of(
            new PutProof.Objection("bad_signature", "the device did not sign this request"));
  }
}
