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
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLSocketFactory;
import polder.ports.Notifier;
import polder.protocol.Bytes;

/** Webhooks, signed as Standard Webhooks says, so that any of its libraries verifies them. */
public final class WebhookNotifier implements Notifier {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final PinnedPost post;

  /** To targets that {@code rule} allows. */
  public WebhookNotifier(TargetRule rule) {
    this(
        new PinnedPost(
            new PinnedConnection(
                rule,
                InetAddress::getAllByName,
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                TIMEOUT)));
  }

  WebhookNotifier(PinnedPost post) {
    this.post = post;
  }

  @Override
  public Optional<String> objection(String target) {
    return post.connection().objection(target);
  }

  @Override
  public Result send(String target, Bytes secret, Notice notice) {
    // What the operator allows may have changed since the target was given.
    Optional<String> objection = post.connection().rule().objection(target);
    if (objection.isPresent()) {
      return new Result.Refused(objection.get());
    }
    byte[] body = notice.json().toArray();
    // Of this try: receivers refuse what is minutes old, and a repeated try may be.
    String seconds = String.valueOf(System.currentTimeMillis() / 1_000);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("webhook-id", notice.id());
    headers.put("webhook-timestamp", seconds);
    headers.put("webhook-signature", signature(secret, notice.id(), seconds, body));
    try {
      PinnedPost.Reply reply = post.post(URI.create(target), headers, body);
      int status = reply.status();
      if (status >= 200 && status < 300) {
        return new Result.Delivered();
      }
      if (status == 410) {
        return new Result.Gone("it answered 410");
      }
      String why = "it answered " + status;
      return new Result.Later(
          status >= 300 && status < 400 ? why + "; redirects are not followed" : why,
          reply.retryAfterMillis());
    } catch (IOException e) {
      return new Result.Later(line(e), 0);
    }
  }

  static String line(IOException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String line = message.replaceAll("[\\p{Cntrl}\\s]+", " ");
    return line.length() > 200 ? line.substring(0, 200) : line;
  }

  /** {@code v1,} and the HMAC-SHA256 of {@code id.timestamp.body}. */
  static String signature(Bytes secret, String id, String seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.toArray(), "HmacSHA256"));
      mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
