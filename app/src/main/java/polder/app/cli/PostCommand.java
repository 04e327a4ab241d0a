package polder.app.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.app.InboundDesk;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.message.Message;

/** Puts a message where no node can leave it out. */
@Command(
    name = "post",
    description =
        "Post a signed message on the chain, when a node does not take it: the next epoch that"
            + " reaches its block must contain it. Costs gas and a fee in tokens.")
public final class PostCommand implements Action {
  @Parameters(
      paramLabel = "FILE",
      description = "The message, as `polder device sign` and `polder withdraw --out` write it.")
  private Path file = Path.of("");

  @Mixin private InboundOptions inbound = new InboundOptions();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    if (!Files.exists(file) || Files.size(file) > Message.MAX_BYTES) {
      return output.fail(
          ExitCode.BAD_INPUT,
          file + " is not there, or longer than " + Message.MAX_BYTES + " bytes",
          "sign a message with `polder device sign`");
    }
    Message message;
    try {
      message = Message.decode(Files.readAllBytes(file));
    } catch (CodecException e) {
      return output.fail(
          ExitCode.BAD_INPUT,
          file + " is no message: " + e.getMessage(),
          "sign one with `polder device sign`");
    }
    try (InboundOptions.Open open = inbound.open()) {
      if (open.contracts().inbox().isEmpty()) {
        return output.fail(
            ExitCode.NO,
            "the deployment names no contract to post to",
            "settlement.inbox of deployment.yaml is where it belongs");
      }
      return post(output, open.desk(), open.contracts().inbox().get(), message);
    }
  }

  private static ExitCode post(Output output, InboundDesk desk, Account inbox, Message message)
      throws IOException, InterruptedException {
    Bytes wire = message.wire();
    long block = desk.postedAt(inbox, wire);
    BigInteger fee = BigInteger.ZERO;
    if (block > 0) {
      output.line("it was posted before, in block " + block);
    } else {
      fee = desk.fee(inbox);
      BigInteger has = desk.tokens(desk.account());
      if (has.compareTo(fee) < 0) {
        return output.fail(
            ExitCode.BAD_INPUT,
            "posting burns "
                + Tokens.text(fee)
                + " tokens, and account "
                + desk.account()
                + " has "
                + Tokens.text(has),
            "claim some first, or name another --key");
      }
      block = desk.post(inbox, wire);
      output.line("posted in block " + block + "; " + Tokens.text(fee) + " tokens were burnt");
    }
    output.line("message " + message.id());
    output.line("the next epoch that reaches that block contains it");
    Map<String, String> document = new LinkedHashMap<>();
    document.put("message", message.id().toHex());
    document.put("block", Long.toString(block));
    document.put("feeWei", fee.toString());
    output.document(document);
    return ExitCode.DONE;
  }
}
