package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.adapters.files.KeyFile;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.Verdict;
import polder.app.DataDirectory;
import polder.app.ManifestFolder;
import polder.node.gateway.ViaFile;
import polder.node.gateway.upload.Quantities;
import polder.node.gateway.upload.UploadForm;
import polder.node.gateway.upload.UploadKind;
import polder.node.join.BulkFile;
import polder.node.join.JoinLimits;
import polder.protocol.Bytes;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action.Enrol;
import polder.protocol.message.Site;

/** Enrols the devices of a table, which cannot sign, via a node of this machine. */
@Command(
    name = "enroll-all",
    description =
        "Enrol many devices that cannot sign, from a table with a line each of"
            + " name,via,latitude,longitude,height. The node on --data signs for them. Tells what to"
            + " type into each device's form.")
final class DeviceEnrollAllCommand implements Action {
  @Parameters(paramLabel = "FILE", description = "The table, CSV with commas.")
  private Path table = Path.of("");

  @Option(names = "--network", required = true, description = "In which network.")
  private String network = "";

  @Option(
      names = "--owner",
      required = true,
      paramLabel = "FILE",
      description = "Key file of the owner, as `polder keys new` makes them.")
  private Path owner = Path.of("");

  @Mixin private final NodeOption node = new NodeOption();

  /** A line of the table with all that is made of it. */
  private record Made(BulkFile.Row row, ViaFile.Prepared via, AccountMessage message) {}

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    DataDirectory directory = node.directory();
    ManifestFolder manifests = new ManifestFolder(directory.manifests());
    Optional<NetworkManifest> manifest =
        manifests.exists() ? manifests.load().network(network) : Optional.empty();
    if (manifest.isEmpty()) {
      return output.fail(
          ExitCode.BAD_INPUT,
          directory.manifests() + " does not have the network " + network,
          "name the directory of the node that is to sign with --data");
    }
    try (NodeClient client = node.client()) {
      List<Made> made;
      try {
        made = make(client.deployment(), manifest.get(), directory.via());
      } catch (IllegalArgumentException e) {
        return output.fail(
            ExitCode.BAD_INPUT, table + ": " + e.getMessage(), "correct it; nothing was enrolled");
      }
      // A key is on the disk before anybody knows its device.
      for (Made its : made) {
        ViaFile.write(directory.via(), its.via());
      }
      List<Verdict> verdicts = client.post(made.stream().map(its -> its.message().wire()).toList());
      return tell(output, made, verdicts, manifest.get(), URI.create(client.address()));
    }
  }

  private List<Made> make(Deployment deployment, NetworkManifest manifest, Path folder)
      throws IOException {
    byte[] secret = KeyFile.owner(owner);
    Account account = Secp256k1.account(secret);
    long sequence = System.currentTimeMillis();
    List<Made> made = new ArrayList<>();
    String text = Files.readString(table, StandardCharsets.UTF_8);
    for (BulkFile.Row row : BulkFile.parse(text, JoinLimits.USUAL.rows())) {
      ViaFile.Prepared via;
      Site site;
      try {
        if (UploadKind.of(row.via()).isEmpty()) {
          throw new IllegalArgumentException("its kind is none of " + UploadKind.words());
        }
        via = ViaFile.prepare(row.via(), network, row.name());
        site =
            Site.nearest(
                row.latitude(),
                row.longitude(),
                row.height(),
                manifest.data().finestPlaceMicroDegrees());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + row.line() + ": " + e.getMessage(), e);
      }
      boolean twice = made.stream().anyMatch(its -> its.row().name().equals(row.name()));
      if (twice || ViaFile.exists(folder, via.created().device())) {
        throw new IllegalArgumentException(
            "line " + row.line() + ": another device is called " + row.name());
      }
      Enrol bare =
          new Enrol(
              network,
              via.created().device().key().id(),
              Optional.of(site),
              Optional.of(row.via()),
              Bytes.EMPTY);
      Enrol proven =
          AccountMessage.proven(deployment, account, sequence, bare, via.created().device().key());
      AccountMessage message =
          new AccountMessage.Draft(account, sequence, proven).sign(secret, deployment);
      made.add(new Made(row, via, message));
      sequence++;
    }
    return made;
  }

  private ExitCode tell(
      Output output, List<Made> made, List<Verdict> verdicts, NetworkManifest manifest, URI address)
      throws IOException {
    List<Map<String, Object>> devices = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < made.size(); i++) {
      Made its = made.get(i);
      ViaFile.Created created = its.via().created();
      Map<String, Object> device = new LinkedHashMap<>();
      device.put("name", its.row().name());
      device.put("device", created.device().key().id().did());
      switch (verdicts.get(i)) {
        case Verdict.Accepted _, Verdict.Duplicate _ -> {
          device.put("verdict", "accepted");
          device.put("secret", created.secret());
          output.line(its.row().name() + " is " + created.device().key().id().did());
          UploadKind kind = UploadKind.of(its.row().via()).orElseThrow();
          new UploadForm(kind, created, Quantities.of(manifest), address)
              .text()
              .forEach(output::line);
        }
        case Verdict.Refused(_, String reason, String detail) -> {
          refused++;
          device.put("verdict", "refused");
          device.put("reason", reason);
          output.line(its.row().name() + " was refused: " + reason + ", " + detail);
          ViaFile.delete(node.directory().via(), created.device());
        }
        case Verdict.Busy _, Verdict.Failed _ -> {
          refused++;
          device.put("verdict", "unknown");
          output.line(its.row().name() + " may not be enrolled: the node is busy or cannot write");
        }
      }
      devices.add(device);
    }
    output.document(Map.of("devices", devices));
    return refused == 0
        ? ExitCode.DONE
        : output.fail(
            ExitCode.NO,
            refused + " of " + made.size() + " devices are not enrolled",
            "see above why; put them into another table under other names");
  }
}
