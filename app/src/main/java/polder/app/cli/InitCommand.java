package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.app.ManifestFolder;
import polder.protocol.manifest.ManifestException;

/** Writes manifests to start from. */
@Command(
    name = "init",
    description = "Write the manifests of a new network, to edit before it starts.")
public final class InitCommand implements Action {
  @Parameters(paramLabel = "NETWORK", description = "Name of the network.")
  private String network = "";

  @Option(
      names = "--from",
      paramLabel = "TEMPLATE",
      defaultValue = "air-temperature",
      description =
          "Which manifest to start from: air-temperature, air-quality, weather-station, demo,"
              + " compute or learning (default: ${DEFAULT-VALUE}).")
  private String template = "air-temperature";

  @Option(
      names = "--epoch",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description = "Length of an epoch (default: ${DEFAULT-VALUE}).")
  private String epoch = "10m";

  @Mixin private DataOption data = new DataOption();

  @Override
  public ExitCode run(Output output) throws IOException {
    ManifestFolder folder = new ManifestFolder(data.directory().manifests());
    try {
      if (!folder.exists()) {
        folder.createDeployment(network, epoch, System.currentTimeMillis() / 1_000 * 1_000);
      }
      Path file = folder.createNetwork(template, network);
      folder.load();
      output.line("wrote " + file);
      output.line("and   " + folder.deploymentFile());
      output.line("edit them (docs/manifest.md explains every key), then start the network:");
      output.line("  polder up --no-demo --data " + data.path());
      Map<String, String> document = new LinkedHashMap<>();
      document.put("network", file.toString());
      document.put("deployment", folder.deploymentFile().toString());
      output.document(document);
      return ExitCode.DONE;
    } catch (ManifestException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "correct it and try again");
    }
  }
}
