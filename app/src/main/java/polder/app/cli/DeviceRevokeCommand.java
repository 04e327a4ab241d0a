package polder.app.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.KeyAction;

/** Ends a device. */
@Command(
    name = "revoke",
    description =
        "End a device in a network: nothing that it says counts from the epoch that is open now,"
            + " for ever. What it earned before stays with who earned it.")
final class DeviceRevokeCommand implements Action {
  @Parameters(paramLabel = "DEVICE", description = "The device's did:key, or any key it had.")
  private String device = "";

  @Option(names = "--yes", description = "Yes, for ever.")
  private boolean yes;

  @Mixin private final OwnerRequest request = new OwnerRequest();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    if (!yes) {
      return output.fail(
          ExitCode.USAGE,
          "nobody can take this back",
          "say --yes; to give the device another key instead: polder device rotate");
    }
    return request.send(
        output,
        talk -> new KeyAction.Revoke(request.network(), DeviceId.parse(device)),
        "the device is revoked from the epoch that is open now");
  }
}
