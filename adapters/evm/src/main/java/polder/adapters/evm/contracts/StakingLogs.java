package polder.adapters.evm.contracts;

import java.math.BigInteger;
import java.util.ArrayList;
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
import polder.protocol.settlement.SettlementContracts;
import polder.protocol.settlement.StakingEvent;

/** Reads what the contracts Staking and Settlement log of stakes and of final headers. */
public final class StakingLogs {
  private final Chain chain;
  private final Account staking;
  private final Account settlement;
  private final Abi stakes;
  private final Abi headers;

  /**
   * Of the contracts at {@code contracts}.
   *
   * @param staking where the contract Staking is
   */
  public StakingLogs(
      Chain chain, SettlementContracts contracts, Contracts compiled, Account staking) {
    this.chain = chain;
    this.staking = staking;
    this.settlement = contracts.settlement();
    this.stakes = compiled.get("Staking").abi();
    this.headers = compiled.get("Settlement").abi();
  }

  /** Whose logs are read. */
  public List<Account> contracts() {
    return List.of(staking, settlement);
  }

  /** Which of them. */
  public List<Hash> kinds() {
    List<Hash> kinds = new ArrayList<>();
    for (String name :
        List.of("Registered", "CommissionSet", "Delegated", "Undelegating", "VersionOpened")) {
      kinds.add(stakes.kind(name));
    }
    kinds.add(headers.kind("Finalised"));
    kinds.add(headers.kind("Submitted"));
    return kinds;
  }

  /**
   * What a log says, if it is one of these.
   *
   * @throws ChainException if the members of a set cannot be asked for
   */
  public Optional<StakingEvent> read(ChainEvent log) throws ChainException {
    boolean ofStaking = log.contract().equals(staking);
    if (!ofStaking && !log.contract().equals(settlement)) {
      return Optional.empty();
    }
    Optional<Abi.Read> read = (ofStaking ? stakes : headers).read(log);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    try {
      return event(log, read.get());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ChainException(
          ChainException.Kind.REFUSED,
          read.get().name() + " of block " + log.block().number() + " makes no sense: " + e);
    }
  }

  private Optional<StakingEvent> event(ChainEvent log, Abi.Read read) throws ChainException {
    long block = log.block().number();
    long index = log.index();
    Values is = new Values(read.values());
    return switch (read.name()) {
      case "Registered" ->
          Optional.of(
              new StakingEvent.CommissionSet(
                  block, index, is.account("validator"), is.small("commissionPpm"), 0));
      case "CommissionSet" ->
          Optional.of(
              new StakingEvent.CommissionSet(
                  block,
                  index,
                  is.account("validator"),
                  is.small("commissionPpm"),
                  is.small("from")));
      case "Delegated" ->
          Optional.of(
              new StakingEvent.Delegated(
                  block, index, is.account("account"), is.account("validator"), is.wei("amount")));
      case "Undelegating" ->
          Optional.of(
              new StakingEvent.Undelegated(
                  block, index, is.account("account"), is.account("validator"), is.wei("amount")));
      case "VersionOpened" ->
          Optional.of(
              new StakingEvent.SetOpened(
                  block, index, is.small("version"), members(is.small("version"))));
      case "Finalised" ->
          Optional.of(
              new StakingEvent.Finalised(
                  block,
                  index,
                  is.small("epoch"),
                  is.hash("headerHash"),
                  is.small("finalisedAt"),
                  is.wei("signers").longValue(),
                  is.small("setVersion")));
      case "Submitted" ->
          Optional.of(
              new StakingEvent.Submitted(
                  block,
                  index,
                  is.account("submitter"),
                  is.small("first"),
                  is.small("last"),
                  is.small("gasUsed"),
                  is.wei("gasPrice")));
      default -> Optional.empty();
    };
  }

  /** The members of a version never change, so any block will do to ask. */
  private List<StakingEvent.Member> members(long version) throws ChainException {
    List<Object> answer =
        stakes.result("membersOf", chain.call(staking, stakes.call("membersOf", version)));
    List<?> accounts = (List<?>) answer.get(0);
    List<?> weights = (List<?>) answer.get(1);
    List<StakingEvent.Member> members = new ArrayList<>();
    for (int i = 0; i < accounts.size(); i++) {
      members.add(new StakingEvent.Member((Account) accounts.get(i), (BigInteger) weights.get(i)));
    }
    return members;
  }

  /** The values of an event, by name. */
  private record Values(Map<String, Object> all) {
    private Object get(String name) {
      return Optional.ofNullable(all.get(name)).orElseThrow();
    }

    Account account(String name) {
      return (Account) get(name);
    }

    BigInteger wei(String name) {
      return (BigInteger) get(name);
    }

    long small(String name) {
      return wei(name).longValueExact();
    }

    Hash hash(String name) {
      return Hash.of(((Bytes) get(name)).toArray());
    }
  }
}
