package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import polder.agent.NodeClient;
import polder.agent.learning.LearningAgent;
import polder.agent.learning.LearningSettings;

/**
 * Who speaks in a learning network for as long as a command runs.
 *
 * @param folder what it must not forget
 * @param key its key file's name in there; made at the first start
 * @param network which learning network; empty for the only one
 * @param owner key file of whose it is; empty once it is enrolled and pays nothing
 */
record LearningClient(
    NodeOption node, Path folder, String key, Optional<String> network, Optional<Path> owner) {
  /** Plays a role until that is over or the command is stopped. */
  ExitCode play(Output output, LearningAgent.Casting casting)
      throws IOException, InterruptedException {
    URI address;
    try (NodeClient speaker = node.client()) {
      address = URI.create(speaker.address());
    }
    LearningAgent agent =
        new LearningAgent(
            new LearningSettings(List.of(address), folder, folder.resolve(key), network, owner),
            event -> AgentCommand.tell(output, event));
    return AgentCommand.untilStopped(
        output,
        agent::stop,
        () -> {
          agent.run(casting);
          return ExitCode.DONE;
        });
  }
}
