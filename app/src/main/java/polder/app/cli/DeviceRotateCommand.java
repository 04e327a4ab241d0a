package polder.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.adapters.files.KeyFile;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.KeyAction;

/** Gives a device a new key. */
@Command(
    name = "rotate",
    description =
        "Give a device a new key. Its name, its place, its history and what it earned stay; from"
            + " the epoch that is open now, what the key before signs counts no more. That also"
            + " ends that it is cloned.")
final class DeviceRotateCommand implements Action {
  @Parameters(
      arity = "0..1",
      paramLabel = "DEVICE",
      description = "The device's did:key; only where its key file is lost.")
  private @Nullable String device;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The key file that the device has now. It signs, too.")
  private @Nullable Path key;

  @Option(
      names = "--new-key",
      required = true,
      paramLabel = "FILE",
      description = "Where the new key is kept; made if there is none.")
  private Path newKey = Path.of("");

  @Mixin private final OwnerRequest request = new OwnerRequest();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    if ((key == null) == (device == null)) {
      return output.fail(
          ExitCode.USAGE,
          "the device is missing",
          "give its key file with --key, or, where that is lost, its did:key");
    }
    if (key != null && !Files.exists(key)) {
      return output.fail(
          ExitCode.BAD_INPUT, "there is no " + key, "give the device's did:key if its key is lost");
    }
    Optional<DeviceKey> before = key == null ? Optional.empty() : Optional.of(KeyFile.device(key));
    // On the disk before anybody hears of it: a device whose key is lost would be, too.
    DeviceKey next = KeyFile.device(newKey);
    return request.send(
        output,
        talk -> rotate(talk, before, next),
        "the device signs with "
            + newKey
            + " from the epoch that is open now; start its agent with --key "
            + newKey);
  }

  private KeyAction rotate(OwnerKey.Talk talk, Optional<DeviceKey> before, DeviceKey next)
      throws IOException, InterruptedException {
    DeviceId present =
        before.isPresent() ? before.get().id() : present(talk, String.valueOf(device));
    KeyAction.Rotate bare = KeyAction.Rotate.unsigned(request.network(), present, next.id());
    Bytes statement =
        AccountMessage.rotationStatement(talk.deployment(), talk.account(), talk.sequence(), bare);
    return bare.signed(statement, next, before);
  }

  /** The key that the node knows the device by: it may have been rotated before. */
  private DeviceId present(OwnerKey.Talk talk, String did)
      throws IOException, InterruptedException {
    DeviceId named = DeviceId.parse(did);
    return DeviceId.parse(
        talk.device(named.did(), request.network()).path("key").asString(named.did()));
  }
}
