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
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action.Transfer;

/** Hands a device to another owner. */
@Command(
    name = "transfer",
    description =
        "Hand a device to another owner. Its history stays with it; what it earned so far stays"
            + " with the owner who earned it.")
final class DeviceTransferCommand implements Action {
  @Parameters(paramLabel = "DEVICE", description = "The device's did:key.")
  private String device = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "ACCOUNT",
      description = "Who gets it: 0x….")
  private String to = "";

  @Option(
      names = "--owner",
      required = true,
      paramLabel = "FILE",
      description = "Key file of the owner, as `polder keys new` makes them.")
  private Path owner = Path.of("");

  @Option(names = "--network", required = true, description = "In which network.")
  private String network = "";

  @Mixin private final NodeOption node = new NodeOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Transfer transfer;
    try {
      transfer = new Transfer(network, DeviceId.parse(device), Account.parse(to));
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "check the device and the account");
    }
    byte[] secret = KeyFile.owner(owner);
    try (NodeClient client = node.client()) {
      Deployment deployment = client.deployment();
      AccountMessage message =
          new AccountMessage.Draft(Secp256k1.account(secret), System.currentTimeMillis(), transfer)
              .sign(secret, deployment);
      return Verdicts.tell(
          output,
          deployment,
          client.post(List.of(message.wire())).getFirst(),
          "the device belongs to " + transfer.newOwner() + " from the epoch that is open now");
    }
  }
}
