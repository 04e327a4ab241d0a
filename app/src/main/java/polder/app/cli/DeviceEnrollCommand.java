package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.adapters.files.KeyFile;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.node.gateway.ViaFile;
import polder.node.gateway.upload.UploadForm;
import polder.node.gateway.upload.UploadKind;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action.Enrol;
import polder.protocol.message.Site;

/** Enrols a device. */
@Command(
    name = "enroll",
    description =
        "Enrol a device in a network: its owner signs, and the device proves that its key is in"
            + " the owner's hands. Enrolling an own device again states anew where it stands.")
final class DeviceEnrollCommand implements Action {
  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Key file of the device; made if there is none.")
  private @Nullable Path key;

  @Option(
      names = "--via",
      paramLabel = "KIND",
      description =
          "For a device that cannot sign, instead of --key: the node on --data signs for it."
              + " KIND is airrohr (sensor.community), wunderground or ecowitt (weather stations)"
              + " or opensensemap (senseBox).")
  private @Nullable String via;

  @Option(
      names = "--name",
      defaultValue = "station",
      description = "With --via: what to call the device (default: ${DEFAULT-VALUE}).")
  private String name = "station";

  @Option(
      names = "--without-place",
      description = "For a network that does not ask where a device stands: no --lat and --lon.")
  private boolean withoutPlace;

  @Option(
      names = "--owner",
      required = true,
      paramLabel = "FILE",
      description = "Key file of the owner, as `polder keys new` makes them.")
  private Path owner = Path.of("");

  @Mixin private final SiteOptions place = new SiteOptions();

  @Mixin private final NodeOption node = new NodeOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    if (place.isMissing() && !withoutPlace) {
      return SiteOptions.tellMissing(output);
    }
    if ((key == null) == (via == null)) {
      return output.fail(
          ExitCode.USAGE, "the device is missing", "give either --key or --via KIND");
    }
    // The agent of a small computer is this command too, without the node's rooms: they are
    // spoken of only here and below, where a device is enrolled via the node.
    if (via != null && UploadKind.of(via).isEmpty()) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "the node cannot sign via " + via,
          "use one of " + UploadKind.words());
    }
    try (NodeClient client = node.client()) {
      Deployment deployment = client.deployment();
      Optional<Site> site = withoutPlace ? Optional.empty() : Optional.of(place.in(deployment));
      if (via != null) {
        return enrolVia(output, client, deployment, site, via);
      }
      DeviceKey device = KeyFile.device(Objects.requireNonNull(key));
      return enrol(output, client, deployment, site, device);
    }
  }

  private ExitCode enrol(
      Output output,
      NodeClient client,
      Deployment deployment,
      Optional<Site> site,
      DeviceKey device)
      throws IOException, InterruptedException {
    AccountMessage message = message(deployment, site, device, KeyFile.owner(owner));
    return Verdicts.tell(
        output,
        deployment,
        client.post(List.of(message.wire())).getFirst(),
        device.id().did()
            + " is enrolled in "
            + place.network()
            + site.map(its -> " at " + its.place()).orElse(""));
  }

  /** Keeps the device's key at the node and tells what to type into the device's form. */
  private ExitCode enrolVia(
      Output output, NodeClient client, Deployment deployment, Optional<Site> site, String kind)
      throws IOException, InterruptedException {
    NetworkManifest manifest = ViaNetwork.of(node.directory(), place.network());
    ViaFile.Created created = ViaFile.create(node.directory().via(), kind, place.network(), name);
    ExitCode code = enrol(output, client, deployment, site, created.device().key());
    if (code == ExitCode.DONE) {
      URI address = URI.create(client.address());
      // With --json standard output holds one document; the secret is told all the same.
      UploadForm.of(created, manifest, address)
          .text()
          .forEach(output.json() ? output::note : output::line);
    }
    return code;
  }

  private AccountMessage message(
      Deployment deployment, Optional<Site> site, DeviceKey device, byte[] secret) {
    long sequence = System.currentTimeMillis();
    Account account = Secp256k1.account(secret);
    Enrol bare =
        new Enrol(place.network(), device.id(), site, Optional.ofNullable(via), Bytes.EMPTY);
    Enrol proven = AccountMessage.proven(deployment, account, sequence, bare, device);
    return new AccountMessage.Draft(account, sequence, proven).sign(secret, deployment);
  }
}
