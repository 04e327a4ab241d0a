package polder.app.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.KeyAction;

/** Declares that one copy of a device is left. */
@Command(
    name = "resolve",
    description =
        "Declare that only one copy of a cloned device is left, so that it earns again; also before"
            + " a device that was restored from a backup is started. If anybody else may have its"
            + " key, give it a new one instead: polder device rotate.")
final class DeviceResolveCommand implements Action {
  @Parameters(paramLabel = "DEVICE", description = "The device's did:key, or any key it had.")
  private String device = "";

  @Option(
      names = "--above",
      paramLabel = "SEQUENCE",
      description =
          "Only messages with sequences above this count from now on (default: the last one that"
              + " the node knows).")
  private @Nullable Long above;

  @Mixin private final OwnerRequest request = new OwnerRequest();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    if (above != null && above < 0) {
      return output.fail(ExitCode.USAGE, "sequences are above 0", "give --above 0 or more");
    }
    return request.send(
        output,
        talk -> {
          DeviceId named = DeviceId.parse(device);
          long least =
              above != null
                  ? above
                  : talk.device(named.did(), request.network()).path("sequence").asLong(0);
          return new KeyAction.Resolve(request.network(), named, least);
        },
        "the device's messages count again from the epoch that is open now");
  }
}
