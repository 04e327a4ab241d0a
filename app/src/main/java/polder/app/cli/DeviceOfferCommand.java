package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.adapters.files.KeyFile;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action.Enrol;
import polder.protocol.message.Site;

/** Prints a link by which an owner enrols this device with a wallet in a browser. */
@Command(
    name = "offer",
    description =
        "Print a link by which the owner enrols this device with a wallet in a browser, so that the"
            + " owner's key need not be on this machine. Enrols nothing by itself.")
final class DeviceOfferCommand implements Action {
  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "Key file of the device; made if there is none.")
  private Path key = Path.of("");

  @Option(
      names = "--owner",
      required = true,
      paramLabel = "ACCOUNT",
      description = "The owner's account, 0x and 40 digits, as the wallet shows it.")
  private String owner = "";

  @Mixin private final SiteOptions place = new SiteOptions();

  @Option(
      names = "--page",
      paramLabel = "URL",
      description = "Where the owner's browser reaches the node, if not as this machine does.")
  private @Nullable URI page;

  @Mixin private final NodeOption node = new NodeOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    if (place.isMissing()) {
      return SiteOptions.tellMissing(output);
    }
    Account account;
    try {
      account = Account.parse(owner);
      NodeClient.requireAddress(page == null ? node.address() : page);
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.USAGE, String.valueOf(e.getMessage()), "see `polder device offer --help`");
    }
    try (NodeClient client = node.client()) {
      Deployment deployment = client.deployment();
      Site site = place.in(deployment);
      DeviceKey device = KeyFile.device(key);
      String base = page == null ? client.address() : page.toString().replaceAll("/+$", "");
      tell(output, device, base + "/join#offer=" + offer(deployment, account, site, device));
    }
    return ExitCode.DONE;
  }

  private String offer(Deployment deployment, Account account, Site site, DeviceKey device) {
    long sequence = System.currentTimeMillis();
    Enrol bare =
        new Enrol(place.network(), device.id(), Optional.of(site), Optional.empty(), Bytes.EMPTY);
    Enrol proven = AccountMessage.proven(deployment, account, sequence, bare, device);
    Bytes draft = new AccountMessage.Draft(account, sequence, proven).encode();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(draft.unsafeArray());
  }

  private void tell(Output output, DeviceKey device, String link) {
    output.line("open this link in a browser with the wallet of " + owner + ", and sign:");
    output.line("  " + link);
    output.line("the link has no secret; it is of use until the account signs anything else");
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("device", device.id().did());
    document.put("owner", owner);
    document.put("link", link);
    output.document(document);
  }
}
