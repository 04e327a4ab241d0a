package polder.node.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.crypto.Eip191;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vectors of the standard's first implementation. */
final class SignInVectorsTest {
  @Test
  void whatIsAMessageIsReadWhole() {
    SharedVectors.cases("parsing_positive.json")
        .forEach((name, vector) -> {
          JsonNode fields = vector.path("fields");
          SignInMessage message = SignInMessage.parse(vector.path("message").asString());
          assertThat(message.scheme()).as(name).isEqualTo(text(fields, "scheme"));
          assertThat(message.domain()).as(name).isEqualTo(fields.path("domain").asString());
          assertThat(message.account()).as(name).hasToString(fields.path("address").asString());
          assertThat(message.statement()).as(name).isEqualTo(text(fields, "statement"));
          assertThat(message.uri()).as(name).isEqualTo(fields.path("uri").asString());
          assertThat(message.chainId()).as(name).isEqualTo(fields.path("chainId").asLong());
          assertThat(message.nonce()).as(name).isEqualTo(fields.path("nonce").asString());
          assertThat(Optional.of(message.issuedAt())).as(name).isEqualTo(time(fields, "issuedAt"));
          assertThat(message.expirationTime()).as(name).isEqualTo(time(fields, "expirationTime"));
          assertThat(message.notBefore()).as(name).isEqualTo(time(fields, "notBefore"));
          assertThat(message.requestId()).as(name).isEqualTo(text(fields, "requestId"));
          List<String> resources = new ArrayList<>();
          fields.path("resources").forEach(resource -> resources.add(resource.asString()));
          assertThat(message.resources()).as(name).isEqualTo(resources);
        });
  }

  @Test
  void whatIsNoMessageIsRefusedWithAReason() {
    SharedVectors.cases("parsing_negative.json")
        .forEach((name, vector) ->
            assertThatThrownBy(() -> SignInMessage.parse(vector.asString()))
                .as(name)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line"));
    SharedVectors.cases("parsing_negative_objects.json")
        .forEach((name, vector) ->
            assertThatThrownBy(() -> SignInMessage.parse(write(vector)))
                .as(name)
                .isInstanceOf(IllegalArgumentException.class));
  }

  @Test
  void signaturesOfWalletsAreKnown() {
    SharedVectors.cases("verification_positive.json")
        .forEach((name, vector) -> {
          SignInMessage message = SignInMessage.parse(write(vector));
          Instant now = time(vector, "time").orElse(Instant.parse("2026-11-26T12:00:00Z"));
          assertThat(isSigned(vector)).as(name).isTrue();
          assertThat(SignIn.time(message, now)).as(name).isEmpty();
        });
  }

  @Test
  void eachWrongOneIsRefusedForWhatIsWrong() throws IOException {
    Map<String, String> reasons =
        Map.of(
            "expired message", "expired",
            "domain binding", "wrong_domain",
            "custom time", "expired",
            "custom nonce", "unknown_nonce",
            "malformed signature", "malformed",
            "wrong signature", "bad_signature",
            "not yet valid", "not_yet_valid",
            "invalid issuedAt", "bad_message",
            "invalid notBefore", "bad_message",
            "invalid expirationTime", "bad_message");
    Map<String, JsonNode> vectors = SharedVectors.cases("verification_negative.json");
    assertThat(reasons.keySet()).isEqualTo(vectors.keySet());
    for (Map.Entry<String, JsonNode> vector : vectors.entrySet()) {
      assertThat(reason(vector.getValue()))
          .as(vector.getKey())
          .isEqualTo(reasons.get(vector.getKey()));
    }
  }

  /**
   * At the site of the vectors; no nonce of theirs can be ours, so signatures are looked at apart.
   */
  private static String reason(JsonNode vector) throws IOException {
    if (vector.path("signature").asString().length() % 2 != 0) {
      return reasonOfBody(vector);
    }
    Instant now = time(vector, "time").orElse(Instant.parse("2026-11-26T12:00:00Z"));
    SignIn site = new SignIn(1, Optional.empty(), InstantSource.fixed(now), SessionLimits.USUAL);
    String domain = text(vector, "domainBinding").orElse("login.xyz");
    SignIn.Outcome outcome =
        site.judge(write(vector), signature(vector), Origin.of(URI.create("https://" + domain)));
    String reason = ((SignIn.Outcome.Bad) outcome).reason();
    boolean onlyNonce = reason.equals("unknown_nonce") && !vector.has("matchNonce");
    return onlyNonce && !isSigned(vector) ? "bad_signature" : reason;
  }

  /** What are no bytes at all is refused where a request is read. */
  private static String reasonOfBody(JsonNode vector) throws IOException {
    String body =
        JsonMapper.shared()
            .createObjectNode()
            .put("message", write(vector))
            .put("signature", vector.path("signature").asString())
            .toString();
    try (TestSite site = new TestSite(Optional.empty())) {
      return site.page("POST", "/v1/session", body).reason();
    }
  }

  private static boolean isSigned(JsonNode vector) {
    String text = write(vector);
    return SignIn.isByKey(
        SignInMessage.parse(text).account(),
        Eip191.digest(text.getBytes(StandardCharsets.US_ASCII)),
        signature(vector));
  }

  private static Bytes signature(JsonNode vector) {
    return Bytes.fromHex(vector.path("signature").asString());
  }

  private static Optional<String> text(JsonNode fields, String name) {
    JsonNode value = fields.path(name);
    return value.isString() ? Optional.of(value.asString()) : Optional.empty();
  }

  private static Optional<Instant> time(JsonNode fields, String name) {
    return text(fields, name).map(text -> OffsetDateTime.parse(text).toInstant());
  }

  /** The message that these fields make. */
  private static String write(JsonNode fields) {
    StringBuilder text = new StringBuilder();
    text.append(fields.path("domain").asString(""))
        .append(" wants you to sign in with your Ethereum account:\n")
        .append(fields.path("address").asString(""))
        .append("\n\n");
    text(fields, "statement").ifPresent(its -> text.append(its).append('\n'));
    field(text, "\nURI: ", fields, "uri");
    field(text, "\nVersion: ", fields, "version");
    field(text, "\nChain ID: ", fields, "chainId");
    field(text, "\nNonce: ", fields, "nonce");
    field(text, "\nIssued At: ", fields, "issuedAt");
    field(text, "\nExpiration Time: ", fields, "expirationTime");
    field(text, "\nNot Before: ", fields, "notBefore");
    field(text, "\nRequest ID: ", fields, "requestId");
    if (fields.has("resources")) {
      text.append("\nResources:");
      fields.path("resources").forEach(its -> text.append("\n- ").append(its.asString()));
    }
    return text.toString();
  }

  private static void field(StringBuilder text, String label, JsonNode fields, String name) {
    if (fields.has(name)) {
      text.append(label).append(fields.path(name).asString());
    }
  }
}
