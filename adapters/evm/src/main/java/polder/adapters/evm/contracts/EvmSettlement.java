package polder.adapters.evm.contracts;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.adapters.evm.Abi;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainEvent;
import polder.ports.chain.ChainException;
import polder.ports.chain.EventFilter;
import polder.ports.chain.Intent;
import polder.ports.chain.Settlement;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.TypedData;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;

/** Polder's contracts on an EVM chain. */
public final class EvmSettlement implements Settlement {
  // docs/gas.md has what these cost; twice as much is offered.
  private static final long BASE_GAS = 200_000;
  private static final long HEADER_GAS = 100_000;
  private static final long SIGNER_GAS = 10_000;
  private static final long CLAIM_GAS = 200_000;

  private final Chain chain;
  private final Account settlement;
  private final Account token;
  private final Abi calls;
  private final Abi staking;
  private final Abi erc20;
  private final Abi deposits;
  private final Gas gas;

  /** How much gas an intent may use. */
  public enum Gas {
    /** As the chain estimates it: what would revert is not sent. */
    ESTIMATED,
    /**
     * A bound of ours: for anvil, which makes a block only when a transaction comes, and until then
     * estimates by the time of the last one, when the payout delay was not over.
     */
    BOUNDED;

    /** What fits a chain that is, or is not, for development. */
    public static Gas of(boolean development) {
      return development ? BOUNDED : ESTIMATED;
    }
  }

  /** The contracts at {@code contracts} on {@code chain}. */
  public EvmSettlement(Chain chain, SettlementContracts contracts, Contracts compiled, Gas gas) {
    this.chain = chain;
    this.settlement = contracts.settlement();
    this.token = contracts.token();
    this.calls = compiled.get("Settlement").abi();
    this.staking = compiled.get("Staking").abi();
    this.erc20 = compiled.get("PolderToken").abi();
    this.deposits = compiled.get("Deposits").abi();
    this.gas = gas;
  }

  private List<Object> ask(Account contract, Abi abi, String function, Object... values)
      throws ChainException {
    return abi.result(function, chain.call(contract, abi.call(function, values)));
  }

  private List<Object> ask(String function, Object... values) throws ChainException {
    return ask(settlement, calls, function, values);
  }

  private List<Object> ask(Anchor at, String function, Object... values) throws ChainException {
    return calls.result(function, chain.call(settlement, calls.call(function, values), at));
  }

  private static BigInteger number(Object value) {
    return (BigInteger) value;
  }

  private static Hash hash(Object value) {
    return Hash.of(((Bytes) value).toArray());
  }

  @Override
  public Head head() throws ChainException {
    // Of one block, so that no answer speaks of another chain of headers than the rest.
    Anchor at = chain.head();
    List<Object> head = ask(at, "head");
    List<Object> releases = ask(at, "releases");
    List<Object> claimed = ask(at, "claimed");
    long frozen = Words.small(releases.get(2));
    return new Head(
        Words.small(head.get(0)),
        hash(head.get(1)),
        Words.small(ask(at, "attempt").getFirst()),
        Words.small(releases.get(0)),
        frozen == 0 ? Optional.empty() : Optional.of(frozen - 1),
        number(claimed.get(0)),
        number(claimed.get(1)));
  }

  @Override
  public Terms terms() throws ChainException {
    return new Terms(
        Words.small(ask("payoutDelay").getFirst()), Words.small(ask("history").getFirst()));
  }

  @Override
  public long setOf(long epoch) throws ChainException {
    return Words.small(ask("setOf", epoch).getFirst());
  }

  @Override
  public Hash rulesOf(long epoch) throws ChainException {
    return hash(ask("rulesOf", epoch).getFirst());
  }

  /** Where validators bond. */
  Account staking() throws ChainException {
    return (Account) ask("staking").getFirst();
  }

  /** Whose decisions are heeded. */
  Account disputes() throws ChainException {
    return (Account) ask("disputes").getFirst();
  }

  /** What is paid in. */
  Account token() {
    return token;
  }

  @Override
  public List<Member> members(long version) throws ChainException {
    List<Object> answer = ask(staking(), staking, "membersOf", version);
    List<?> accounts = (List<?>) answer.get(0);
    List<?> weights = (List<?>) answer.get(1);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < accounts.size(); i++) {
      members.add(new Member((Account) accounts.get(i), (BigInteger) weights.get(i)));
    }
    return List.copyOf(members);
  }

  @Override
  public EventFilter finalisations(long fromBlock) {
    return new EventFilter(List.of(settlement), List.of(calls.kind("Finalised")), fromBlock);
  }

  @Override
  public Optional<Finalised> finalised(ChainEvent event) {
    if (!event.contract().equals(settlement)) {
      return Optional.empty();
    }
    return calls
        .read(event)
        .filter(read -> read.name().equals("Finalised"))
        .map(read -> {
          Map<String, Object> values = read.values();
          return new Finalised(
              value(values, "epoch").longValueExact(),
              Hash.of(((Bytes) required(values, "headerHash")).toArray()),
              new Seal(
                  value(values, "finalisedAt").longValueExact(),
                  value(values, "signers").longValue(),
                  value(values, "setVersion").longValueExact()));
        });
  }

  private static Object required(Map<String, Object> values, String name) {
    return Optional.ofNullable(values.get(name)).orElseThrow();
  }

  private static BigInteger value(Map<String, Object> values, String name) {
    return (BigInteger) required(values, name);
  }

  @Override
  public Intent finalise(List<TypedData> headers, long signers, Bytes signatures) {
    Bytes data =
        calls.call(
            "finalise",
            headers.stream().<Object>map(Words::header).toList(),
            Words.bitmap(signers),
            signatures);
    long most = BASE_GAS + HEADER_GAS * headers.size() + SIGNER_GAS * Long.bitCount(signers);
    return intent("finalise", data, most);
  }

  @Override
  public Intent release(long epoch, TypedData header, Seal seal) {
    Bytes data = calls.call("release", Words.header(header), Words.seal(seal));
    return intent("release-" + epoch, data, BASE_GAS);
  }

  @Override
  public Intent claim(List<Claim> claims) {
    List<Object> all = new ArrayList<>();
    for (Claim claim : claims) {
      all.add(List.of(claim.account(), claim.cumulativeWei(), List.copyOf(claim.proof())));
    }
    return intent("claim", calls.call("claimAll", all), BASE_GAS + CLAIM_GAS * claims.size());
  }

  private Intent intent(String what, Bytes data, long mostGas) {
    return Words.intent(what, settlement, data, gas, mostGas);
  }

  @Override
  public BigInteger paid(Account account) throws ChainException {
    return number(ask("paid", account).getFirst());
  }

  @Override
  public Supply supply() throws ChainException {
    Anchor at = chain.head();
    Account depositsAt = (Account) ask(at, "deposits").getFirst();
    return new Supply(
        number(ask(token, erc20, at, "totalSupply").getFirst()),
        number(ask(at, "claimed").getFirst()),
        number(ask(depositsAt, deposits, at, "total").getFirst()));
  }

  private List<Object> ask(Account contract, Abi abi, Anchor at, String function)
      throws ChainException {
    return abi.result(function, chain.call(contract, abi.call(function), at));
  }

  @Override
  public BigInteger tokens(Account account) throws ChainException {
    return number(ask(token, erc20, "balanceOf", account).getFirst());
  }
}
