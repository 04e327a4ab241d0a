package polder.app;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import polder.adapters.mail.MailNotifier;
import polder.adapters.mail.MailServer;
import polder.adapters.push.TargetRule;
import polder.adapters.yaml.ManifestFile;
import polder.node.alerts.AlertSettings;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Parameters;
import polder.protocol.manifest.Value;

/**
 * What an operator decides about alerts: {@code alerts.yaml}. Without it there are webhooks to the
 * public internet, and neither mail nor push.
 *
 * @param url where people reach the node, if not where it listens
 * @param contact whom push services turn to: a mailto or https address
 * @param mail the mail server
 * @param targets which addresses of the web the node may speak to
 * @param rules when a device counts as silent, rejected, working
 * @param pace how often somebody is told
 */
record AlertsFile(
    Optional<URI> url,
    Optional<String> contact,
    Optional<MailServer> mail,
    TargetRule targets,
    AlertSettings.Rules rules,
    AlertSettings.Pace pace) {

  private static final long MOST_EPOCHS = 10_000;

  /**
   * Reads the file of a data directory.
   *
   * @throws IOException in one line what is wrong with it
   */
  static AlertsFile read(DataDirectory data) throws IOException {
    Path file = data.alertsFile();
    Value.Table table = Files.exists(file) ? table(file) : Value.Table.empty();
    try {
      Parameters top = new Parameters("", table);
      AlertsFile read = of(top, data.root());
      top.finish();
      return read;
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage() + "; see docs/alerts.md", e);
    }
  }

  private static Value.Table table(Path file) throws IOException {
    try {
      return ManifestFile.read(file);
    } catch (ManifestException e) {
      // What the parser says has several lines.
      throw new IOException(String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " "), e);
    }
  }

  private static AlertsFile of(Parameters top, Path root) throws IOException {
    Optional<URI> url = top.has("public_url") ? Optional.of(url(top)) : Optional.empty();
    Optional<String> contact = top.has("contact") ? Optional.of(contact(top)) : Optional.empty();
    Optional<Parameters> mail = top.findTable("mail");
    Optional<MailServer> server =
        mail.isPresent() ? Optional.of(server(mail.get(), root)) : Optional.empty();
    return new AlertsFile(
        url,
        contact,
        server,
        top.findTable("targets").map(AlertsFile::targets).orElse(TargetRule.PUBLIC),
        top.findTable("rules").map(AlertsFile::rules).orElse(AlertSettings.Rules.USUAL),
        top.findTable("messages").map(AlertsFile::pace).orElse(AlertSettings.Pace.USUAL));
  }

  private static URI url(Parameters top) {
    URI url = URI.create(top.text("public_url").replaceAll("/+$", ""));
    if (url.getHost() == null || url.getQuery() != null) {
      throw new ManifestException("public_url must be like https://node.example.org");
    }
    return url;
  }

  private static String contact(Parameters top) {
    String contact = top.text("contact");
    if (!contact.startsWith("mailto:") && !contact.startsWith("https://")) {
      throw new ManifestException("contact must be like mailto:operator@example.org");
    }
    return contact;
  }

  private static MailServer server(Parameters mail, Path root) throws IOException {
    MailServer.Security security =
        switch (mail.text("security")) {
          case "tls" -> MailServer.Security.TLS;
          case "starttls" -> MailServer.Security.STARTTLS;
          case "none" -> MailServer.Security.NONE;
          default ->
              throw new ManifestException(
                  mail.pathOf("security") + " must be tls, starttls or none");
        };
    if (mail.has("user") != mail.has("password_file")) {
      throw new ManifestException("mail.user and mail.password_file go together");
    }
    Optional<MailServer.Login> login = Optional.empty();
    if (mail.has("user")) {
      Path file = root.resolve(mail.text("password_file"));
      String password = Files.readString(file, StandardCharsets.UTF_8).strip();
      login = Optional.of(new MailServer.Login(mail.text("user"), password));
    }
    MailServer server =
        new MailServer(
            mail.text("host"),
            (int) mail.whole("port", 1, 65_535),
            security,
            login,
            mail.text("from"));
    // Says at once what is wrong with the sender.
    new MailNotifier(server);
    return server;
  }

  private static TargetRule targets(Parameters targets) {
    return new TargetRule(
        targets.has("private_addresses") && targets.flag("private_addresses"),
        targets.has("plain_http") && targets.flag("plain_http"));
  }

  private static AlertSettings.Rules rules(Parameters rules) {
    AlertSettings.Rules usual = AlertSettings.Rules.USUAL;
    return new AlertSettings.Rules(
        epochs(rules, "silent_epochs", usual.silentEpochs()),
        epochs(rules, "rejected_epochs", usual.rejectedEpochs()),
        rules.has("rejected_share") ? rules.share("rejected_share") : usual.rejectedSharePpm(),
        epochs(rules, "working_epochs", usual.workingEpochs()));
  }

  private static int epochs(Parameters rules, String key, int usual) {
    return rules.has(key) ? (int) rules.whole(key, 1, MOST_EPOCHS) : usual;
  }

  private static AlertSettings.Pace pace(Parameters messages) {
    AlertSettings.Pace usual = AlertSettings.Pace.USUAL;
    return new AlertSettings.Pace(
        messages.has("burst") ? (int) messages.whole("burst", 1, 1_000) : usual.burst(),
        messages.has("every") ? messages.durationMillis("every") : usual.everyMillis());
  }

  AlertSettings settings(Supplier<URI> address) {
    return new AlertSettings(
        rules, pace, AlertSettings.USUAL_RETRIES, () -> url.orElseGet(address));
  }
}
