package polder.adapters.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import polder.adapters.mail.MailServer.Login;
import polder.adapters.mail.MailServer.Security;
import polder.ports.Notifier;
import polder.ports.Notifier.Result;
import polder.protocol.Bytes;

/** Against a real SMTP server in this process. */
class MailNotifierTest {
  private static final String TO = "alice@example.org";
  private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private MailNotifier notifier(Security security, Optional<Login> login) {
    return new MailNotifier(
        new MailServer(
            "127.0.0.1",
            server.getSmtp().getPort(),
            security,
            login,
            "Polder <alerts@example.org>"));
  }

  private static Notifier.Notice notice() {
    return new Notifier.Notice(
        "msg_1",
        1_700_000_000_000L,
        "Polder: Gerät …abc is silent",
        "It sends nothing since 21 °C.\n",
        Bytes.EMPTY,
        Optional.of(URI.create("https://node.example/v1/alerts/unsubscribe/0123")));
  }

  @Test
  void aMailArrivesAsItWasWritten() throws Exception {
    MailNotifier notifier = notifier(Security.NONE, Optional.empty());
    assertThat(notifier.send(TO, Bytes.EMPTY, notice())).isEqualTo(new Result.Delivered());
    MimeMessage mail = server.getReceivedMessages()[0];
    assertThat(mail.getSubject()).isEqualTo("Polder: Gerät …abc is silent");
    assertThat(mail.getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
    assertThat(mail.getContent().toString().strip()).isEqualTo("It sends nothing since 21 °C.");
    assertThat(mail.getFrom()[0]).hasToString("Polder <alerts@example.org>");
    assertThat(mail.getAllRecipients()[0]).hasToString(TO);
    assertThat(mail.getHeader("Message-ID")).containsExactly("<msg_1@example.org>");
    assertThat(mail.getHeader("List-Unsubscribe"))
        .containsExactly("<https://node.example/v1/alerts/unsubscribe/0123>");
    assertThat(mail.getHeader("List-Unsubscribe-Post"))
        .containsExactly("List-Unsubscribe=One-Click");
    assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
  }

  @Test
  void logsIn() {
    server.setUser("alerts@example.org", "polder", "secret");
    server.getUserManager().setAuthRequired(true);
    Optional<Login> wrong = Optional.of(new Login("polder", "guess"));
    assertThat(notifier(Security.NONE, wrong).send(TO, Bytes.EMPTY, notice()))
        .isInstanceOf(Result.Later.class);
    Optional<Login> right = Optional.of(new Login("polder", "secret"));
    assertThat(notifier(Security.NONE, right).send(TO, Bytes.EMPTY, notice()))
        .isEqualTo(new Result.Delivered());
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  /** A server, or one in between, that offers no TLS hears neither address nor password. */
  @Test
  void sendsNothingInTheClearWhereTlsIsAskedFor() {
    Optional<Login> login = Optional.of(new Login("polder", "secret"));
    assertThat(notifier(Security.STARTTLS, login).send(TO, Bytes.EMPTY, notice()))
        .isInstanceOf(Result.Later.class);
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void aServerThatIsAwayIsTriedAgain() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    MailNotifier notifier =
        new MailNotifier(
            new MailServer("127.0.0.1", port, Security.NONE, Optional.empty(), "a@example.org"));
    assertThat(notifier.send(TO, Bytes.EMPTY, notice())).isInstanceOf(Result.Later.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alice",
        "alice@",
        "@example.org",
        "a@b@c.org",
        "Alice <alice@example.org>",
        "alice@example.org, bob@example.org",
        "alice@example.org\r\nBcc: bob@example.org",
        "alice@localhost",
        "\"a b\"@example.org"
      })
  void whatIsNoAddressIsRefused(String target) {
    assertThat(notifier(Security.NONE, Optional.empty()).objection(target)).isPresent();
  }

  @Test
  void aSenderThatIsNoAddressIsRefusedAtOnce() {
    assertThatThrownBy(() ->
            new MailNotifier(
                new MailServer("h", 25, Security.NONE, Optional.empty(), "nobody at all")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from must be an address");
  }
}
