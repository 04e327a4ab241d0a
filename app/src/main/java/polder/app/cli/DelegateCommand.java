package polder.app.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.app.StakeDesk;
import polder.ports.chain.Staking;
import polder.protocol.identity.Account;

/** Stakes with a validator. */
@Command(
    name = "delegate",
    description = {
      "Stake tokens with a validator: what they earn is yours, less its commission, and paid to your"
          + " account; what it does wrong costs you a part of them."
    })
public final class DelegateCommand implements Action {
  @Parameters(index = "0", paramLabel = "VALIDATOR", description = "Its account, 0x….")
  private String validator = "";

  @Parameters(
      index = "1",
      paramLabel = "AMOUNT",
      description = "How many tokens, such as 1000 or 12.5.")
  private String amount = "";

  @Mixin private StakeOptions options = new StakeOptions();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    return options.stake(output, desk -> delegate(output, desk));
  }

  private ExitCode delegate(Output output, StakeDesk desk)
      throws IOException, InterruptedException {
    Account to = StakeOptions.account(validator);
    BigInteger wei = Tokens.wei(amount);
    Staking.Validator known = desk.staking().validator(to);
    if (!known.registered() || known.struck()) {
      throw new BadWordException(
          to + (known.struck() ? " was struck and takes no more stake" : " is no validator"),
          "see who is: polder validators");
    }
    StakeOptions.requireTokens(desk, wei);
    desk.allow(wei);
    desk.carryOut(desk.staking().delegate(to, wei));
    Staking.Delegation now = desk.staking().delegation(desk.account(), to);
    output.line("staked      " + amount + " tokens of " + desk.account() + " with " + to);
    output.line("together    " + Tokens.text(now.staked()) + " tokens");
    output.line(
        "commission  " + StakeOptions.percent(known.commissionPpm()) + " of what they earn");
    output.line(
        desk.staking().validator(to).candidate()
            ? SetWords.next(desk.staking())
            : "earns nothing: the validator is not in the next set; see polder validators");
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("account", desk.account().toString());
    document.put("validator", to.toString());
    document.put("addedWei", wei.toString());
    document.put("stakedWei", now.staked().toString());
    output.document(document);
    return ExitCode.DONE;
  }
}
