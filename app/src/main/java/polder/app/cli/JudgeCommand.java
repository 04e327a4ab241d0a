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
import polder.agent.learning.Judge;
import polder.agent.learning.LocalData;
import polder.agent.learning.StakeCaller;
import polder.networks.GroupKey;
import polder.networks.learning.message.Seals;

/** Judges a task of training. */
@Command(
    name = "judge",
    description =
        "Judge a task of a learning network that asks for judges: put a stake aside, measure each"
            + " round's updates on what lies in a folder, and earn by opinions that others' bear"
            + " out. Nothing of the folder leaves this machine but the opinions. Ctrl-C ends this"
            + " command, and the stake stays: start it again, or call that back by --leave.")
public final class JudgeCommand implements Action {
  @Parameters(
      arity = "1",
      paramLabel = "TASK",
      description = "The task, as polder models lists it.")
  private String task = "";

  @Option(
      names = "--on",
      paramLabel = "DIR",
      description = "The folder of CSV files to measure on; see docs/learning.md.")
  private @Nullable Path held;

  @Option(
      names = "--stake",
      paramLabel = "N",
      description = "How many tokens to put aside at the first start; the more, the more it says.")
  private @Nullable String stake;

  @Option(
      names = "--owner",
      paramLabel = "FILE",
      description = "Key file of the account that puts it aside; needed at the first start.")
  private @Nullable Path owner;

  @Option(
      names = "--leave",
      description = "Judge no more: the stake comes back once the running round is over.")
  private boolean leave;

  @Option(
      names = "--client",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.polder/judge",
      description = "Where your judge's key and its opinions are (default: ${DEFAULT-VALUE}).")
  private Path client = Path.of("");

  @Mixin private final LearningNetworkOption network = new LearningNetworkOption();

  @Mixin private final NodeOption node = new NodeOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    GroupKey name;
    long nano;
    try {
      name = new GroupKey(task);
      if (!Seals.isTask(name)) {
        throw new IllegalArgumentException("not the name of a task: " + task);
      }
      nano = stake == null ? 0 : Tokens.nano(stake);
    } catch (IllegalArgumentException e) {
      return output.fail(ExitCode.USAGE, String.valueOf(e.getMessage()), "see polder judge --help");
    }
    if (leave == (held != null)) {
      return output.fail(
          ExitCode.USAGE, "name the folder, --on; or --leave", "see polder judge --help");
    }
    LearningClient speaking =
        new LearningClient(node, client, "judge.key", network.name(), Optional.ofNullable(owner));
    Path notes = client.resolve("opinions");
    Path folder = held;
    if (folder == null) {
      return speaking.play(output, room -> new StakeCaller(name, notes));
    }
    if (!Files.isDirectory(folder)) {
      return output.fail(ExitCode.USAGE, folder + " is no folder", "name one of CSV files by --on");
    }
    return speaking.play(
        output, room -> new Judge(name, new LocalData(folder), room.owner(), nano, notes));
  }
}
