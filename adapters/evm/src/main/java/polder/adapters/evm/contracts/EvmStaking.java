package polder.adapters.evm.contracts;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import polder.adapters.evm.Abi;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.Intent;
import polder.ports.chain.Settlement.Member;
import polder.ports.chain.Staking;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;

/** Polder's contract Staking on an EVM chain. */
public final class EvmStaking implements Staking {
  /** A set of 64 members, written down: docs/gas.md has what it costs. */
  private static final long OPEN_GAS = 4_000_000;

  /** Later than every epoch: the set that waits signs it. */
  private static final long LATEST_EPOCH = Long.MAX_VALUE;

  private final Chain chain;
  private final SettlementContracts contracts;
  private final Abi staking;
  private final Abi settlement;
  private final Abi erc20;
  private final EvmSettlement.Gas gas;
  private Optional<Account> address = Optional.empty();

  /** The contract that belongs to {@code contracts}. */
  public EvmStaking(
      Chain chain, SettlementContracts contracts, Contracts compiled, EvmSettlement.Gas gas) {
    this.chain = chain;
    this.contracts = contracts;
    this.staking = compiled.get("Staking").abi();
    this.settlement = compiled.get("Settlement").abi();
    this.erc20 = compiled.get("PolderToken").abi();
    this.gas = gas;
  }

  private synchronized Account address() throws ChainException {
    if (address.isEmpty()) {
      address = Optional.of((Account) settlement("staking").getFirst());
    }
    return address.get();
  }

  private List<Object> ask(String function, Object... values) throws ChainException {
    return staking.result(function, chain.call(address(), staking.call(function, values)));
  }

  private List<Object> settlement(String function, Object... values) throws ChainException {
    return settlement.result(
        function, chain.call(contracts.settlement(), settlement.call(function, values)));
  }

  private static BigInteger number(Object value) {
    return (BigInteger) value;
  }

  private static long small(Object value) {
    // Of at most 64 bits in the contract: seconds, versions and epochs, all far below 2^63.
    return number(value).longValue();
  }

  @Override
  public Terms terms() throws ChainException {
    return new Terms(
        number(ask("minBond").getFirst()),
        small(ask("unbondingDelay").getFirst()),
        small(ask("versionInterval").getFirst()),
        small(settlement("setLag").getFirst()));
  }

  @Override
  public Sets sets() throws ChainException {
    long next = small(settlement("nextEpoch").getFirst());
    long signs = small(settlement("setOf", next).getFirst());
    long latest = small(settlement("setOf", LATEST_EPOCH).getFirst());
    return new Sets(
        small(ask("version").getFirst()),
        small(ask("openedAt").getFirst()),
        (Boolean) ask("urgent").getFirst(),
        latest != signs,
        next);
  }

  @Override
  public List<Member> members() throws ChainException {
    List<Object> answer = ask("membersOf", ask("version").getFirst());
    List<?> accounts = (List<?>) answer.get(0);
    List<?> weights = (List<?>) answer.get(1);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < accounts.size(); i++) {
      members.add(new Member((Account) accounts.get(i), (BigInteger) weights.get(i)));
    }
    return List.copyOf(members);
  }

  @Override
  public List<Member> candidates() throws ChainException {
    List<Member> members = new ArrayList<>();
    for (Object account : (List<?>) ask("candidates").getFirst()) {
      members.add(new Member((Account) account, number(ask("weightOf", account).getFirst())));
    }
    members.sort(Comparator.comparing(Member::account));
    return List.copyOf(members);
  }

  @Override
  public Validator validator(Account account) throws ChainException {
    List<?> entry = (List<?>) ask("validatorOf", account).getFirst();
    // In the order of the struct ValidatorSets.Validator.
    return new Validator(
        (Boolean) entry.get(12),
        (Boolean) entry.get(13),
        small(entry.get(11)) != 0,
        number(entry.get(0)),
        number(entry.get(1)),
        small(entry.get(6)),
        number(entry.get(2)),
        small(ask("commissionOf", account).getFirst()));
  }

  @Override
  public Delegation delegation(Account account, Account validator) throws ChainException {
    List<Object> answer = ask("delegation", account, validator);
    return new Delegation(number(answer.get(0)), number(answer.get(1)), small(answer.get(2)));
  }

  @Override
  public Exit exit(long leftVersion) throws ChainException {
    long latest = small(ask("version").getFirst());
    for (long version = leftVersion + 1; version <= latest; version++) {
      long inForce = small(settlement("inForceSince", version).getFirst());
      if (inForce != 0) {
        List<Object> releases = settlement("releases");
        long standing = Math.max(small(releases.get(0)), small(releases.get(1)));
        long from = small(settlement("inForceFrom", version).getFirst());
        long next = small(settlement("nextEpoch").getFirst());
        return new Exit(
            Optional.of(version),
            inForce + small(ask("unbondingDelay").getFirst()),
            standing >= from || standing >= next);
      }
    }
    return new Exit(Optional.empty(), 0, false);
  }

  @Override
  public BigInteger allowance(Account account) throws ChainException {
    return number(
        erc20
            .result(
                "allowance",
                chain.call(contracts.token(), erc20.call("allowance", account, address())))
            .getFirst());
  }

  @Override
  public Intent approve(BigInteger wei) throws ChainException {
    return Intent.call("approve", contracts.token(), erc20.call("approve", address(), wei));
  }

  @Override
  public Intent register(BigInteger wei, long commissionPpm, Hash seedTip) throws ChainException {
    return intent("register", wei, commissionPpm, seedTip);
  }

  @Override
  public Intent bond(BigInteger wei) throws ChainException {
    return intent("bond", wei);
  }

  @Override
  public Intent unbond(BigInteger wei) throws ChainException {
    return intent("unbond", wei);
  }

  @Override
  public Intent withdrawBond(long since) throws ChainException {
    return intent("withdrawBond", since);
  }

  @Override
  public Intent setCommission(long ppm) throws ChainException {
    return intent("setCommission", ppm);
  }

  @Override
  public Intent delegate(Account validator, BigInteger wei) throws ChainException {
    return intent("delegate", validator, wei);
  }

  @Override
  public Intent undelegate(Account validator, BigInteger wei) throws ChainException {
    return intent("undelegate", validator, wei);
  }

  @Override
  public Intent withdraw(Account validator, long since) throws ChainException {
    return intent("withdraw", validator, since);
  }

  @Override
  public Intent openVersion(long version) throws ChainException {
    Bytes data = staking.call("openVersion");
    return new Intent(
        "open-version/" + version,
        Optional.of(address()),
        data,
        BigInteger.ZERO,
        gas == EvmSettlement.Gas.ESTIMATED ? OptionalLong.empty() : OptionalLong.of(OPEN_GAS),
        OptionalLong.empty());
  }

  /** Estimated, and so tried before it is sent. */
  private Intent intent(String function, Object... values) throws ChainException {
    return Intent.call(function, address(), staking.call(function, values));
  }
}
