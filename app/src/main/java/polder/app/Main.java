package polder.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import polder.app.cli.AgentCommand;
import polder.app.cli.AlertsCommand;
import polder.app.cli.AuditCommand;
import polder.app.cli.BacktestCommand;
import polder.app.cli.ChallengeCommand;
import polder.app.cli.ClaimCommand;
import polder.app.cli.CloseCommand;
import polder.app.cli.CompletionCommand;
import polder.app.cli.CredentialCommand;
import polder.app.cli.DelegateCommand;
import polder.app.cli.DepositCommand;
import polder.app.cli.DeviceCommand;
import polder.app.cli.EstimateCommand;
import polder.app.cli.ExplainCommand;
import polder.app.cli.ExportCommand;
import polder.app.cli.InitCommand;
import polder.app.cli.JudgeCommand;
import polder.app.cli.KeysCommand;
import polder.app.cli.LogsCommand;
import polder.app.cli.MachinesCommand;
import polder.app.cli.MemberCommand;
import polder.app.cli.ModelsCommand;
import polder.app.cli.MqttUserCommand;
import polder.app.cli.OrdersCommand;
import polder.app.cli.PolderCommand;
import polder.app.cli.PostCommand;
import polder.app.cli.PredictCommand;
import polder.app.cli.ProposalsCommand;
import polder.app.cli.ProposeCommand;
import polder.app.cli.ProveCommand;
import polder.app.cli.ReadingsCommand;
import polder.app.cli.RenderCommand;
import polder.app.cli.ReplayCommand;
import polder.app.cli.RunCommand;
import polder.app.cli.ShellCommand;
import polder.app.cli.SimulateCommand;
import polder.app.cli.StakeCommand;
import polder.app.cli.StatusCommand;
import polder.app.cli.TemplateCommand;
import polder.app.cli.TrainCommand;
import polder.app.cli.UnstakeCommand;
import polder.app.cli.UpCommand;
import polder.app.cli.UpdateCommand;
import polder.app.cli.ValidatorCommand;
import polder.app.cli.ValidatorsCommand;
import polder.app.cli.VoteCommand;
import polder.app.cli.WatchCommand;
import polder.app.cli.WithdrawCommand;

/** Starts Polder. */
public final class Main {

  private Main() {}

  /** Runs the command that the arguments name and ends the process with its exit code. */
  public static void main(String[] arguments) {
    run(arguments, commands());
  }

  /** Runs the one of {@code commands} that the arguments name and ends the process. */
  static void run(String[] arguments, List<Object> commands) {
    // UTF-8 whatever the locale says, so that the same command prints the same bytes everywhere.
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    int code =
        PolderCommand.run(
                List.of(arguments), commands, out, err, Boolean.getBoolean("polder.progress"))
            .number();
    out.flush();
    err.flush();
    System.exit(code);
  }

  /** Every command, in the order of the help. */
  private static List<Object> commands() {
    return List.of(
        new UpCommand(),
        new InitCommand(),
        new AgentCommand(true),
        new LogsCommand(),
        new ShellCommand(),
        new UpdateCommand(),
        new SimulateCommand(),
        new ReplayCommand(),
        new BacktestCommand(),
        new RunCommand(),
        new RenderCommand(),
        new WatchCommand(),
        new TemplateCommand(),
        new OrdersCommand(),
        new CloseCommand(),
        new EstimateCommand(),
        new MachinesCommand(),
        new TrainCommand(),
        new JudgeCommand(),
        new PredictCommand(),
        new ModelsCommand(),
        new DeviceCommand(),
        new MemberCommand(),
        new CredentialCommand(),
        new AlertsCommand(),
        new ValidatorCommand(),
        new AuditCommand(),
        new ExplainCommand(),
        new ClaimCommand(),
        new DepositCommand(),
        new WithdrawCommand(),
        new PostCommand(),
        new StakeCommand(),
        new DelegateCommand(),
        new UnstakeCommand(),
        new ValidatorsCommand(),
        new StatusCommand(),
        new ProposalsCommand(),
        new ProposeCommand(),
        new VoteCommand(),
        new ChallengeCommand(),
        new ProveCommand(),
        new ReadingsCommand(),
        new ExportCommand(),
        new KeysCommand(),
        new MqttUserCommand(),
        new CompletionCommand());
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
