package polder.agent.market;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import polder.agent.format.Json;
import polder.networks.GroupKey;
import polder.networks.compute.job.Proof;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a renter remembers of an order.
 *
 * @param order its name
 * @param title what people call it, such as the name of its file
 * @param proof how its result is proven
 * @param job hash of the job's bytes
 * @param limitNano the most that is paid: a second for what is metered, for all of it otherwise
 * @param seconds how long it runs at most, or within which its result must be there
 * @param fundedNano what its purse was given
 * @param placedMillis when it was ordered, epoch milliseconds
 * @param funding the signed message that gives it
 */
public record OrderNote(
    GroupKey order,
    String title,
    Proof proof,
    Hash job,
    long limitNano,
    long seconds,
    long fundedNano,
    long placedMillis,
    Bytes funding) {

  Bytes encode() {
    Map<String, Object> note = new LinkedHashMap<>();
    note.put("order", order.text());
    note.put("title", title);
    note.put("proof", proof.code());
    note.put("job", job.toHex());
    note.put("limitNano", limitNano);
    note.put("seconds", seconds);
    note.put("fundedNano", fundedNano);
    note.put("placedMillis", placedMillis);
    note.put("funding", Base64.getEncoder().encodeToString(funding.toArray()));
    return Bytes.wrap(Json.MAPPER.writeValueAsBytes(note));
  }

  /**
   * Reads a note.
   *
   * @throws IllegalArgumentException if it is none
   */
  static OrderNote decode(Bytes encoded) {
    try {
      JsonNode note = Json.MAPPER.readTree(encoded.unsafeArray());
      String proof = note.path("proof").asString("");
      return new OrderNote(
          new GroupKey(note.path("order").asString("")),
          note.path("title").asString(""),
          Proof.of(proof).orElseThrow(() -> new IllegalArgumentException("no proof: " + proof)),
          Hash.fromHex(note.path("job").asString("")),
          note.path("limitNano").asLong(0),
          note.path("seconds").asLong(0),
          note.path("fundedNano").asLong(0),
          note.path("placedMillis").asLong(0),
          Bytes.wrap(Base64.getDecoder().decode(note.path("funding").asString(""))));
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }
}
