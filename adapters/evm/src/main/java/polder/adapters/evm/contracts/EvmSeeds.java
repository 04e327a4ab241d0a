package polder.adapters.evm.contracts;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import polder.adapters.evm.Abi;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.Intent;
import polder.ports.chain.SeedContract;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;

/** The contract {@code Seeds} on an EVM chain, found by way of the settlement contract. */
public final class EvmSeeds implements SeedContract {
  /** More than 1,024 links and a slashing take. */
  private static final long MOST_GAS = 1_500_000;

  private final Chain chain;
  private final Account token;
  private final Account seeds;
  private final Abi calls;
  private final Abi erc20;
  private final EvmSettlement.Gas gas;

  private EvmSeeds(
      Chain chain, Account token, Account seeds, Contracts compiled, EvmSettlement.Gas gas) {
    this.chain = chain;
    this.token = token;
    this.seeds = seeds;
    this.calls = compiled.get("Seeds").abi();
    this.erc20 = compiled.get("PolderToken").abi();
    this.gas = gas;
  }

  /**
   * Asks where it is.
   *
   * @throws ChainException if the chain does not answer
   */
  public static EvmSeeds find(
      Chain chain, SettlementContracts contracts, Contracts compiled, EvmSettlement.Gas gas)
      throws ChainException {
    Account staking = new EvmSettlement(chain, contracts, compiled, gas).staking();
    Abi abi = compiled.get("Staking").abi();
    Account seeds =
        (Account) abi.result("seeds", chain.call(staking, abi.call("seeds"))).getFirst();
    return new EvmSeeds(chain, contracts.token(), seeds, compiled, gas);
  }

  private List<Object> ask(String function, Object... values) throws ChainException {
    return calls.result(function, chain.call(seeds, calls.call(function, values)));
  }

  private static long small(Object value) throws ChainException {
    try {
      return ((BigInteger) value).longValueExact();
    } catch (ArithmeticException e) {
      throw new ChainException(
          ChainException.Kind.REFUSED,
          "the contract Seeds says " + value + " where a number of 63 bits belongs");
    }
  }

  @Override
  public Optional<OnChain> chain(Account validator) throws ChainException {
    List<Object> answer = ask("chainOf", validator);
    Hash link = Hash.of(((Bytes) answer.get(0)).toArray());
    return link.equals(Hash.ZERO)
        ? Optional.empty()
        : Optional.of(new OnChain(link, small(answer.get(1))));
  }

  @Override
  public Optional<Demand> demandOn(Account validator) throws ChainException {
    List<Object> answer = ask("demands", validator);
    long until = small(answer.get(2));
    return until == 0
        ? Optional.empty()
        : Optional.of(new Demand((Account) answer.get(0), small(answer.get(1)), until));
  }

  @Override
  public Intent payFee(String label) throws ChainException {
    Object fee = ask("demandFee").getFirst();
    return intent(label, token, erc20.call("approve", seeds, fee));
  }

  @Override
  public Intent demand(Account validator, long epoch) {
    return intent(
        "seed-demand-" + epoch + "/" + validator, seeds, calls.call("demand", validator, epoch));
  }

  @Override
  public Intent reveal(Account validator, long epoch, Hash link) {
    return intent(
        "seed-reveal-" + epoch + "/" + validator,
        seeds,
        calls.call("reveal", validator, epoch, link));
  }

  @Override
  public Intent punish(Account validator, long epoch) {
    return intent("seed-punish-" + epoch + "/" + validator, seeds, calls.call("punish", validator));
  }

  private Intent intent(String label, Account to, Bytes data) {
    return new Intent(
        label,
        Optional.of(to),
        data,
        BigInteger.ZERO,
        gas == EvmSettlement.Gas.ESTIMATED ? OptionalLong.empty() : OptionalLong.of(MOST_GAS),
        OptionalLong.empty());
  }
}
