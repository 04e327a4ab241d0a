package polder.app;

import java.util.List;
import polder.app.cli.AgentCommand;
import polder.app.cli.AgentDeviceCommand;
import polder.app.cli.CompletionCommand;
import polder.app.cli.KeysCommand;

/**
 * Starts what a small computer needs: the agent, and the commands about its key. Runs without the
 * database, the web server and all native libraries, which are not on its class path.
 */
public final class AgentMain {
  private AgentMain() {}

  /** Runs the command that the arguments name and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Main.run(
        arguments,
        List.of(
            new AgentCommand(false),
            new AgentDeviceCommand(),
            new KeysCommand(),
            new CompletionCommand()));
  }
}
