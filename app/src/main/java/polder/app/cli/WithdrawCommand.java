package polder.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.adapters.files.KeyFile;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action.Withdraw;

/** Takes what is left of deposits out again. */
@Command(
    name = "withdraw",
    description =
        "Move tokens from an account's balance to what it can claim on the chain; then `polder"
            + " claim`.")
public final class WithdrawCommand implements Action {
  @Parameters(paramLabel = "AMOUNT", description = "Tokens, such as 12.5.")
  private String amount = "";

  @Option(
      names = "--owner",
      required = true,
      paramLabel = "FILE",
      description = "Key file of the account, as `polder keys new` makes them.")
  private Path owner = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the signed message here and send it nowhere: for `polder post`.")
  private @Nullable Path out;

  @Mixin private final NodeOption node = new NodeOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Withdraw withdraw;
    try {
      withdraw = new Withdraw(Tokens.nano(amount));
    } catch (IllegalArgumentException e) {
      return output.fail(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "check the amount");
    }
    byte[] secret = KeyFile.owner(owner);
    try (NodeClient client = node.client()) {
      Deployment deployment = client.deployment();
      AccountMessage message =
          new AccountMessage.Draft(Secp256k1.account(secret), System.currentTimeMillis(), withdraw)
              .sign(secret, deployment);
      if (out != null) {
        Files.write(out, message.wire().toArray());
        output.line("message " + message.id() + " is in " + out);
        output.document(java.util.Map.of("message", message.id().toHex(), "file", out.toString()));
        return ExitCode.DONE;
      }
      return Verdicts.tell(
          output,
          deployment,
          client.post(List.of(message.wire())).getFirst(),
          amount + " tokens can be claimed once the epoch that is open now is released");
    }
  }
}
