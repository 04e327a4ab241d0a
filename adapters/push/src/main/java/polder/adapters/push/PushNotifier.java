package polder.adapters.push;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import polder.ports.Notifier;
import polder.protocol.Bytes;
import polder.protocol.crypto.P256;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Web Push (RFC 8030) to browsers: encrypted for the browser (RFC 8291), and signed with the node's
 * own key so that a push service knows who sends (VAPID, RFC 8292).
 */
public final class PushNotifier implements Notifier {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final long TOKEN_SECONDS = 12 * 3_600;
  private static final String KEPT_SECONDS = "86400";
  private static final int SECRET_BYTES = 16;
  private static final int MOST_BODY_LETTERS = 800;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PinnedPost post;
  private final byte[] secret;
  private final String publicKey;
  private final String contact;

  /**
   * @param secret the node's P-256 secret, 32 bytes
   * @param contact whom a push service can turn to: an https or mailto address
   */
  public PushNotifier(TargetRule rule, byte[] secret, String contact) {
    this(
        new PinnedPost(
            new PinnedConnection(
                rule,
                InetAddress::getAllByName,
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                TIMEOUT)),
        secret,
        contact);
  }

  PushNotifier(PinnedPost post, byte[] secret, String contact) {
    this.post = post;
    this.secret = secret.clone();
    this.publicKey = base64(PushCurve.uncompressed(P256.publicKey(secret)).toArray());
    this.contact = contact;
  }

  /** What a browser subscribes with: {@code applicationServerKey}, in base64url. */
  public String publicKey() {
    return publicKey;
  }

  private record Receiver(String endpoint, PushCipher.Receiver keys) {
    /** Reads what a browser's {@code PushSubscription.toJSON()} gives. */
    static Receiver parse(String text) {
      JsonNode json;
      try {
        json = JSON.readTree(text);
      } catch (JacksonException e) {
        throw new IllegalArgumentException("this is no JSON", e);
      }
      Receiver receiver =
          new Receiver(
              json.path("endpoint").asString(""),
              new PushCipher.Receiver(
                  bytes(json.path("keys").path("p256dh")), bytes(json.path("keys").path("auth"))));
      try {
        PushCurve.publicKey(receiver.keys().key());
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      if (receiver.keys().secret().size() != SECRET_BYTES) {
        throw new IllegalArgumentException("keys.auth has 16 bytes");
      }
      return receiver;
    }

    private static Bytes bytes(JsonNode text) {
      // Some browsers pad, some do not.
      return Bytes.wrap(Base64.getUrlDecoder().decode(text.asString("").replace("=", "")));
    }
  }

  @Override
  public Optional<String> objection(String target) {
    try {
      return post.connection().objection(Receiver.parse(target).endpoint());
    } catch (IllegalArgumentException e) {
      return Optional.of(
          "give a browser's push subscription as it is, with endpoint, keys.p256dh and keys.auth: "
              + e.getMessage());
    }
  }

  @Override
  public Result send(String target, Bytes none, Notice notice) {
    Receiver receiver;
    byte[] body;
    try {
      receiver = Receiver.parse(target);
      body = PushCipher.encrypt(text(notice), receiver.keys());
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return new Result.Refused("the subscription cannot be used: " + e.getMessage());
    }
    Optional<String> objection = post.connection().rule().objection(receiver.endpoint());
    if (objection.isPresent()) {
      return new Result.Refused(objection.get());
    }
    URI endpoint = URI.create(receiver.endpoint());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/octet-stream");
    headers.put("Content-Encoding", "aes128gcm");
    headers.put("TTL", KEPT_SECONDS);
    headers.put("Urgency", "high");
    headers.put("Authorization", "vapid t=" + token(endpoint) + ", k=" + publicKey);
    try {
      return result(post.post(endpoint, headers, body));
    } catch (IOException e) {
      return new Result.Later(WebhookNotifier.line(e), 0);
    }
  }

  private static Result result(PinnedPost.Reply reply) {
    int status = reply.status();
    String why = "the push service answered " + status;
    if (status >= 200 && status < 300) {
      return new Result.Delivered();
    }
    return switch (status) {
      case 404, 410 -> new Result.Gone(why);
      case 400, 401, 403, 413 -> new Result.Refused(why);
      default -> new Result.Later(why, reply.retryAfterMillis());
    };
  }

  /** What a service worker shows: title and body, and the whole in short. */
  private static byte[] text(Notice notice) {
    String body = notice.text();
    return JSON.writeValueAsBytes(
        JSON.createObjectNode()
            .put("id", notice.id())
            .put("title", notice.subject())
            .put("body", body.substring(0, cut(body))));
  }

  /** Four bytes a letter at most, as JSON two more: it fits. */
  private static int cut(String text) {
    int end = Math.min(text.length(), MOST_BODY_LETTERS);
    return end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
  }

  private String token(URI endpoint) {
    String audience =
        endpoint.getScheme()
            + "://"
            + endpoint.getHost()
            + (endpoint.getPort() == -1 ? "" : ":" + endpoint.getPort());
    String claims =
        base64("{\"typ\":\"JWT\",\"alg\":\"ES256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(
                JSON.writeValueAsBytes(
                    JSON.createObjectNode()
                        .put("aud", audience)
                        .put("exp", System.currentTimeMillis() / 1_000 + TOKEN_SECONDS)
                        .put("sub", contact)));
    return claims + "." + base64(P256.sign(secret, claims.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
