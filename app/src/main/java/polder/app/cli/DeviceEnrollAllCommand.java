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
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.Verdict;
import polder.node.gateway.ViaFile;
import polder.node.gateway.upload.UploadForm;
import polder.node.gateway.upload.UploadKind;
import polder.node.join.BulkFile;
import polder.node.join.JoinLimits;
import polder.protocol.Bytes;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action.Enrol;
import polder.protocol.message.Site;

/** Enrols the devices of a table, which cannot sign, via a node of this machine. */
@Command(
    name = "enroll-all",
    description =
        "Enrol many devices that cannot sign, from a table with a line each of"
            + " name,via,latitude,longitude,height. The node on --data signs for them. Tells what"
            + " to type into each device's form.")
final class DeviceEnrollAllCommand implements Action {
  @Parameters(paramLabel = "FILE", description = "The table, CSV with commas.")
  private Path table = Path.of("");

  @Mixin private final OwnerRequest request = new OwnerRequest();

  /** A line of the table with all that is made of it. */
  private record Made(BulkFile.Row row, ViaFile.Prepared via, AccountMessage message) {
    DeviceId device() {
      return via.created().device().key().id();
    }

    Map<String, Object> document() {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("name", row.name());
      document.put("device", device().did());
      document.put("message", message.id().toHex());
      return document;
    }
  }

  /** By what verdicts are read, and what a device that is enrolled needs. */
  private record Meanings(Deployment deployment, Function<Made, UploadForm> form) {}

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Path folder = request.node().directory().via();
    NetworkManifest manifest = ViaNetwork.of(request.node().directory(), request.network());
    try (NodeClient client = request.node().client()) {
      Deployment deployment = client.deployment();
      List<Made> made;
      try {
        made = make(deployment, manifest, folder);
      } catch (IllegalArgumentException e) {
        return output.fail(
            ExitCode.BAD_INPUT, table + ": " + e.getMessage(), "correct it; nothing was enrolled");
      }
      // A key is on the disk before anybody knows its device.
      for (Made its : made) {
        ViaFile.write(folder, its.via());
      }
      URI address = URI.create(client.address());
      List<Verdict> verdicts;
      try {
        verdicts = client.post(made.stream().map(its -> its.message().wire()).toList());
      } catch (IOException e) {
        return unknown(output, made, e, its -> form(its, manifest, address));
      }
      return tell(
          output, made, verdicts, new Meanings(deployment, its -> form(its, manifest, address)));
    }
  }

  private static UploadForm form(Made made, NetworkManifest manifest, URI address) {
    return UploadForm.of(made.via().created(), manifest, address);
  }

  /** Nobody knows whether the node has them: the secrets are told while they can be. */
  private static ExitCode unknown(
      Output output, List<Made> made, IOException why, Function<Made, UploadForm> form) {
    List<Map<String, Object>> devices = new ArrayList<>();
    for (Made its : made) {
      output.line(its.row().name() + " may be enrolled, as " + its.device().did());
      form.apply(its).text().forEach(output::line);
      Map<String, Object> device = its.document();
      device.put("verdict", "unknown");
      device.put("secret", its.via().created().secret());
      devices.add(device);
    }
    output.document(Map.of("devices", devices));
    return output.fail(
        ExitCode.MISSING,
        "the node did not answer: " + why.getMessage(),
        "look with `polder device list` which are enrolled; their keys and forms are good");
  }

  private List<Made> make(Deployment deployment, NetworkManifest manifest, Path folder)
      throws IOException {
    byte[] secret = request.secret();
    Account account = Secp256k1.account(secret);
    long sequence = System.currentTimeMillis();
    List<Made> made = new ArrayList<>();
    String text = Files.readString(table, StandardCharsets.UTF_8);
    for (BulkFile.Row row : BulkFile.parse(text, JoinLimits.USUAL.rows())) {
      Site site = row.site(manifest.data().finestPlaceMicroDegrees());
      ViaFile.Prepared via;
      try {
        if (UploadKind.of(row.via()).isEmpty()) {
          throw new IllegalArgumentException("its kind is none of " + UploadKind.words());
        }
        via = ViaFile.prepare(row.via(), request.network(), row.name());
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
              request.network(),
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

  private ExitCode tell(Output output, List<Made> made, List<Verdict> verdicts, Meanings meanings)
      throws IOException {
    List<Map<String, Object>> devices = new ArrayList<>();
    int missing = 0;
    for (int i = 0; i < made.size(); i++) {
      Made its = made.get(i);
      Map<String, Object> device = its.document();
      boolean enrolled = tell(output, its, verdicts.get(i), device, meanings);
      missing += enrolled ? 0 : 1;
      devices.add(device);
    }
    output.document(Map.of("devices", devices));
    return missing == 0
        ? ExitCode.DONE
        : output.fail(
            ExitCode.NO,
            missing + " of " + made.size() + " devices are not enrolled for certain",
            "see above why; put those that were refused into another table under other names");
  }

  /** Whether a device is enrolled for certain. */
  private boolean tell(
      Output output, Made made, Verdict verdict, Map<String, Object> device, Meanings meanings)
      throws IOException {
    String name = made.row().name();
    switch (verdict) {
      case Verdict.Accepted accepted -> {
        Verdicts.keep(device, accepted.receipt());
        Optional<String> wrong = Verdicts.wrongReceipt(meanings.deployment(), accepted);
        device.put("verdict", wrong.isEmpty() ? "accepted" : "unknown");
        form(output, made, device, meanings);
        wrong.ifPresent(its -> output.line("  but the node's receipt does not count: " + its));
        return wrong.isEmpty();
      }
      case Verdict.Duplicate duplicate -> {
        Verdicts.keep(device, duplicate.receipt());
        device.put("verdict", "accepted");
        form(output, made, device, meanings);
        return true;
      }
      case Verdict.Refused(_, String reason, String detail) -> {
        device.put("verdict", "refused");
        device.put("reason", reason);
        output.line(name + " was refused: " + reason + ", " + detail);
        ViaFile.delete(request.node().directory().via(), made.via().created().device());
        return false;
      }
      case Verdict.Busy _, Verdict.Failed _ -> {
        device.put("verdict", "unknown");
        output.line(name + " may not be enrolled: the node is busy or cannot write");
        form(output, made, device, meanings);
        return false;
      }
    }
  }

  private static void form(
      Output output, Made made, Map<String, Object> device, Meanings meanings) {
    device.put("secret", made.via().created().secret());
    output.line(made.row().name() + " is " + made.device().did());
    meanings.form().apply(made).text().forEach(output::line);
  }
}
