package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.protocol.credential.Credential;
import polder.protocol.credential.CredentialException;
import polder.protocol.credential.StatusEntry;

/** Revokes a credential. */
@Command(
    name = "revoke",
    description = "Revoke a credential for good: set its bit in the issuer's list and sign that.")
final class CredentialRevokeCommand implements Action {
  @Parameters(
      paramLabel = "CREDENTIAL",
      description = "Its file, its id, its number in the list, or the DID it is about.")
  private String credential = "";

  @Option(
      names = "--list",
      required = true,
      paramLabel = "FILE",
      description = "The issuer's list of revocations.")
  private Path list = Path.of("");

  @Mixin private final CredentialSigner signer = new CredentialSigner();

  @Override
  public ExitCode run(Output output) throws IOException {
    try {
      RevocationFile file = RevocationFile.open(list);
      long index = index(file);
      if (file.isRevoked(index)) {
        output.line("it was revoked before: entry " + index + " of " + file.url());
      } else {
        file.revoking(index).write(signer, System.currentTimeMillis());
        output.line("revoked: entry " + index + " of " + file.url());
        output.line("  publish " + list + " there again");
        output.line(
            "  and tell each network: polder credential submit "
                + list
                + " --network NETWORK --owner FILE");
      }
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("index", index);
      told.put("list", file.url());
      told.put("file", list.toString());
      output.document(told);
      return ExitCode.DONE;
    } catch (CredentialException e) {
      return output.fail(ExitCode.BAD_INPUT, e.detail(), "name one that was issued");
    }
  }

  private long index(RevocationFile file) throws IOException {
    if (credential.matches("[0-9]{1,6}")) {
      return Long.parseLong(credential);
    }
    List<RevocationFile.Issued> named =
        file.issued().stream()
            .filter(line -> line.id().equals(credential) || line.subject().equals(credential))
            .toList();
    if (named.size() > 1) {
      throw new BadWordException(
          named.size() + " credentials are about " + credential,
          "name one by its id: " + named.stream().map(RevocationFile.Issued::id).toList());
    }
    if (!named.isEmpty()) {
      return named.getFirst().index();
    }
    Credential found = CredentialFiles.credential(Path.of(credential));
    Optional<StatusEntry> entry = found.revocation();
    if (entry.isEmpty() || !entry.get().list().equals(file.url())) {
      throw new BadWordException(
          credential + " does not name the list " + file.url(),
          "name its own list with --list; one that names none cannot be revoked");
    }
    return entry.get().index();
  }
}
