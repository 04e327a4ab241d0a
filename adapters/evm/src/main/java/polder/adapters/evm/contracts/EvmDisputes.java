package polder.adapters.evm.contracts;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import polder.adapters.evm.Abi;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.Disputes;
import polder.ports.chain.Intent;
import polder.ports.chain.Settlement;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.TypedData;
import polder.protocol.identity.Account;

/** The contract Disputes on an EVM chain. */
public final class EvmDisputes implements Disputes {
  private static final long APPROVE_GAS = 200_000;
  private static final long CHALLENGE_GAS = 1_500_000;
  private static final long VOTE_GAS = 500_000;
  private static final long DECIDE_GAS = 8_000_000;

  private final Chain chain;
  private final Account disputes;
  private final Account staking;
  private final Account token;
  private final Abi calls;
  private final Abi stakes;
  private final Abi erc20;
  private final EvmSettlement.Gas gas;

  private EvmDisputes(
      Chain chain,
      Account disputes,
      Account staking,
      Account token,
      Contracts compiled,
      EvmSettlement.Gas gas) {
    this.chain = chain;
    this.disputes = disputes;
    this.staking = staking;
    this.token = token;
    this.calls = compiled.get("Disputes").abi();
    this.stakes = compiled.get("Staking").abi();
    this.erc20 = compiled.get("PolderToken").abi();
    this.gas = gas;
  }

  /**
   * Those that {@code settlement} heeds.
   *
   * @throws ChainException if the chain does not answer
   */
  public static EvmDisputes of(
      Chain chain, EvmSettlement settlement, Contracts compiled, EvmSettlement.Gas gas)
      throws ChainException {
    return new EvmDisputes(
        chain, settlement.disputes(), settlement.staking(), settlement.token(), compiled, gas);
  }

  private List<Object> ask(String function, Object... values) throws ChainException {
    return calls.result(function, chain.call(disputes, calls.call(function, values)));
  }

  @Override
  public Optional<Dispute> latest() throws ChainException {
    long count = Words.small(ask("count").getFirst());
    if (count == 0) {
      return Optional.empty();
    }
    long id = count - 1;
    List<?> d = (List<?>) ask("disputeOf", id).getFirst();
    return Optional.of(
        new Dispute(
            id,
            (Account) d.get(0),
            Words.small(d.get(1)),
            (Boolean) d.get(2),
            (Boolean) d.get(3),
            Words.small(d.get(4)),
            Words.small(d.get(5)),
            Hash.of(((Bytes) d.get(6)).toArray()),
            ((BigInteger) d.get(7)).longValue(),
            Words.small(d.get(8)),
            (BigInteger) d.get(9),
            (BigInteger) d.get(10),
            (BigInteger) d.get(11),
            (BigInteger) d.get(12)));
  }

  @Override
  public BigInteger bond() throws ChainException {
    return (BigInteger) ask("bond").getFirst();
  }

  @Override
  public boolean hasVoted(long id, Account voter) throws ChainException {
    return (Boolean) ask("hasVoted", id, voter).getFirst();
  }

  @Override
  public BigInteger votes(Dispute dispute, Account voter) throws ChainException {
    Bytes answer =
        chain.call(staking, stakes.call("getPastVotes", voter, dispute.snapshotSeconds()));
    return (BigInteger) stakes.result("getPastVotes", answer).getFirst();
  }

  private Intent intent(String what, Account contract, Bytes data, long mostGas) {
    return Words.intent(what, contract, data, gas, mostGas);
  }

  @Override
  public Intent approve(BigInteger bond, long number) {
    return intent(
        "approve-bond-" + number, token, erc20.call("approve", disputes, bond), APPROVE_GAS);
  }

  @Override
  public Intent challenge(long number, TypedData header, Settlement.Seal seal, String evidence) {
    Bytes data = calls.call("challenge", Words.header(header), Words.seal(seal), evidence);
    return intent("challenge-" + number, disputes, data, CHALLENGE_GAS);
  }

  @Override
  public Intent vote(long id, boolean refute) {
    return intent("vote-" + id, disputes, calls.call("vote", refute), VOTE_GAS);
  }

  @Override
  public Intent decide(
      long id, TypedData header, Settlement.Seal seal, Optional<TypedData> parent) {
    Bytes data =
        calls.call(
            "decide",
            Words.header(header),
            Words.seal(seal),
            parent.map(Words::header).orElseGet(() -> Words.noHeader(header)));
    return intent("decide-" + id, disputes, data, DECIDE_GAS);
  }
}
