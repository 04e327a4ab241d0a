package polder.app.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
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

  @Mixin private final OwnerRequest request = new OwnerRequest();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Transfer transfer;
    try {
      transfer = new Transfer(request.network(), DeviceId.parse(device), Account.parse(to));
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "check the device and the account");
    }
    return request.send(
        output,
        talk -> transfer,
        "the device belongs to " + transfer.newOwner() + " from the epoch that is open now");
  }
}
