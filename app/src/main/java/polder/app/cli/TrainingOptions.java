package polder.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import polder.agent.learning.LearningAgent;
import polder.agent.learning.LocalData;
import polder.agent.learning.Participant;
import polder.agent.learning.Supply;
import polder.app.StationSupply;
import polder.protocol.identity.Account;

/** What a person says of what models are trained on: {@code polder agent --offer learning}. */
final class TrainingOptions {
  private static final Pattern ADDRESS = Pattern.compile("https?://[\\w.:\\[\\]-]+(/[\\w./~%-]*)?");

  @Option(
      names = "--train-on",
      paramLabel = "DIR",
      description =
          "learning: the folder of CSV files that models are trained on; nothing of them leaves this"
              + " machine but what training changed of a model.")
  private @Nullable Path folder;

  @Option(
      names = "--train-on-network",
      paramLabel = "NAME",
      description =
          "learning: instead of a folder, what the owner's devices read in this network: fetched out"
              + " of the archive, and before each round what is new.")
  private @Nullable String network;

  @Option(
      names = "--stations-of",
      paramLabel = "ACCOUNT",
      description =
          "learning: with --train-on-network, the devices of this account (default: of the agent's"
              + " owner).")
  private @Nullable String stationsOf;

  @Option(
      names = "--archive",
      paramLabel = "DIR|URL",
      description =
          "learning: with --train-on-network, the archive, a folder or an address (default: the"
              + " node's, /v1/archive).")
  private @Nullable String archive;

  @Option(
      names = "--verdict",
      paramLabel = "NAMES",
      defaultValue = "accepted,corroborated",
      description =
          "learning: with --train-on-network, only readings with these verdicts: all, or some of"
              + " accepted, corroborated, unverified, rejected with commas (default:"
              + " ${DEFAULT-VALUE}).")
  private String verdict = "";

  /**
   * What is wrong with them.
   *
   * @param readsArchives whether this program can
   */
  Optional<String> wrong(boolean readsArchives) {
    if ((folder == null) == (network == null) || folder != null && !Files.isDirectory(folder)) {
      return Optional.of(
          "--offer learning needs --train-on, a folder of CSV files, or --train-on-network");
    }
    if (network == null) {
      return stationsOf == null && archive == null
          ? Optional.empty()
          : Optional.of("--stations-of and --archive are for --train-on-network");
    }
    if (!readsArchives) {
      return Optional.of(
          "the small agent reads no archives: --train-on-network is of the whole program,"
              + " ./polder agent");
    }
    try {
      stations(network, () -> Account.parse("0x" + "0".repeat(40)));
      return archive == null || !archive.contains("://") || ADDRESS.matcher(archive).matches()
          ? Optional.empty()
          : Optional.of(
              "--archive is a folder, or an address such as http://127.0.0.1:7777/v1/archive, not "
                  + archive);
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private StationSupply.Stations stations(String network, Supplier<Account> owner) {
    return new StationSupply.Stations(
        network, stationsOf == null ? owner.get() : Account.parse(stationsOf), verdict);
  }

  /**
   * Who trains on that.
   *
   * @param state where the agent keeps everything
   * @param node the node's address, whose archive it is if none is named
   */
  Participant participant(LearningAgent.Room room, Path state, String node) throws IOException {
    Path notes = state.resolve("tasks");
    if (network == null) {
      return new Participant(
          new LocalData(folder == null ? Path.of("") : folder), Supply.NONE, notes);
    }
    StationSupply.Stations stations = stations(network, room::account);
    StationSupply supply =
        new StationSupply(
            archive == null ? node + "/v1/archive" : archive,
            stations,
            state.resolve("readings").resolve(network + "-" + stations.owner()));
    return new Participant(supply.data(), supply, notes);
  }
}
