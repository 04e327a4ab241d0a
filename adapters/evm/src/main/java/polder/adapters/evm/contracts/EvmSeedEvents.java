package polder.adapters.evm.contracts;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.adapters.evm.Abi;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainEvent;
import polder.ports.chain.ChainException;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SeedEvent;
import polder.protocol.settlement.SettlementContracts;

/**
 * What {@code Seeds} and {@code Staking} say of seed chains and of whom a link is due, as epochs
 * take it in. Both are found by way of the settlement contract.
 */
final class EvmSeedEvents {
  private static final Account NOBODY = new Account(Bytes.wrap(new byte[Account.SIZE]));

  private final Chain chain;
  private final SettlementContracts contracts;
  private final Abi settlement;
  private final Abi staking;
  private final Abi seeds;
  private Optional<Places> places = Optional.empty();

  private record Places(Account staking, Account seeds) {}

  EvmSeedEvents(Chain chain, SettlementContracts contracts, Contracts compiled) {
    this.chain = chain;
    this.contracts = contracts;
    this.settlement = compiled.get("Settlement").abi();
    this.staking = compiled.get("Staking").abi();
    this.seeds = compiled.get("Seeds").abi();
  }

  private synchronized Places places() throws ChainException {
    if (places.isEmpty()) {
      Account stakingAt = ask(contracts.settlement(), settlement, "staking");
      places = Optional.of(new Places(stakingAt, ask(stakingAt, staking, "seeds")));
    }
    return places.get();
  }

  private Account ask(Account contract, Abi abi, String function) throws ChainException {
    return (Account) abi.result(function, chain.call(contract, abi.call(function))).getFirst();
  }

  /** The contracts that say it. */
  List<Account> contracts() throws ChainException {
    return List.of(places().staking(), places().seeds());
  }

  /** The kinds of events. */
  List<Hash> kinds() {
    return List.of(seeds.kind("Committed"), staking.kind("Entered"), staking.kind("Left"));
  }

  /**
   * What a log says.
   *
   * @return empty if it says nothing of seed chains
   * @throws ArithmeticException if an epoch in it is no number of 63 bits
   */
  Optional<polder.protocol.settlement.ChainEvent> read(ChainEvent log) throws ChainException {
    Abi abi;
    if (log.contract().equals(places().seeds())) {
      abi = seeds;
    } else if (log.contract().equals(places().staking())) {
      abi = staking;
    } else {
      return Optional.empty();
    }
    return abi.read(log).flatMap(read -> event(log, read));
  }

  private static Optional<polder.protocol.settlement.ChainEvent> event(
      ChainEvent log, Abi.Read read) {
    Map<String, Object> values = read.values();
    long block = log.block().number();
    long index = log.index();
    return switch (read.name()) {
      case "Committed" ->
          Optional.of(
              new SeedEvent.Committed(
                  block,
                  index,
                  account(values, "validator"),
                  Hash.of(((Bytes) required(values, "tip")).toArray()),
                  ((BigInteger) required(values, "fromEpoch")).longValueExact()));
      case "Entered" ->
          Optional.of(
              new SeedEvent.Entered(
                  block,
                  index,
                  account(values, "validator"),
                  Optional.of(account(values, "replaced")).filter(its -> !its.equals(NOBODY))));
      case "Left" -> Optional.of(new SeedEvent.Left(block, index, account(values, "validator")));
      default -> Optional.empty();
    };
  }

  private static Account account(Map<String, Object> values, String name) {
    return (Account) required(values, name);
  }

  private static Object required(Map<String, Object> values, String name) {
    return Optional.ofNullable(values.get(name)).orElseThrow();
  }
}
