package polder.adapters.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import polder.ports.Notifier;
import polder.ports.Notifier.Result;
import polder.protocol.Bytes;

class WebhookNotifierTest {
  private static final TargetRule ANY = new TargetRule(true, true);
  private static final TargetRule PUBLIC_HTTP = new TargetRule(false, true);
  private static final Bytes SECRET =
      Bytes.wrap(Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

  private static Notifier.Notice notice() {
    return new Notifier.Notice(
        "msg_1",
        1_700_000_000_000L,
        "subject",
        "text",
        Bytes.wrap("{\"type\":\"test\"}".getBytes(StandardCharsets.UTF_8)),
        Optional.empty());
  }

  private static WebhookNotifier notifier(TargetRule rule, PinnedConnection.Resolver resolver) {
    return new WebhookNotifier(Receiver.post(rule, resolver));
  }

  /** The example of Standard Webhooks' own libraries. */
  @Test
  void signsAsTheStandardSays() {
    assertThat(
            WebhookNotifier.signature(
                SECRET,
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "1614265330",
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void postsWhatTheReceiverCanVerify() throws Exception {
    try (Receiver receiver = new Receiver()) {
      Result result =
          notifier(ANY, InetAddress::getAllByName)
              .send(receiver.url("127.0.0.1"), SECRET, notice());
      assertThat(result).isEqualTo(new Result.Delivered());
      Receiver.Came came = receiver.came.getFirst();
      assertThat(came.body()).asString(StandardCharsets.UTF_8).isEqualTo("{\"type\":\"test\"}");
      assertThat(came.headers().getFirst("Content-Type")).isEqualTo("application/json");
      assertThat(came.headers().getFirst("Host")).isEqualTo("127.0.0.1:" + receiver.port());
      String seconds = came.headers().getFirst("webhook-timestamp");
      assertThat(came.headers().getFirst("webhook-signature"))
          .isEqualTo(WebhookNotifier.signature(SECRET, "msg_1", seconds, came.body()));
    }
  }

  @Test
  void tellsWhatWillPassFromWhatWillNot() throws Exception {
    try (Receiver receiver = new Receiver()) {
      WebhookNotifier notifier = notifier(ANY, InetAddress::getAllByName);
      String url = receiver.url("127.0.0.1");
      receiver.status = 503;
      receiver.header = "Retry-After: 120";
      assertThat(notifier.send(url, SECRET, notice()))
          .isEqualTo(new Result.Later("it answered 503", 120_000));
      receiver.status = 410;
      assertThat(notifier.send(url, SECRET, notice())).isInstanceOf(Result.Gone.class);
    }
  }

  @Test
  void followsNoRedirect() throws Exception {
    try (Receiver inside = new Receiver();
        Receiver receiver = new Receiver()) {
      receiver.status = 302;
      receiver.header = "Location: " + inside.url("127.0.0.1");
      assertThat(
              notifier(ANY, InetAddress::getAllByName)
                  .send(receiver.url("127.0.0.1"), SECRET, notice()))
          .isEqualTo(new Result.Later("it answered 302; redirects are not followed", 0));
      assertThat(inside.came).isEmpty();
    }
  }

  @Test
  void speaksToNobodyOfItsOwnNetwork() throws Exception {
    try (Receiver inside = new Receiver()) {
      for (String host :
          new String[] {"127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"}) {
        WebhookNotifier notifier = notifier(PUBLIC_HTTP, InetAddress::getAllByName);
        assertThat(notifier.objection(inside.url(host))).as(host).isPresent();
        assertThat(notifier.send(inside.url(host), SECRET, notice()))
            .as(host)
            .isInstanceOf(Result.Later.class);
      }
      // A name of the public DNS that leads inside.
      WebhookNotifier rebound =
          notifier(PUBLIC_HTTP, host -> InetAddress.getAllByName("127.0.0.1"));
      assertThat(rebound.objection(inside.url("evil.example"))).isPresent();
      assertThat(rebound.send(inside.url("evil.example"), SECRET, notice()))
          .isInstanceOf(Result.Later.class);
      assertThat(inside.came).isEmpty();
    }
  }

  /** A name that is good when it is looked at and bad when it is connected to: asked once only. */
  @Test
  void asksForTheNameOnce() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Receiver receiver = new Receiver()) {
      WebhookNotifier notifier =
          notifier(
              ANY,
              host -> {
                asked.incrementAndGet();
                return InetAddress.getAllByName("127.0.0.1");
              });
      assertThat(notifier.send(receiver.url("hook.invalid"), SECRET, notice()))
          .isEqualTo(new Result.Delivered());
      assertThat(receiver.came.getFirst().headers().getFirst("Host"))
          .isEqualTo("hook.invalid:" + receiver.port());
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void waitsForNobodyForEver() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      WebhookNotifier notifier =
          new WebhookNotifier(
              new PinnedPost(
                  new PinnedConnection(
                      ANY,
                      InetAddress::getAllByName,
                      (SSLSocketFactory) SSLSocketFactory.getDefault(),
                      Duration.ofMillis(50))));
      String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
      assertThat(notifier.send(url, SECRET, notice())).isInstanceOf(Result.Later.class);
    }
  }

  /** What the operator allowed once and does not any more. */
  @Test
  void anOldTargetIsLookedAtAnew() throws Exception {
    try (Receiver receiver = new Receiver()) {
      assertThat(
              notifier(TargetRule.PUBLIC, InetAddress::getAllByName)
                  .send(receiver.url("127.0.0.1"), SECRET, notice()))
          .isInstanceOf(Result.Refused.class);
    }
  }
}
