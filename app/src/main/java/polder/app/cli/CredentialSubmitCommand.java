package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.adapters.files.KeyFile;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.protocol.credential.Credential;
import polder.protocol.credential.StatusList;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.message.AccountMessage;
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

  @Option(names = "--network", required = true, description = "To which network.")
  private String network = "";

  @Option(
      names = "--owner",
      required = true,
      paramLabel = "FILE",
      description = "Key file of any owner's account, as `polder keys new` makes them.")
  private Path owner = Path.of("");

  @Mixin private final NodeOption node = new NodeOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Credential credential;
    ShowCredential shown;
    try {
      credential = CredentialFiles.credential(file);
      shown = new ShowCredential(network, credential.json().canonical());
    } catch (CredentialFiles.UnusableException e) {
      return e.tell(output);
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.BAD_INPUT,
          file + " is too long: " + e.getMessage(),
          "have a shorter one issued, or begin another list");
    }
    byte[] secret = KeyFile.owner(owner);
    try (NodeClient client = node.client()) {
      Deployment deployment = client.deployment();
      AccountMessage message =
          new AccountMessage.Draft(Secp256k1.account(secret), System.currentTimeMillis(), shown)
              .sign(secret, deployment);
      boolean list = credential.types().contains(StatusList.TYPE);
      return Verdicts.tell(
          output,
          deployment,
          client.post(List.of(message.wire())).getFirst(),
          list
              ? "what it revokes counts no more in " + network + " from the epoch that is open now"
              : "it counts in " + network + " from the epoch that is open now, while it is valid");
    }
  }
}
