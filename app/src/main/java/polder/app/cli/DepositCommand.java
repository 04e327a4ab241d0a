package polder.app.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.app.InboundDesk;
import polder.protocol.identity.Account;
import polder.protocol.money.Amounts;

/** Brings tokens in. */
@Command(
    name = "deposit",
    description =
        "Bring tokens in from the chain, to spend inside: they are burnt there and become the"
            + " account's balance once an epoch reaches their block.")
public final class DepositCommand implements Action {
  @Parameters(paramLabel = "AMOUNT", description = "Tokens, such as 12.5.")
  private String amount = "";

  @Option(
      names = "--for",
      paramLabel = "0x…",
      description = "Whose balance it becomes (default: that of the account that pays).")
  private @Nullable String to;

  @Mixin private InboundOptions inbound = new InboundOptions();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    long nano;
    Account account = null;
    try {
      nano = Tokens.nano(amount);
      if (to != null) {
        account = Account.parse(to);
      }
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "check amount and account");
    }
    try (InboundOptions.Open open = inbound.open()) {
      InboundDesk desk = open.desk();
      BigInteger wei = Amounts.toWei(nano);
      BigInteger has = desk.tokens(desk.account());
      if (has.compareTo(wei) < 0) {
        return output.fail(
            ExitCode.BAD_INPUT,
            "account " + desk.account() + " has " + Tokens.text(has) + " tokens",
            "claim some first, or name another --key");
      }
      Account whose = account == null ? desk.account() : account;
      long block = desk.deposit(whose, wei);
      output.line(
          Amounts.format(nano)
              + " tokens of "
              + desk.account()
              + " are deposited for "
              + whose
              + " in block "
              + block);
      output.line(
          "they are in the balance once an epoch reaches that block: /v1/accounts/" + whose);
      Map<String, String> document = new LinkedHashMap<>();
      document.put("account", whose.toString());
      document.put("from", desk.account().toString());
      document.put("amountWei", wei.toString());
      document.put("block", Long.toString(block));
      output.document(document);
      return ExitCode.DONE;
    }
  }
}
