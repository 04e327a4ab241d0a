package polder.app.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the script that lets a shell complete commands and options. */
@Command(
    name = "completion",
    description = {
      "Prints a completion script for bash and zsh.",
      "Put this line into ~/.bashrc or ~/.zshrc:  source <(path/to/polder completion)"
    })
public final class CompletionCommand implements Action {

  // Set by picocli before run.
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public ExitCode run(Output output) {
    String script = AutoComplete.bash("polder", spec.root().commandLine());
    output.line(script.stripTrailing());
    output.document(new Completion("bash, zsh", script));
    return ExitCode.DONE;
  }

  private record Completion(String shells, String script) {}
}
