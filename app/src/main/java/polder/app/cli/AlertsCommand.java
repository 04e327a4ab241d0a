package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.adapters.files.KeyFile;
import polder.agent.NodeClient;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.AlertAsk;
import polder.protocol.message.AlertRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Groups the commands about alerts. */
@Command(
    name = "alerts",
    description = "Be told when a device falls silent or is rejected, and when it works again.",
    subcommands = {
      AlertsCommand.Add.class,
      AlertsCommand.Ls.class,
      AlertsCommand.Remove.class,
      AlertsCommand.Test.class,
      AlertsCommand.Confirm.class
    })
public final class AlertsCommand {

  /** Who asks whom. */
  static final class Asking {
    @Option(
        names = "--owner",
        required = true,
        paramLabel = "FILE",
        description = "Key file of the owner, as `polder keys new` makes them.")
    private Path owner = Path.of("");

    @Option(
        names = "--of",
        paramLabel = "ACCOUNT",
        description =
            "The organisation whose alerts these are; then the key file is that of a manager, or,"
                + " to list them, of a viewer.")
    private @Nullable String organisation;

    @Mixin private final NodeOption node = new NodeOption();

    private interface Good {
      void tell(JsonNode answer);
    }

    /** Asks, and tells a refusal. */
    private ExitCode ask(Output output, AlertAsk ask, Good good)
        throws IOException, InterruptedException {
      byte[] secret = KeyFile.owner(owner);
      Account whose;
      try {
        whose = organisation == null ? Secp256k1.account(secret) : Account.parse(organisation);
      } catch (IllegalArgumentException e) {
        return output.fail(
            ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "check the address after --of");
      }
      NodeClient.Said said;
      try (NodeClient client = node.client()) {
        AlertRequest request =
            new AlertRequest.Draft(whose, System.currentTimeMillis(), ask)
                .sign(secret, client.deployment());
        said = client.say("/v1/alerts", "application/cbor", request.wire());
      }
      JsonNode answer;
      try {
        answer = JsonMapper.shared().readTree(said.body().toArray());
      } catch (JacksonException e) {
        throw new IOException("the node answered " + said.status() + " without JSON", e);
      }
      if (said.status() != 200) {
        JsonNode error = answer.path("error");
        return output.fail(
            said.status() >= 500 ? ExitCode.MISSING : ExitCode.NO,
            "the node refused: " + error.path("reason").asString("status " + said.status()),
            error.path("detail").asString("see its log"));
      }
      good.tell(answer);
      output.document(answer);
      return ExitCode.DONE;
    }
  }

  /** Where alerts go. */
  static final class Target {
    @Option(names = "--webhook", paramLabel = "URL", description = "Post them to this address.")
    private @Nullable String webhook;

    @Option(names = "--email", paramLabel = "ADDRESS", description = "Mail them to this address.")
    private @Nullable String email;

    @Option(
        names = "--push",
        paramLabel = "JSON",
        description = "Push them to a browser: its push subscription as it gives it.")
    private @Nullable String push;

    private AlertAsk.Add add(String network, Optional<DeviceId> device) {
      if (webhook != null) {
        return new AlertAsk.Add(network, device, "webhook", webhook);
      }
      return email != null
          ? new AlertAsk.Add(network, device, "email", email)
          : new AlertAsk.Add(network, device, "push", push == null ? "" : push);
    }
  }

  /** Subscribes. */
  @Command(name = "add", description = "Be told of one device, or of all that the account owns.")
  static final class Add implements Action {
    @ArgGroup(multiplicity = "1")
    private Target target = new Target();

    @Option(
        names = "--device",
        paramLabel = "DEVICE",
        description = "The device's did:key (default: all of the account).")
    private String device = "";

    @Option(names = "--network", description = "In which network (default: in every one).")
    private String network = "";

    @Mixin private final Asking asking = new Asking();

    @Override
    public ExitCode run(Output output) throws IOException, InterruptedException {
      AlertAsk.Add add;
      try {
        add =
            target.add(
                network, device.isEmpty() ? Optional.empty() : Optional.of(DeviceId.parse(device)));
      } catch (IllegalArgumentException e) {
        return output.fail(
            ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "see polder device list");
      }
      return asking.ask(
          output,
          add,
          answer -> {
            JsonNode its = answer.path("subscription");
            String id = its.path("id").asString("");
            output.line("subscription " + id);
            if (!its.path("confirmed").asBoolean(true)) {
              output.line("a code is on its way to " + add.target() + "; then run");
              output.line("  polder alerts confirm " + id + " CODE --owner FILE");
            }
            if (answer.has("secret")) {
              output.line("secret of its signatures, shown only now:");
              output.line("  " + answer.path("secret").asString(""));
            }
          });
    }
  }

  /** Lists subscriptions. */
  @Command(name = "list", description = "List the account's subscriptions.")
  static final class Ls implements Action {
    @Mixin private final Asking asking = new Asking();

    @Override
    public ExitCode run(Output output) throws IOException, InterruptedException {
      return asking.ask(
          output,
          new AlertAsk.Show(),
          answer -> {
            List<List<String>> rows = new ArrayList<>();
            for (JsonNode its : answer.path("subscriptions").values()) {
              String problem = its.path("problem").asString("");
              rows.add(
                  List.of(
                      its.path("id").asString(""),
                      its.path("channel").asString(""),
                      its.path("target").asString(""),
                      or(its.path("network").asString(""), "every"),
                      or(its.path("device").asString(""), "all"),
                      !its.path("confirmed").asBoolean(true)
                          ? "not confirmed"
                          : or(problem, "ok")));
            }
            output.table(
                List.of("SUBSCRIPTION", "CHANNEL", "TARGET", "NETWORK", "DEVICE", "STATE"), rows);
          });
    }

    private static String or(String text, String other) {
      return text.isEmpty() ? other : text;
    }
  }

  /** Unsubscribes. */
  @Command(name = "remove", description = "Be told no more.")
  static final class Remove implements Action {
    @Parameters(paramLabel = "SUBSCRIPTION", description = "As `polder alerts list` shows it.")
    private String id = "";

    @Mixin private final Asking asking = new Asking();

    @Override
    public ExitCode run(Output output) throws IOException, InterruptedException {
      return asking.ask(output, new AlertAsk.Remove(id), answer -> output.line("removed " + id));
    }
  }

  /** Sends a test. */
  @Command(name = "test", description = "Send a message that only says that messages arrive.")
  static final class Test implements Action {
    @Parameters(paramLabel = "SUBSCRIPTION", description = "As `polder alerts list` shows it.")
    private String id = "";

    @Mixin private final Asking asking = new Asking();

    @Override
    public ExitCode run(Output output) throws IOException, InterruptedException {
      return asking.ask(
          output,
          new AlertAsk.Test(id),
          answer ->
              output.line(
                  "message "
                      + answer.path("message").asString("")
                      + " is on its way; whether it"
                      + " arrived, `polder alerts list` shows"));
    }
  }

  /** Confirms an address. */
  @Command(name = "confirm", description = "Confirm a mail address by the code sent to it.")
  static final class Confirm implements Action {
    @Parameters(index = "0", paramLabel = "SUBSCRIPTION", description = "As the mail shows it.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "CODE", description = "As the mail shows it.")
    private String code = "";

    @Mixin private final Asking asking = new Asking();

    @Override
    public ExitCode run(Output output) throws IOException, InterruptedException {
      return asking.ask(
          output, new AlertAsk.Confirm(id, code), answer -> output.line("confirmed " + id));
    }
  }
}
