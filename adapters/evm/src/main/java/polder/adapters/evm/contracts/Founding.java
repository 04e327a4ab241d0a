package polder.adapters.evm.contracts;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
 * Makes the contracts of a development chain, with one validator, the founder. May be killed and
 * begun again anywhere: what was done is not done twice.
 */
public final class Founding {
  private static final String NAME = "polder";
  private static final BigInteger TOKEN = BigInteger.TEN.pow(18);

  /** The founder's tokens, from which it hands some to those who want to validate too. */
  private static final BigInteger GENESIS = TOKEN.multiply(BigInteger.valueOf(1_000_000));

  private static final BigInteger BOND = TOKEN.multiply(BigInteger.valueOf(1_000));
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
  public record Rules(Hash manifests, Hash program, DeploymentManifest deployment, Hash seedTip) {}

  /** Where the contracts will be. */
  public SettlementContracts addresses() throws IOException {
    Map<String, Account> all = deployer(ignored -> List.of()).addresses();
    return new SettlementContracts(at(all, "Settlement"), at(all, "PolderToken"));
  }

  /**
   * Makes what is not there yet.
   *
   * @throws IOException if the chain cannot be reached, or has other contracts where these belong
   */
  public void complete(SettlementContracts told, Rules rules)
      throws IOException, InterruptedException {
    if (chain.hasCode(told.settlement())) {
      EvmSettlement there = new EvmSettlement(chain, told, contracts, EvmSettlement.Gas.BOUNDED);
      if (there.setOf(there.head().next()) > 0) {
        return;
      }
    }
    DevelopmentTerms terms = new DevelopmentTerms(rules, sender.account(), GENESIS, BOND);
    Map<String, Account> all = deploy(terms);
    if (!at(all, "Settlement").equals(told.settlement())) {
      throw new IOException(
          "the manifest names the settlement contract "
              + told.settlement()
              + ", which is not on this chain; move the data directory away and begin anew");
    }
    Account staking = at(all, "Staking");
    carryOut(
        Intent.call(
            NAME + "/approve",
            at(all, "PolderToken"),
            contracts.get("PolderToken").abi().call("approve", staking, BOND)));
    carryOut(
        Intent.call(
            NAME + "/register",
            staking,
            contracts.get("Staking").abi().call("register", BOND, 0, rules.seedTip())));
    carryOut(
        Intent.call(
            NAME + "/open-version", staking, contracts.get("Staking").abi().call("openVersion")));
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
    throw new IOException(notDone("the contracts are not made"));
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

  private void carryOut(Intent intent) throws IOException, InterruptedException {
    sender.submit(intent);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      sender.advance();
      Progress progress = sender.progress(intent.label()).orElseThrow();
      if (progress instanceof Progress.Succeeded) {
        return;
      }
      if (progress instanceof Progress.Failed(String reason, var transaction)) {
        throw new IOException(intent.label() + " failed: " + reason);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new IOException(notDone(intent.label() + " is not done"));
  }

  private String notDone(String what) {
    return what + sender.backlog().trouble().map(why -> ": " + why).orElse("; start again");
  }

  static Account at(Map<String, Account> all, String name) {
    return Optional.ofNullable(all.get(name)).orElseThrow();
  }
}
