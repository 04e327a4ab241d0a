package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.adapters.yaml.ManifestFile;
import polder.agent.learning.LocalData;
import polder.agent.learning.Rotation;
import polder.agent.learning.Sponsor;
import polder.agent.learning.TaskCloser;
import polder.agent.learning.TaskFile;
import polder.agent.learning.TaskSetter;
import polder.networks.GroupKey;
import polder.networks.learning.train.DataSet;
import polder.protocol.money.Amounts;

/** Sets a task of training, and sees it through. */
@Command(
    name = "train",
    description =
        "Set a task of training in a learning network and see it through: participants train a model"
            + " on what they hold, each round is examined on examples that only you hold until then,"
            + " and pays by what each update improved. Ctrl-C ends this command, not the task: go on"
            + " with --resume, or the running round pays all alike.")
public final class TrainCommand implements Action {
  @Parameters(
      arity = "0..1",
      paramLabel = "TASK.yaml",
      description = "The task; see docs/learning.md.")
  private @Nullable Path file;

  @Option(
      names = "--examples",
      paramLabel = "DIR",
      description =
          "The folder of CSV files that rounds are examined on; nobody trains on them. Left out where"
              + " the task asks for judges.")
  private @Nullable Path examples;

  @Option(
      names = "--owner",
      paramLabel = "FILE",
      description = "Key file of the account that pays, as `polder keys new` makes them.")
  private @Nullable Path owner;

  @Option(
      names = "--resume",
      paramLabel = "TASK",
      description = "See a task through that was set before from the same --client folder.")
  private @Nullable String resume;

  @Option(
      names = "--close",
      paramLabel = "TASK",
      description =
          "End a task that was set before from the same --client folder: what its purse holds goes"
              + " back. Possible until its participants open a round's updates.")
  private @Nullable String close;

  @Option(
      names = "--client",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.polder/trainer",
      description =
          "Where your client's key and the examples of its tasks are (default: ${DEFAULT-VALUE})."
              + " Whoever has this folder knows the examples.")
  private Path client = Path.of("");

  @Option(names = "--yes", description = "Do not ask before money is spent.")
  private boolean yes;

  @Mixin private final LearningNetworkOption network = new LearningNetworkOption();

  @Mixin private final NodeOption node = new NodeOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    if ((file == null || owner == null) && resume == null && close == null) {
      return output.fail(
          ExitCode.USAGE,
          "name the task's file, --owner, and --examples unless judges examine; or a task to"
              + " --resume or --close",
          "see polder train --help");
    }
    Optional<GroupKey> closing;
    try {
      closing = Optional.ofNullable(close).map(GroupKey::new);
    } catch (IllegalArgumentException e) {
      return output.fail(ExitCode.USAGE, String.valueOf(e.getMessage()), "see polder models");
    }
    LearningClient speaking =
        new LearningClient(node, client, "client.key", network.name(), Optional.ofNullable(owner));
    if (closing.isPresent()) {
      return speaking.play(output, room -> new TaskCloser(closing.get()));
    }
    if (resume != null) {
      String task = resume;
      return speaking.play(output, room -> new Sponsor(task, client.resolve("tasks")));
    }
    return set(output, speaking);
  }

  private ExitCode set(Output output, LearningClient speaking)
      throws IOException, InterruptedException {
    TaskFile task;
    List<DataSet> rounds;
    try {
      task = TaskFile.of(ManifestFile.read(Objects.requireNonNull(file)));
      if (task.judges().isPresent() == (examples != null)) {
        return output.fail(
            ExitCode.USAGE,
            examples == null
                ? "name the folder that rounds are examined on, --examples"
                : "judges examine this task: it takes no --examples",
            "see docs/learning.md");
      }
      rounds = examples == null ? List.of() : examples(task, examples);
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "see docs/learning.md");
    }
    long nano = Math.multiplyExact(task.roundNano(), (long) task.rounds());
    output.note(
        task.rounds()
            + " rounds of a model of "
            + task.architecture().parameterCount()
            + " parameters, each examined "
            + (task.judges().isPresent() ? "by judges" : "on " + task.examples() + " examples")
            + ", for at most "
            + Amounts.format(nano)
            + " tokens; what no improvement earns comes back.");
    if (!yes && !Ordering.Person.atTerminal().agrees(output, "set it?")) {
      return output.fail(ExitCode.NO, "not set", "say --yes where nobody can be asked");
    }
    return speaking.play(
        output,
        room -> {
          String name = new TaskSetter(room).set(task, System.currentTimeMillis(), rounds, nano);
          output.note("set " + name + "; to go on later: polder train --resume " + name);
          return new Sponsor(name, client.resolve("tasks"));
        });
  }

  private static List<DataSet> examples(TaskFile task, Path folder) throws IOException {
    DataSet held = new LocalData(folder).examples(task.briefing().source(), task.architecture());
    return Rotation.of(held, task.rounds(), task.examples(), new SecureRandom());
  }
}
