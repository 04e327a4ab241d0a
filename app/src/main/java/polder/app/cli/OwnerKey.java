package polder.app.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.adapters.files.KeyFile;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who asks, and whom: an owner's key, or that of one who acts for the owner, and a node. */
final class OwnerKey {
  @Option(
      names = "--owner",
      required = true,
      paramLabel = "FILE",
      description =
          "Key file of the owner, as `polder keys new` makes them; where a manager may ask this,"
              + " that of a manager will do.")
  private Path owner = Path.of("");

  @Mixin private final NodeOption node = new NodeOption();

  /** One conversation with the node. */
  record Talk(NodeClient client, Deployment deployment, Account account, long sequence) {
    /** What the node knows of the device that has, or had, the key {@code did}. */
    JsonNode device(String did, String network) throws IOException, InterruptedException {
      String path =
          "/v1/devices/"
              + URLEncoder.encode(did, StandardCharsets.UTF_8)
              + "?network="
              + URLEncoder.encode(network, StandardCharsets.UTF_8);
      try {
        return JsonMapper.shared().readTree(client.get(path).toArray()).path("networks").path(0);
      } catch (JacksonException e) {
        throw new IOException("the node's answer to " + path + " cannot be read", e);
      }
    }
  }

  /** Makes the request once the node is known. */
  @FunctionalInterface
  interface Making {
    Action action(Talk talk) throws IOException, InterruptedException;
  }

  NodeOption node() {
    return node;
  }

  /**
   * The secret.
   *
   * @throws BadWordException if there is no such file: who mistypes it would ask as somebody new
   */
  byte[] secret() throws IOException {
    if (!Files.exists(owner)) {
      throw new BadWordException("there is no " + owner, "name the owner's key file with --owner");
    }
    return KeyFile.owner(owner);
  }

  /**
   * Makes, signs and sends a request, and tells what came of it.
   *
   * @param success what a good verdict means
   */
  ExitCode send(Output output, Making making, String success)
      throws IOException, InterruptedException {
    byte[] secret = secret();
    try (NodeClient client = node.client()) {
      Deployment deployment = client.deployment();
      Account account = Secp256k1.account(secret);
      Talk talk = new Talk(client, deployment, account, System.currentTimeMillis());
      AccountMessage message;
      try {
        message =
            new AccountMessage.Draft(account, talk.sequence(), making.action(talk))
                .sign(secret, deployment);
      } catch (IllegalArgumentException e) {
        return output.fail(
            ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "name the device by its did:key");
      }
      return Verdicts.tell(
          output, deployment, client.post(List.of(message.wire())).getFirst(), success);
    }
  }
}
