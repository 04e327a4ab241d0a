package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.protocol.credential.Credential;
import polder.protocol.credential.StatusList;
import polder.protocol.message.Action.ShowCredential;

/** Shows a credential to a network. */
@Command(
    name = "submit",
    description =
        "Show a network a credential about a device, or its issuer's list of revocations. What it"
            + " changes stands in the network's manifest; whoever signs the message, what counts"
            + " is who issued the credential.")
final class CredentialSubmitCommand implements Action {
  @Parameters(paramLabel = "FILE", description = "A credential, or a list of revocations.")
  private Path file = Path.of("");

  @Mixin private final OwnerRequest request = new OwnerRequest();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Credential credential = CredentialFiles.credential(file);
    ShowCredential shown;
    try {
      shown = new ShowCredential(request.network(), credential.json().canonical());
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.BAD_INPUT,
          file + " is too long: " + e.getMessage(),
          "have a shorter one issued, or begin another list");
    }
    String from = " in " + request.network() + " from the epoch that is open now";
    return request.send(
        output,
        talk -> shown,
        credential.types().contains(StatusList.TYPE)
            ? "what it revokes counts no more" + from
            : "it counts" + from + ", while it is valid");
  }
}
