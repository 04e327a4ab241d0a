package polder.app.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.protocol.Bytes;

/** Runs a command in a service of an order. */
@Command(
    name = "shell",
    description = {
      "Run a command in a service of an order and show what it says, such as",
      "  polder shell order-4c2e… web -- ls -l /"
    })
public final class ShellCommand implements Action {
  private static final int MOST_INPUT = 900_000;

  @Mixin private final LeaseOptions lease = new LeaseOptions();

  @Parameters(index = "1", paramLabel = "SERVICE", description = "In which service.")
  private String service = "";

  @Parameters(index = "2..*", arity = "1..*", paramLabel = "COMMAND", description = "What to run.")
  private List<String> command = List.of();

  @Option(
      names = {"-i", "--stdin"},
      description = "Give it this command's standard input, up to 900 kB, to its end.")
  private boolean input;

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    byte[] said = input ? System.in.readNBytes(MOST_INPUT + 1) : new byte[0];
    if (said.length > MOST_INPUT) {
      throw new BadWordException(
          "the standard input has more than " + MOST_INPUT + " bytes",
          "let the command fetch what it needs");
    }
    try (LeaseOptions.Found found = lease.find()) {
      int code =
          found.door().exec(service, command, Bytes.wrap(said), output.raw(), output.rawErrors());
      return code == 0
          ? ExitCode.DONE
          : output.fail(ExitCode.NO, "it ended with code " + code, "see what it says");
    }
  }
}
