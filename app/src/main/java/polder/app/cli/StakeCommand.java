package polder.app.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.app.StakeDesk;
import polder.ports.chain.Staking;

/** Makes an account a validator, adds to its bond, or sets its commission. */
@Command(
    name = "stake",
    description = {
      "Bond tokens as a validator. The first time the account becomes one, and a secret for its"
          + " seed chain is made and kept beside its key; later the bond grows. What it does wrong"
          + " costs the bond."
    })
public final class StakeCommand implements Action {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "AMOUNT",
      description = "How many tokens, such as 1000 or 12.5.")
  private @Nullable String amount;

  @Option(
      names = "--commission",
      paramLabel = "PERCENT",
      description =
          "What you keep of what those earn who stake with you, 0 to 100 (default: 0). A higher one"
              + " holds only after the unbonding delay.")
  private @Nullable String commission;

  @Mixin private StakeOptions options = new StakeOptions();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    if (amount == null && commission == null) {
      return output.fail(
          ExitCode.USAGE, "nothing to do", "give an AMOUNT, or --commission, or both");
    }
    return options.stake(output, desk -> stake(output, desk));
  }

  private ExitCode stake(Output output, StakeDesk desk) throws IOException, InterruptedException {
    Staking.Validator before = desk.staking().validator(desk.account());
    if (before.struck()) {
      throw new BadWordException(
          desk.account() + " was struck and never signs again", "use another key: polder keys new");
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("account", desk.account().toString());
    boolean joins = !before.registered();
    if (amount != null) {
      BigInteger wei = Tokens.wei(amount);
      StakeOptions.requireTokens(desk, wei);
      bond(desk, before, wei);
      output.line("bonded      " + amount + " tokens of " + desk.account());
      document.put("bondedWei", wei.toString());
    } else if (joins) {
      throw new BadWordException(
          desk.account() + " is no validator", "bond first: polder stake AMOUNT --commission …");
    }
    if (commission != null && !joins) {
      desk.carryOut(desk.staking().setCommission(ppm()));
    }
    Staking.Validator after = desk.staking().validator(desk.account());
    document.put("ownWei", after.own().toString());
    document.put("commissionPpm", after.commissionPpm());
    document.put("candidate", after.candidate());
    tell(output, desk, after, joins);
    output.document(document);
    return ExitCode.DONE;
  }

  private void bond(StakeDesk desk, Staking.Validator before, BigInteger wei)
      throws IOException, InterruptedException {
    if (before.registered()) {
      desk.allow(wei);
      desk.carryOut(desk.staking().bond(wei));
      return;
    }
    BigInteger least = desk.staking().terms().minBond();
    if (wei.compareTo(least) < 0) {
      throw new BadWordException(
          "a validator bonds at least " + Tokens.text(least) + " tokens of its own",
          "stake more, or `polder delegate` to a validator, which has no least amount");
    }
    long ppm = ppm();
    desk.allow(wei);
    desk.carryOut(desk.staking().register(wei, ppm, desk.seedTip()));
  }

  private void tell(Output output, StakeDesk desk, Staking.Validator now, boolean joined)
      throws IOException {
    output.line("own bond    " + Tokens.text(now.own()) + " tokens");
    output.line("commission  " + StakeOptions.percent(now.commissionPpm()));
    if (commission != null && now.commissionPpm() != ppm()) {
      output.line(
          "            "
              + StakeOptions.percent(ppm())
              + " in "
              + StakeOptions.span(desk.staking().terms().unbondingSeconds())
              + ", so that those who stake with you can leave before");
    }
    if (!now.candidate()) {
      output.line(
          "not in the next set: "
              + (now.own().compareTo(desk.staking().terms().minBond()) < 0
                  ? "the bond is below the least"
                  : "64 others have more stake; stake more"));
      return;
    }
    output.line(SetWords.next(desk.staking()));
    if (joined) {
      output.line(
          "next        keep a validator running with this key: polder validator --node URL --key"
              + " FILE; an epoch that it does not sign earns it nothing");
    }
  }

  private long ppm() {
    if (commission == null) {
      return 0;
    }
    if (!commission.matches("[0-9]{1,3}(\\.[0-9]{1,4})?")
        || new BigDecimal(commission).compareTo(BigDecimal.valueOf(100)) > 0) {
      throw new BadWordException(
          commission + " is no commission", "give a number from 0 to 100 with up to 4 decimals");
    }
    return new BigDecimal(commission).movePointRight(4).longValueExact();
  }
}
