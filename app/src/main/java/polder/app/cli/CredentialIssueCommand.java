package polder.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.protocol.credential.Credential;
import polder.protocol.credential.CredentialException;
import polder.protocol.credential.DateTimes;
import polder.protocol.credential.StatusEntry;
import polder.protocol.identity.Did;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;
import polder.protocol.manifest.Parameters;

/** Issues a credential. */
@Command(
    name = "issue",
    description =
        "Sign a credential about a device, an owner or anybody with a DID: a calibration, a place,"
            + " a make. With --list it can be revoked.")
final class CredentialIssueCommand implements Action {
  @Mixin private final CredentialSigner signer = new CredentialSigner();

  @Option(
      names = "--type",
      required = true,
      description = "What kind it is, such as CalibrationCredential.")
  private String type = "";

  @Option(
      names = "--subject",
      required = true,
      paramLabel = "DID",
      description = "About whom, such as a device's did:key.")
  private String subject = "";

  @Option(
      names = "--claim",
      paramLabel = "NAME=TEXT",
      description = "What it says of the subject; may be repeated.")
  private Map<String, String> claims = new LinkedHashMap<>();

  @Option(
      names = "--claims",
      paramLabel = "FILE",
      description = "What it says of the subject, as an object of JSON.")
  private @Nullable Path claimsFile;

  @Option(
      names = "--valid",
      paramLabel = "DURATION",
      description = "How long it holds from now on, such as 365d (default: without end).")
  private @Nullable String valid;

  @Option(
      names = "--list",
      paramLabel = "FILE",
      description = "The issuer's list of revocations; begun if there is none.")
  private @Nullable Path list;

  @Option(
      names = "--list-url",
      paramLabel = "URL",
      description = "Where a list that is begun will lie for everybody to read.")
  private @Nullable String listUrl;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write it.")
  private Path out = Path.of("");

  @Override
  public ExitCode run(Output output) throws IOException {
    if (!type.matches("[A-Za-z][A-Za-z0-9]{0,79}")) {
      return output.fail(
          ExitCode.BAD_INPUT, type + " is no type", "use letters and digits, no spaces");
    }
    if (Files.exists(out)) {
      return output.fail(ExitCode.BAD_INPUT, out + " is there already", "choose another --out");
    }
    try {
      Did.parse(subject);
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.BAD_INPUT, "the subject is no DID: " + e.getMessage(), "check --subject");
    }
    long now = System.currentTimeMillis();
    Optional<RevocationFile> revocations = list == null ? Optional.empty() : Optional.of(open(now));
    JsonObject document = document(now);
    String id = document.text("id").orElse("");
    if (revocations.isPresent()) {
      StatusEntry entry = revocations.get().free();
      document = document.with("credentialStatus", entry.json());
      revocations.get().issue(new RevocationFile.Issued(entry.index(), id, type, subject));
    }
    JsonObject signed = signer.sign(document, now);
    check(signed);
    CredentialFiles.write(out, signed);
    tell(output, signed, revocations);
    return ExitCode.DONE;
  }

  /** What this program would not read is not issued by it. */
  private static void check(JsonObject signed) {
    try {
      Credential.of(signed);
    } catch (CredentialException e) {
      throw new BadWordException("that would be no credential: " + e.detail(), "check the claims");
    }
  }

  private RevocationFile open(long nowMillis) throws IOException {
    Path file = Objects.requireNonNull(list);
    if (Files.exists(file)) {
      return RevocationFile.open(file);
    }
    if (listUrl == null || !listUrl.startsWith("https://")) {
      throw new BadWordException(
          "there is no list " + file, "say with --list-url https://… where it will lie");
    }
    RevocationFile begun = RevocationFile.begin(file, listUrl);
    begun.write(signer, nowMillis);
    return begun;
  }

  private JsonObject document(long nowMillis) throws IOException {
    JsonObject about = JsonObject.EMPTY;
    if (claimsFile != null) {
      if (!(CredentialFiles.read(claimsFile) instanceof JsonObject object)) {
        throw new BadWordException(claimsFile + " holds no object", "write {\"name\": value, …}");
      }
      about = object;
    }
    for (Map.Entry<String, String> claim : claims.entrySet()) {
      about = about.with(claim.getKey(), claim.getValue());
    }
    JsonObject document =
        JsonObject.EMPTY
            .with(
                "@context",
                Json.Array.ofTexts(List.of(Credential.CONTEXT, Credential.UNDEFINED_TERMS)))
            .with("id", "urn:uuid:" + UUID.randomUUID())
            .with("type", Json.Array.ofTexts(List.of(Credential.TYPE, type)))
            .with("issuer", signer.did())
            .with("validFrom", DateTimes.format(nowMillis))
            .with("credentialSubject", about.with("id", subject));
    if (valid == null) {
      return document;
    }
    long millis =
        Parameters.parseDurationMillis(valid)
            .orElseThrow(() ->
                new BadWordException(valid + " is no duration", "write it such as 12h or 365d"));
    return document.with("validUntil", DateTimes.format(nowMillis + millis));
  }

  private void tell(Output output, JsonObject signed, Optional<RevocationFile> revocations) {
    output.line("issued: " + type + " about " + subject);
    output.line("  by " + signed.text("issuer").orElse(""));
    output.line("  in " + out + ": give this file to whom it is about");
    revocations.ifPresent(file ->
        output.line("  publish " + list + " at " + file.url() + ", or it cannot be verified"));
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("id", signed.text("id").orElse(""));
    told.put("type", type);
    told.put("issuer", signed.text("issuer").orElse(""));
    told.put("subject", subject);
    told.put("file", out.toString());
    told.put("list", revocations.map(RevocationFile::url).orElse(null));
    output.document(told);
  }
}
