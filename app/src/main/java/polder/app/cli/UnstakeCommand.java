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
import polder.app.StakeDesk;
import polder.ports.chain.Intent;
import polder.ports.chain.Staking;
import polder.protocol.identity.Account;

/** Takes stake out: asks for it, and later has it paid out. */
@Command(
    name = "unstake",
    description = {
      "Take stake out. With AMOUNT it begins to leave: it earns nothing more, and stays bound until a"
          + " set of validators without it has signed for the unbonding delay. Without AMOUNT what"
          + " has left is paid out."
    })
public final class UnstakeCommand implements Action {
  private static final String ALL = "all";

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "AMOUNT",
      description = "How many tokens, or all; none to have paid out what was taken out before.")
  private @Nullable String amount;

  @Option(
      names = "--validator",
      paramLabel = "0x…",
      description = "What is staked with this validator (default: the account's own bond).")
  private @Nullable String validator;

  @Mixin private StakeOptions options = new StakeOptions();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    return options.stake(
        output, desk -> amount == null ? withdraw(output, desk) : leave(output, desk, amount));
  }

  /** What the account has there. */
  private record Held(BigInteger staked, BigInteger leaving, long leftVersion) {}

  private Held held(StakeDesk desk) throws IOException {
    if (validator != null) {
      Staking.Delegation with =
          desk.staking().delegation(desk.account(), StakeOptions.account(validator));
      return new Held(with.staked(), with.leaving(), with.leftVersion());
    }
    Staking.Validator own = desk.staking().validator(desk.account());
    return new Held(own.own(), own.leaving(), own.leftVersion());
  }

  private String where() {
    return validator == null ? "bond" : "stake with " + validator;
  }

  private ExitCode leave(Output output, StakeDesk desk, String text)
      throws IOException, InterruptedException {
    Held before = held(desk);
    BigInteger wei = text.equals(ALL) ? before.staked() : Tokens.wei(text);
    if (before.staked().signum() == 0 || wei.compareTo(before.staked()) > 0) {
      throw new BadWordException(
          "the "
              + where()
              + " of "
              + desk.account()
              + " is "
              + Tokens.text(before.staked())
              + " tokens",
          validator == null
              ? "take out less, or name with --validator whom it is staked with"
              : "take out less");
    }
    Intent intent =
        validator == null
            ? desk.staking().unbond(wei)
            : desk.staking().undelegate(StakeOptions.account(validator), wei);
    desk.carryOut(intent);
    Held now = held(desk);
    output.line("leaving     " + Tokens.text(now.leaving()) + " tokens");
    output.line("left        " + Tokens.text(now.staked()) + " tokens");
    if (before.leaving().signum() > 0) {
      output.line("            what was leaving before waits anew with it");
    }
    boolean falls =
        validator == null && now.staked().compareTo(desk.staking().terms().minBond()) < 0;
    if (falls) {
      output.line("            that is below the least bond: the next set is without it");
    }
    tellBound(output, desk, now);
    output.document(document(desk, now));
    return ExitCode.DONE;
  }

  private void tellBound(Output output, StakeDesk desk, Held now) throws IOException {
    Staking.Exit exit = desk.staking().exit(now.leftVersion());
    output.line(
        "bound       " + SetWords.bound(desk.staking(), exit, System.currentTimeMillis() / 1_000));
    output.line("next        polder unstake" + option() + ", then");
  }

  private String option() {
    return validator == null ? "" : " --validator " + validator;
  }

  private ExitCode withdraw(Output output, StakeDesk desk)
      throws IOException, InterruptedException {
    Held before = held(desk);
    if (before.leaving().signum() == 0) {
      throw new BadWordException(
          "nothing of the " + where() + " of " + desk.account() + " is leaving",
          "say how much: polder unstake AMOUNT" + option());
    }
    Staking.Exit exit = desk.staking().exit(before.leftVersion());
    String bound = SetWords.bound(desk.staking(), exit, System.currentTimeMillis() / 1_000);
    if (!bound.isEmpty()) {
      return output.fail(
          ExitCode.NO,
          Tokens.text(before.leaving()) + " tokens are bound " + bound,
          "try again then");
    }
    long since = exit.since().orElseThrow();
    BigInteger tokens = desk.tokens(desk.account());
    desk.carryOut(
        validator == null
            ? desk.staking().withdrawBond(since)
            : desk.staking().withdraw(StakeOptions.account(validator), since));
    BigInteger paid = desk.tokens(desk.account()).subtract(tokens);
    output.line("paid out    " + Tokens.text(paid) + " tokens to " + desk.account());
    Map<String, Object> document = document(desk, held(desk));
    document.put("paidWei", paid.toString());
    output.document(document);
    return ExitCode.DONE;
  }

  private Map<String, Object> document(StakeDesk desk, Held now) throws IOException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("account", desk.account().toString());
    if (validator != null) {
      Account account = StakeOptions.account(validator);
      document.put("validator", account.toString());
    }
    document.put("stakedWei", now.staked().toString());
    document.put("leavingWei", now.leaving().toString());
    Staking.Exit exit = desk.staking().exit(now.leftVersion());
    if (now.leaving().signum() > 0 && exit.since().isPresent()) {
      document.put("fromSeconds", exit.fromSeconds());
    }
    return document;
  }
}
