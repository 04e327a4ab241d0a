package polder.adapters.evm.contracts;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;

/**
 * What the contracts of a development chain are made with: delays of a few epochs, so that a person
 * sees a payment within a minute; nothing of it is fit for money. A network that is meant to last
 * chooses its own (contracts/README.md).
 */
final class DevelopmentTerms {
  private static final BigInteger TOKEN = BigInteger.TEN.pow(18);
  private static final long NANO = 1_000_000_000L;
  private static final long MILLION = 1_000_000;
  private static final long DAY_SECONDS = 86_400;

  // In epochs.
  private static final long PAYOUT_DELAY = 3;
  private static final long VOTE = 20;
  private static final long LONG_VOTE = 40;
  private static final long UNBONDING = 100;
  private static final long VERSION_INTERVAL = 10;
  private static final long STALL = 360;
  private static final long ATTEMPT_TIMEOUT = 60;
  private static final long PROPOSAL_VOTE = 6;
  private static final long TIMELOCK = 1;
  private static final long SEED_ANSWER = 15;
  private static final int HISTORY = 4_096;
  private static final int LAG = 16;
  private static final int RULES_LAG = 8;

  private final Founding.Rules rules;
  private final Account founder;
  private final BigInteger genesis;
  private final BigInteger bond;
  private final long epochSeconds;

  DevelopmentTerms(Founding.Rules rules, Account founder, BigInteger genesis, BigInteger bond) {
    this.rules = rules;
    this.founder = founder;
    this.genesis = genesis;
    this.bond = bond;
    this.epochSeconds = Math.ceilDiv(rules.deployment().epochMillis(), 1_000);
  }

  static List<Object> token(Map<String, Account> all, Account founder, BigInteger genesis) {
    return List.of(
        "Polder", "PLD", Founding.at(all, "Settlement"), List.of(founder), List.of(genesis));
  }

  /** The constructor's values, in the order of contracts/README.md. */
  List<Object> of(String name, Map<String, Account> all) {
    Account token = Founding.at(all, "PolderToken");
    Account staking = Founding.at(all, "Staking");
    Account settlement = Founding.at(all, "Settlement");
    return switch (name) {
      case "PolderToken" -> token(all, founder, genesis);
      case "Staking" ->
          List.of(
              token,
              settlement,
              Founding.at(all, "Seeds"),
              List.of(Founding.at(all, "Disputes"), Founding.at(all, "Faults")),
              List.of(bond, epochs(UNBONDING), epochs(VERSION_INTERVAL), epochs(STALL)));
      case "Settlement" -> settlement(all, token, staking);
      case "Disputes" ->
          List.of(
              token,
              staking,
              settlement,
              List.of(
                  TOKEN.multiply(BigInteger.valueOf(100)),
                  epochs(VOTE),
                  epochs(LONG_VOTE),
                  500_000,
                  100_000));
      case "Faults" -> List.of(staking, settlement, List.of(MILLION, 100_000));
      case "Seeds" ->
          List.of(
              token,
              staking,
              settlement,
              List.of(TOKEN, epochs(ATTEMPT_TIMEOUT), epochs(SEED_ANSWER), LAG, 50_000));
      case "Deposits" -> List.of(token);
      case "Inbox" -> List.of(token, TOKEN.divide(BigInteger.TEN));
      case "ManifestRegistry" ->
          List.of(
              Founding.at(all, "Timelock"),
              settlement,
              rules.manifests(),
              rules.program(),
              RULES_LAG);
      case "Timelock" -> List.of(epochs(TIMELOCK), Founding.at(all, "PolderGovernor"));
      case "PolderGovernor" ->
          List.of(
              staking,
              Founding.at(all, "Timelock"),
              List.of(epochs(TIMELOCK), epochs(PROPOSAL_VOTE), TOKEN, 10));
      default -> throw new IllegalArgumentException("there is no contract " + name);
    };
  }

  private List<Object> settlement(Map<String, Account> all, Account token, Account staking) {
    DeploymentManifest deployment = rules.deployment();
    return List.of(
        List.of(token, Founding.at(all, "Deposits"), staking, Founding.at(all, "ManifestRegistry")),
        List.of(
            rules.manifests(),
            rules.program(),
            List.of(
                deployment.genesisMillis(),
                deployment.emission().perDayNano(),
                deployment.emission().halvingMillis(),
                deployment.epochMillis()),
            MILLION,
            HISTORY,
            LAG,
            epochs(ATTEMPT_TIMEOUT)),
        Founding.at(all, "Disputes"),
        epochs(PAYOUT_DELAY),
        // So generous that it never shows: ten days of what is minted at once.
        List.of(
            Math.max(NANO, 10 * Math.min(deployment.emission().perDayNano(), Long.MAX_VALUE / 10)),
            DAY_SECONDS));
  }

  private long epochs(long number) {
    return Math.multiplyExact(number, epochSeconds);
  }
}
