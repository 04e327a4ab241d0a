package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.agent.NodeClient;
import polder.app.Assembly;
import polder.app.ChainAccess;
import polder.app.ChainStart;
import polder.app.DataDirectory;
import polder.app.Demo;
import polder.app.LocalValidators;
import polder.app.ManifestFolder;
import polder.app.Retention;
import polder.app.RulesStart;
import polder.epoch.SealedEpoch;
import polder.node.archive.EvidenceException;
import polder.node.closing.SystemTime;
import polder.node.session.Origin;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Parameters;
import polder.protocol.money.Amounts;

/** Starts a node. */
@Command(
    name = "up",
    description =
        "Start a node, with a small simulated fleet in a network of its own; go on where the last"
            + " one stopped.")
public final class UpCommand implements Action {
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "7777",
      description = "Port of the HTTP door; 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port = 7777;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on; 0.0.0.0 to be reached from elsewhere (default:"
              + " ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description =
          "Where people reach the node, such as https://polder.example behind a proxy: under this"
              + " name too they can sign in. May be repeated.")
  private List<URI> publicUrls = new ArrayList<>();

  @Mixin private MqttOptions mqtt = new MqttOptions();

  @Option(
      names = "--epoch",
      paramLabel = "DURATION",
      description = "Length of an epoch, for a data directory that is new (default: 10s).")
  private @Nullable String epoch;

  @Option(names = "--no-demo", description = "Without the simulated fleet.")
  private boolean noDemo;

  @Mixin private ChainOptions chain = new ChainOptions();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    DataDirectory directory = data.directory();
    ManifestFolder folder = new ManifestFolder(directory.manifests());
    Optional<String> wrong = mqtt.wrong();
    if (wrong.isEmpty()) {
      wrong = wrongAddress();
    }
    if (wrong.isEmpty()) {
      wrong = chain.wrong(directory, folder.exists());
    }
    if (wrong.isPresent()) {
      return output.fail(ExitCode.USAGE, wrong.get(), "see `polder up --help`");
    }
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (ChainStart start = chain.start(directory, folder.exists())) {
      return run(output, directory, folder, start, new Ending(stopped, closed));
    } catch (ManifestException e) {
      return output.fail(
          ExitCode.BAD_INPUT,
          String.valueOf(e.getMessage()),
          "correct it in " + directory.manifests() + " or on the command line");
    } catch (EvidenceException e) {
      return output.fail(
          ExitCode.BAD_INPUT,
          data.path() + " cannot be used: " + e.getMessage(),
          "restore it from a copy, or, if another version of Polder wrote it, use that version or"
              + " begin anew with another --data");
    } finally {
      closed.countDown();
    }
  }

  private Optional<String> wrongAddress() {
    try {
      publicUrls.forEach(Origin::of);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** A signal ends the wait; the process lives on until all is closed in good order. */
  private record Ending(CountDownLatch stopped, CountDownLatch closed) {}

  private ExitCode run(
      Output output,
      DataDirectory directory,
      ManifestFolder folder,
      ChainStart start,
      Ending ending)
      throws IOException, InterruptedException {
    Manifests manifests = manifests(folder, start);
    Retention retention;
    try {
      retention = Retention.read(directory, manifests);
    } catch (IOException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "correct it, or remove the file");
    }
    Optional<ChainAccess> access = start.access(directory, RulesStart.known(directory, manifests));
    try (Assembly node =
        Assembly.start(
            new Assembly.Settings(
                directory,
                host,
                port,
                manifests,
                new SystemTime(),
                false,
                mqtt.address(host),
                retention,
                access,
                List.copyOf(publicUrls)))) {
      node.addListener(sealed -> say(output, sealed));
      node.overtaken().thenAccept(why -> overtaken(output, why));
      stopOnSignal(ending.stopped(), ending.closed());
      boolean demo =
          !noDemo && node.closing().standing().manifests().network(Demo.NETWORK).isPresent();
      greet(output, node, demo, start);
      RulesStart.notes(directory, manifests, node, data.again()).forEach(output::line);
      try (LocalValidators beside = start.validators(directory, node.address(), output::line)) {
        beside.start();
        Optional<Demo> fleet =
            demo
                ? Optional.of(Demo.start(new NodeClient(node.address()), directory.demoTruth()))
                : Optional.empty();
        ending.stopped().await();
        if (fleet.isPresent()) {
          fleet.get().close();
        }
      }
    }
    return ExitCode.DONE;
  }

  private void overtaken(Output output, String why) {
    output.line("THE NETWORK WENT ON WITHOUT THIS NODE: " + why + ".");
    output.line(
        "It seals no epochs and takes no messages any more; what it has it goes on serving. To take"
            + " part again, stop it, move its folder signatures into a new data directory, and run"
            + " `polder validator` there with --key "
            + data.directory().validatorKey()
            + ", --rpc, and as --node those who close now (docs/validator.md).");
  }

  private Manifests manifests(ManifestFolder folder, ChainStart start) throws IOException {
    if (!folder.exists()) {
      folder.createNetwork("air-temperature", "air-temperature");
      folder.createNetwork(Demo.NETWORK, Demo.NETWORK);
      // Last, as it says that the folder is whole.
      start.createDeployment(
          folder,
          epoch == null ? "10s" : epoch,
          System.currentTimeMillis() / 1_000 * 1_000,
          chain.validatorShare());
    }
    Manifests manifests = folder.load();
    if (epoch != null
        && !Parameters.parseDurationMillis(epoch)
            .equals(Optional.of(manifests.deployment().epochMillis()))) {
      throw new ManifestException(
          "the deployment's epoch is "
              + manifests.deployment().epochMillis() / 1_000
              + "s, as "
              + folder.deploymentFile()
              + " says, not "
              + epoch);
    }
    return manifests;
  }

  /** A signal ends the wait; the process lives on until the node is closed in good order. */
  private static void stopOnSignal(CountDownLatch stopped, CountDownLatch closed) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopped.countDown();
                  try {
                    closed.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop"));
  }

  private void greet(Output output, Assembly node, boolean demo, ChainStart start) {
    URI address = node.address();
    String here = data.again();
    List<String> lines = new ArrayList<>();
    lines.add("Polder runs at " + address + " on " + data.path().toAbsolutePath());
    lines.add("");
    lines.add("  look     " + address + "/ in a browser");
    lines.add("  ask      curl " + address + "/v1/epochs/latest");
    lines.add("  verify   ./polder audit latest" + here);
    lines.add("  devices  ./polder device list" + here);
    lines.add("  why      ./polder explain DEVICE" + here);
    node.mqtt()
        .ifPresent(door -> {
          door.port().ifPresent(its -> lines.add("  publish  MQTT on port " + its));
          door.tlsPort().ifPresent(its -> lines.add("  publish  MQTT with TLS on port " + its));
        });
    lines.addAll(start.lines(here));
    lines.add("  stop     Ctrl-C; the same command goes on from here");
    lines.add("");
    if (demo) {
      lines.add(
          "The devices of the network demo are simulated; what each of them really does is in "
              + data.directory().demoTruth()
              + ".");
      lines.add("");
    }
    start.notes().forEach(note -> lines.addAll(List.of(note, "")));
    lines.forEach(output::line);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("url", address.toString());
    document.put("data", data.path().toAbsolutePath().toString());
    document.put("node", node.identity().did());
    node.mqtt()
        .ifPresent(door -> {
          door.port().ifPresent(its -> document.put("mqttPort", its));
          door.tlsPort().ifPresent(its -> document.put("mqttTlsPort", its));
        });
    start.describe(document);
    output.document(document);
  }

  private static void say(Output output, SealedEpoch sealed) {
    SealedEpoch.Counts counts = sealed.counts();
    output.line(
        String.format(
            Locale.ROOT,
            "epoch %d sealed: %d messages%s, %d of %d devices earned %s tokens, root %s",
            sealed.header().epoch(),
            sealed.header().inputsCount(),
            counts.refused() == 0 ? "" : " (" + counts.refused() + " refused)",
            counts.working(),
            counts.devices(),
            Amounts.format(sealed.header().paidNano()),
            sealed.header().hash().toHex().substring(0, 12)));
  }
}
