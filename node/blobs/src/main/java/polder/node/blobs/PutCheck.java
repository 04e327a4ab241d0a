package polder.node.blobs;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.time.InstantSource;
import java.util.Optional;
import polder.node.session.Session;
import polder.node.session.Visitors;
import polder.protocol.Hash;
import polder.protocol.blob.PutProof;
import polder.protocol.identity.Account;

/**
 * For whom somebody puts a blob.
 *
 * @param deployment the deployment's identifier, which devices sign
 * @param depositors who may
 * @param visitors who is signed in
 * @param clock the time of day
 */
public record PutCheck(
    Hash deployment, Depositors depositors, Visitors visitors, InstantSource clock) {
  /** What a check says. */
  sealed interface Finding {
    /** It is this account's. */
    record Of(Account holder) implements Finding {}

    /** Nothing shows whose it is. */
    record Unknown(String reason, String detail) implements Finding {}

    /** It is somebody's who may not. */
    record Unwelcome(String reason, String detail) implements Finding {}
  }

  /** Looks who sends {@code bytes} bytes of {@code blob}. */
  Finding check(ServerRequest request, Hash blob, long bytes) {
    Optional<String> header = request.headers().first(HeaderNames.AUTHORIZATION);
    return header.isPresent()
        ? device(header.get(), blob, bytes)
        : visitors
            .of(request)
            .map(this::account)
            .orElseGet(() ->
                new Finding.Unknown(
                    "not_signed",
                    "a device signs what it puts, in the header Authorization (docs/blobs.md); a"
                        + " person signs in first"));
  }

  private Finding device(String header, Hash blob, long bytes) {
    PutProof proof;
    try {
      proof = PutProof.parse(header);
    } catch (IllegalArgumentException e) {
      return new Finding.Unknown(
          "bad_authorization", "the header Authorization: " + e.getMessage());
    }
    Optional<PutProof.Objection> objection =
        proof.objection(deployment, blob, bytes, clock.millis());
    if (objection.isPresent()) {
      return new Finding.Unknown(objection.get().reason(), objection.get().detail());
    }
    return depositors
        .owner(proof.device())
        .<Finding>map(Finding.Of::new)
        .orElseGet(() ->
            new Finding.Unwelcome(
                "not_enrolled",
                "the device is enrolled in no network here that takes blobs, or signs there no"
                    + " more"));
  }

  private Finding account(Session session) {
    return depositors.isWelcome(session.account())
        ? new Finding.Of(session.account())
        : new Finding.Unwelcome(
            "nothing_earned",
            "an account that has no balance here and earned nothing puts no blobs");
  }
}
