package polder.adapters.evm.contracts;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import polder.adapters.evm.Abi;
import polder.adapters.evm.Deployer;
import polder.adapters.evm.Sender;
import polder.ports.chain.Chain;
import polder.ports.chain.Intent;
import polder.ports.chain.Progress;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.settlement.SettlementContracts;

/**
 * Makes the contracts of a development chain, and bonds its first validators with equal stakes. May
 * be killed and begun again anywhere: what was done is not done twice.
 */
public final class Founding {
  private static final String NAME = "polder";
  private static final BigInteger TOKEN = BigInteger.TEN.pow(18);

  /** The founder's tokens, from which it hands some to those who want to validate too. */
  private static final BigInteger GENESIS = TOKEN.multiply(BigInteger.valueOf(1_000_000));

  private static final BigInteger BOND = TOKEN.multiply(BigInteger.valueOf(1_000));
  private static final BigInteger TEST_TOKENS = TOKEN.multiply(BigInteger.valueOf(100_000));
  private static final int MOST_ROUNDS = 2_000;
  private static final long PAUSE_MILLIS = 10;

  private final Chain chain;
  private final Sender sender;
  private final Contracts contracts;
  private Optional<Map<String, Account>> planned = Optional.empty();

  /** By {@code sender}, whose account is the founder. */
  public Founding(Chain chain, Sender sender, Contracts contracts) {
    this.chain = chain;
    this.sender = sender;
    this.contracts = contracts;
  }

  /** What the contracts are told of the network. */
  public record Rules(Hash manifests, Hash program, DeploymentManifest deployment) {}

  /**
   * A first validator.
   *
   * @param sender signs and sends for its account, which may be the founder's and has coins for gas
   * @param seedTip the end of its chain of seeds
   */
  public record Bonded(Sender sender, Hash seedTip) {}

  /** Where the contracts will be. */
  public SettlementContracts addresses() throws IOException {
    Map<String, Account> all = deployer(ignored -> List.of()).addresses();
    return new SettlementContracts(
        at(all, "Settlement"), at(all, "PolderToken"), Optional.of(at(all, "Inbox")));
  }

  /**
   * Whether all is done: the contracts are there and a set of validators signs.
   *
   * @throws IOException if the chain cannot be reached
   */
  public boolean isComplete(SettlementContracts told) throws IOException {
    if (!chain.hasCode(told.settlement())) {
      return false;
    }
    EvmSettlement there = new EvmSettlement(chain, told, contracts, EvmSettlement.Gas.BOUNDED);
    return there.setOf(there.head().next()) > 0;
  }

  /**
   * Makes what is not there yet.
   *
   * @param first who signs from epoch 0 on, at least one
   * @param testAccount gets tokens to stake and to buy with
   * @throws IOException if the chain cannot be reached, or has other contracts where these belong
   */
  public void complete(
      SettlementContracts told, Rules rules, List<Bonded> first, Account testAccount)
      throws IOException, InterruptedException {
    if (isComplete(told)) {
      return;
    }
    DevelopmentTerms terms = new DevelopmentTerms(rules, sender.account(), GENESIS, BOND);
    Map<String, Account> all = deploy(terms);
    if (!at(all, "Settlement").equals(told.settlement())) {
      throw new IOException(
          "the manifest names the settlement contract "
              + told.settlement()
              + ", which is not on this chain; move the data directory away and begin anew");
    }
    for (Bonded validator : first) {
      bond(validator, at(all, "PolderToken"), at(all, "Staking"));
    }
    carryOut(
        sender,
        Intent.call(
            NAME + "/test-account",
            at(all, "PolderToken"),
            contracts.get("PolderToken").abi().call("transfer", testAccount, TEST_TOKENS)));
    // All at once, so that no version is ever in force that only some of them sign.
    carryOut(
        sender,
        Intent.call(
            NAME + "/open-version",
            at(all, "Staking"),
            contracts.get("Staking").abi().call("openVersion")));
  }

  private void bond(Bonded validator, Account token, Account staking)
      throws IOException, InterruptedException {
    Abi erc20 = contracts.get("PolderToken").abi();
    Account account = validator.sender().account();
    if (!account.equals(sender.account())) {
      carryOut(
          sender,
          Intent.call(NAME + "/bond-of-" + account, token, erc20.call("transfer", account, BOND)));
    }
    carryOut(
        validator.sender(),
        Intent.call(NAME + "/approve", token, erc20.call("approve", staking, BOND)));
    carryOut(
        validator.sender(),
        Intent.call(
            NAME + "/register",
            staking,
            contracts.get("Staking").abi().call("register", BOND, 0, validator.seedTip())));
  }

  private Map<String, Account> deploy(DevelopmentTerms terms)
      throws IOException, InterruptedException {
    Deployer deployer = deployer(name -> terms.of(name, planned()));
    planned = Optional.of(deployer.addresses());
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Optional<Map<String, Account>> done = deployer.advance();
      if (done.isPresent()) {
        return done.get();
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new IOException(notDone(sender, "the contracts are not made"));
  }

  private Map<String, Account> planned() {
    return planned.orElseThrow();
  }

  private Deployer deployer(Function<String, List<Object>> arguments) {
    return new Deployer(
        sender,
        NAME,
        Contracts.NAMES.stream()
            .map(name ->
                new Deployer.Step(
                    name,
                    contracts.get(name),
                    all -> {
                      planned = Optional.of(all);
                      return name.equals("PolderToken")
                          ? DevelopmentTerms.token(all, sender.account(), GENESIS)
                          : arguments.apply(name);
                    }))
            .toList());
  }

  private static void carryOut(Sender by, Intent intent) throws IOException, InterruptedException {
    by.submit(intent);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      by.advance();
      Progress progress = by.progress(intent.label()).orElseThrow();
      if (progress instanceof Progress.Succeeded) {
        return;
      }
      if (progress instanceof Progress.Failed(String reason, var transaction)) {
        throw new IOException(intent.label() + " failed: " + reason);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new IOException(notDone(by, intent.label() + " is not done"));
  }

  private static String notDone(Sender by, String what) {
    return what + by.backlog().trouble().map(why -> ": " + why).orElse("; start again");
  }

  static Account at(Map<String, Account> all, String name) {
    return Optional.ofNullable(all.get(name)).orElseThrow();
  }
}
