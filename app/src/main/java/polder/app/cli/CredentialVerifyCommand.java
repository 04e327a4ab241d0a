package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.adapters.push.WebDocuments;
import polder.app.CredentialDesk;
import polder.protocol.credential.Credential;
import polder.protocol.credential.CredentialException;
import polder.protocol.credential.DateTimes;
import polder.protocol.credential.Presentation;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;

/** Verifies a credential or a presentation. */
@Command(
    name = "verify",
    description =
        "Verify a credential, or a presentation with all it shows: signature, time, revocation.")
final class CredentialVerifyCommand implements Action {
  @Parameters(paramLabel = "FILE", description = "A credential or a presentation.")
  private Path file = Path.of("");

  @Option(
      names = "--list",
      paramLabel = "FILE",
      description = "The issuer's list of revocations, instead of asking where it lies.")
  private @Nullable Path list;

  @Option(names = "--challenge", description = "Of a presentation: what you gave to be signed.")
  private @Nullable String challenge;

  @Option(names = "--domain", description = "Of a presentation: who you are, as you told.")
  private @Nullable String domain;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "As of this time, such as 2026-11-26T15:00:00Z (default: now).")
  private @Nullable String at;

  @Mixin private final OwnSiteOption site = new OwnSiteOption();

  @Override
  public ExitCode run(Output output) throws IOException {
    long millis;
    try {
      millis = at == null ? System.currentTimeMillis() : DateTimes.parse(at);
    } catch (IllegalArgumentException e) {
      return output.fail(ExitCode.USAGE, "--at is " + e.getMessage(), "write it in UTC");
    }
    try {
      Json json = CredentialFiles.read(file);
      if (json instanceof JsonObject object && object.has("type", Presentation.TYPE)) {
        return presentation(output, Presentation.of(object), millis);
      }
      Verdict verdict = verdict(Credential.of(json), millis);
      verdict.lines().forEach(output::line);
      output.document(verdict.document());
      return verdict.good() ? ExitCode.DONE : ExitCode.NO;
    } catch (CredentialException e) {
      return output.fail(
          ExitCode.BAD_INPUT, file + " is no credential: " + e.detail(), "ask for another");
    }
  }

  private ExitCode presentation(Output output, Presentation shown, long millis) throws IOException {
    if (challenge == null || domain == null) {
      return output.fail(
          ExitCode.USAGE,
          "this is a presentation, which answers a challenge",
          "give --challenge and --domain as you gave them to its holder");
    }
    Map<String, Object> document = new LinkedHashMap<>();
    boolean good = true;
    try {
      desk().verify(shown, new Presentation.Question(challenge, domain), millis);
      output.line("good: presented by " + shown.holder());
    } catch (CredentialException e) {
      good = false;
      output.line("not good: " + e.reason() + ": " + e.detail());
      document.put("reason", e.reason());
      document.put("detail", e.detail());
    }
    List<Map<String, Object>> verdicts = new ArrayList<>();
    for (Credential credential : shown.credentials()) {
      Verdict verdict = verdict(credential, millis);
      good &= verdict.good();
      verdict.lines().forEach(output::line);
      boolean own = credential.subject().equals(Optional.of(shown.holder()));
      output.line("  about " + (own ? "the holder" : "somebody else than the holder"));
      verdicts.add(verdict.document());
    }
    document.put("good", good);
    document.put("holder", shown.holder());
    document.put("credentials", verdicts);
    output.document(document);
    return good ? ExitCode.DONE : ExitCode.NO;
  }

  private CredentialDesk desk() {
    WebDocuments documents = site.documents();
    return new CredentialDesk(
        documents, url -> list == null ? documents.fetch(url) : CredentialFiles.read(list));
  }

  private record Verdict(boolean good, List<String> lines, Map<String, Object> document) {}

  private Verdict verdict(Credential credential, long millis) throws IOException {
    Map<String, Object> document = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    boolean good = true;
    try {
      desk().verify(credential, millis);
      lines.add("good: " + kind(credential));
    } catch (CredentialException e) {
      good = false;
      lines.add("not good: " + kind(credential) + ": " + e.reason() + ": " + e.detail());
      document.put("reason", e.reason());
      document.put("detail", e.detail());
    }
    lines.add("  by    " + credential.issuer());
    credential.subject().ifPresent(subject -> lines.add("  about " + subject));
    String from = credential.validFromMillis().map(DateTimes::format).orElse("ever");
    String until = credential.validUntilMillis().map(DateTimes::format).orElse("without end");
    lines.add("  valid from " + from + " until " + until);
    document.put("good", good);
    document.put("type", kind(credential));
    document.put("issuer", credential.issuer());
    document.put("subject", credential.subject().orElse(null));
    document.put("validFrom", from);
    document.put("validUntil", until);
    document.put("revocable", credential.revocation().isPresent());
    return new Verdict(good, lines, document);
  }

  private static String kind(Credential credential) {
    return String.join(
        ", ", credential.types().stream().filter(type -> !type.equals(Credential.TYPE)).toList());
  }
}
