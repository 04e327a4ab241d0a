package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.app.DataDirectory;
import polder.app.ManifestFolder;
import polder.app.Replay;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import polder.world.recorded.RecordedDataException;
import polder.world.recorded.RecordedNetwork;

/** Replays recorded data as live devices. */
@Command(
    name = "replay",
    description =
        "Replay a recorded data set as live devices: they enrol, sign and report through the door"
            + " of a fresh node whose clock stands at the recorded time.")
public final class ReplayCommand implements Action {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Tables of observations, CSV, perhaps with .gz.")
  private List<Path> observations = List.of();

  @Mixin private RecordedOptions options = new RecordedOptions();

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Data directory of the fresh node; must be new.")
  private Path data = Path.of("");

  @Option(
      names = "--epoch",
      paramLabel = "DURATION",
      defaultValue = "1h",
      description = "Length of an epoch (default: ${DEFAULT-VALUE}).")
  private String epoch = "1h";

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Recorded seconds a second; 0 for as fast as the node can (default).")
  private double speed;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port of the node's HTTP door; 0 for any free one (default).")
  private int port;

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    DataDirectory directory = new DataDirectory(data);
    ManifestFolder folder = new ManifestFolder(directory.manifests());
    if (folder.exists()) {
      return output.fail(
          ExitCode.BAD_INPUT, data + " belongs to a node already", "name a new directory");
    }
    try {
      NetworkManifest network = folder.readNetwork(options.manifest());
      RecordedNetwork recorded;
      try (Progress progress = output.progress("reading", 0)) {
        recorded = RecordedNetwork.load(network, options.files(observations), progress::advance);
      }
      Manifests manifests =
          folder.createForReplay(options.manifest(), epoch, recorded.firstMillis());
      Replay replay = new Replay(directory, port, manifests, recorded, speed);
      Replay.Result result;
      try (Progress progress = output.progress("replaying", replay.epochs())) {
        result = replay.run(sealed -> progress.advance(1));
      }
      return tell(output, result);
    } catch (RecordedDataException | IllegalArgumentException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "correct it and try again");
    }
  }

  private ExitCode tell(Output output, Replay.Result result) {
    output.line(
        "replayed "
            + result.messages()
            + " messages in "
            + result.epochs()
            + " epochs into "
            + data);
    if (!result.refused().isEmpty()) {
      output.line("refused: " + result.refused());
    }
    output.line("last root " + result.last().hash());
    output.line("verify:  polder audit latest --data " + data);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("epochs", result.epochs());
    document.put("messages", result.messages());
    document.put("refused", result.refused());
    document.put("root", result.last().hash().toHex());
    document.put("data", data.toString());
    output.document(document);
    return ExitCode.DONE;
  }
}
