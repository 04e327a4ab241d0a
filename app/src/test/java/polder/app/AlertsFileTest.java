package polder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.adapters.mail.MailServer;
import polder.adapters.push.TargetRule;
import polder.node.alerts.AlertSettings;

class AlertsFileTest {
  @TempDir Path directory;

  private AlertsFile read(String yaml) throws IOException {
    DataDirectory data = new DataDirectory(directory);
    Files.writeString(data.alertsFile(), yaml);
    return AlertsFile.read(data);
  }

  @Test
  void withoutTheFileNothingPrivateCanBeReached() throws Exception {
    AlertsFile usual = AlertsFile.read(new DataDirectory(directory));
    assertThat(usual.targets()).isEqualTo(TargetRule.PUBLIC);
    assertThat(usual.mail()).isEmpty();
    assertThat(usual.contact()).isEmpty();
    assertThat(usual.rules()).isEqualTo(AlertSettings.Rules.USUAL);
  }

  @Test
  void readsWhatAnOperatorWrites() throws Exception {
    Files.writeString(directory.resolve("password"), "secret\n");
    AlertsFile file =
        read(
            """
            public_url: https://node.example.org/
            mail:
              host: smtp.example.org
              port: 587
              security: starttls
              user: polder
              password_file: password
              from: Polder <alerts@example.org>
            rules:
              silent_epochs: 5
              rejected_share: 0.25
            messages:
              every: 1h
            """);
    assertThat(file.settings(() -> URI.create("http://127.0.0.1")).url().get())
        .isEqualTo(URI.create("https://node.example.org"));
    MailServer mail = file.mail().orElseThrow();
    assertThat(mail.security()).isEqualTo(MailServer.Security.STARTTLS);
    assertThat(mail.login().orElseThrow().password()).isEqualTo("secret");
    assertThat(mail.toString()).doesNotContain("secret");
    assertThat(file.rules()).isEqualTo(new AlertSettings.Rules(5, 3, 250_000, 2));
    assertThat(file.pace()).isEqualTo(new AlertSettings.Pace(4, 3_600_000));
  }

  @ParameterizedTest
  @CsvSource({
    "'mial: x', mial is not a known key",
    "'public_url: nowhere', public_url must be like",
    "'contact: me', contact must be like",
    "'targets: {private_addresses: perhaps}', targets.private_addresses must be true or false",
    "'rules: {silent_epochs: 0}', rules.silent_epochs must be",
    "'mail: {host: h, port: 25, security: ssl, from: a@b.org}', 'mail.security must be tls'",
    "'mail: {host: h, port: 25, security: none, from: nobody}', from must be an address",
    "'mail: {host: h, port: 25, security: none, user: u, from: a@b.org}', go together",
    "'[1', alerts.yaml"
  })
  void saysWhatIsWrongInOneLine(String yaml, String error) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(error)
        .hasMessageNotContaining("\n");
  }
}
