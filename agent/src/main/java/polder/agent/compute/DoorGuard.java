package polder.agent.compute;

import com.sun.net.httpserver.HttpExchange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import polder.networks.compute.message.DoorStatement;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.blob.PutProof;
import polder.protocol.identity.DeviceId;

/**
 * Lets in only the device that may ask, such as the one that ordered, and each of its signatures
 * once. Safe for threads.
 */
final class DoorGuard {
  private static final int MOST_REMEMBERED = 10_000;

  private final DeviceId machine;
  private final LongSupplier clockMillis;
  private final Map<Bytes, Long> used = new HashMap<>();

  DoorGuard(DeviceId machine, LongSupplier clockMillis) {
    this.machine = machine;
    this.clockMillis = clockMillis;
  }

  /** Who a request says that he signed it; empty if it says nothing of the kind. */
  static Optional<DeviceId> claimed(HttpExchange request) {
    String header = request.getRequestHeaders().getFirst("Authorization");
    if (header == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(PutProof.parse(header).device());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Why {@code client} did not sign this request; empty if it did. */
  Optional<PutProof.Objection> objection(HttpExchange request, Bytes body, DeviceId client) {
    String header = request.getRequestHeaders().getFirst("Authorization");
    if (header == null) {
      return Optional.of(
          new PutProof.Objection("not_signed", "sign the request with the device that may ask"));
    }
    PutProof proof;
    DoorStatement statement;
    try {
      proof = PutProof.parse(header);
      statement =
          new DoorStatement(
              machine,
              request.getRequestMethod(),
              request.getRequestURI().toString(),
              Hash.sha256(body.unsafeArray()),
              proof.expiresMillis());
    } catch (IllegalArgumentException e) {
      return Optional.of(new PutProof.Objection("bad_signature", String.valueOf(e.getMessage())));
    }
    long now = clockMillis.getAsLong();
    Optional<PutProof.Objection> objection = statement.objection(proof, client, now);
    return objection.isPresent() ? objection : usedBefore(proof, now);
  }

  private synchronized Optional<PutProof.Objection> usedBefore(PutProof proof, long now) {
    used.values().removeIf(expires -> expires < now);
    if (used.size() >= MOST_REMEMBERED) {
      return Optional.of(
          new PutProof.Objection("busy", "too many requests; try again in a few minutes"));
    }
    return used.putIfAbsent(proof.signature(), proof.expiresMillis()) == null
        ? Optional.empty()
        : Optional.of(
            new PutProof.Objection("used_before", "each request needs a signature of its own"));
  }
}
