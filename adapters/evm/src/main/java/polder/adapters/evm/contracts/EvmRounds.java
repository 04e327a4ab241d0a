package polder.adapters.evm.contracts;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import polder.adapters.evm.Abi;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.Intent;
import polder.ports.chain.Rounds;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.Keccak256;
import polder.protocol.crypto.TypedData;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;

/** The attempts of Polder's contracts on an EVM chain. */
public final class EvmRounds implements Rounds {
  // Of anvil's blocks without an estimate; twice what these cost with 64 members.
  private static final long RAISE_GAS = 1_200_000;
  private static final long OPEN_GAS = 4_000_000;
  private static final int SELECTOR = 4;
  private static final int WORD = 32;
  private static final Bytes ANCHOR_GONE = selector("AnchorGone(uint64,bytes32)");
  private static final Bytes BAD_ANCHOR = selector("BadAnchor(uint64)");
  private static final Account NOBODY = new Account(Bytes.wrap(new byte[Account.SIZE]));

  private final Chain chain;
  private final Account settlement;
  private final Abi calls;
  private final Abi stakingCalls;
  private final EvmSettlement.Gas gas;
  private Optional<Account> staking = Optional.empty();

  /** The contracts at {@code contracts} on {@code chain}. */
  public EvmRounds(
      Chain chain, SettlementContracts contracts, Contracts compiled, EvmSettlement.Gas gas) {
    this.chain = chain;
    this.settlement = contracts.settlement();
    this.calls = compiled.get("Settlement").abi();
    this.stakingCalls = compiled.get("Staking").abi();
    this.gas = gas;
  }

  private List<Object> ask(Anchor at, String function, Object... values) throws ChainException {
    return calls.result(function, chain.call(settlement, calls.call(function, values), at));
  }

  private static long small(Object value) throws ChainException {
    BigInteger number = (BigInteger) value;
    if (number.bitLength() > 62) {
      throw new ChainException(
          ChainException.Kind.REFUSED,
          "a contract says " + number + " where a small number belongs");
    }
    return number.longValue();
  }

  private synchronized Account staking() throws ChainException {
    if (staking.isEmpty()) {
      staking =
          Optional.of(
              (Account)
                  calls
                      .result("staking", chain.call(settlement, calls.call("staking")))
                      .getFirst());
    }
    return staking.get();
  }

  @Override
  public Round now() throws ChainException {
    Anchor at = chain.head();
    List<Object> head = ask(at, "head");
    List<Object> set = ask(at, "setOf", small(head.get(0)));
    boolean hasSet = !set.get(1).equals(NOBODY);
    Bytes candidates = chain.call(staking(), stakingCalls.call("candidates"), at);
    return new Round(
        small(head.get(5)),
        small(set.get(0)),
        hasSet,
        ((List<?>) stakingCalls.result("candidates", candidates).getFirst()).size());
  }

  @Override
  public long timeoutSeconds() throws ChainException {
    return small(
        calls
            .result("attemptTimeout", chain.call(settlement, calls.call("attemptTimeout")))
            .getFirst());
  }

  @Override
  public Intent raise(long next, long attempt) {
    return intent(
        "raise-" + next + "-" + attempt, settlement, calls.call("raiseAttempt"), RAISE_GAS);
  }

  @Override
  public Intent raiseForAnchor(TypedData header, long signers, Bytes signatures) {
    Bytes data =
        calls.call(
            "raiseForAnchor",
            Words.header(header),
            new BigInteger(Long.toUnsignedString(signers)),
            signatures);
    return intent("raise-for-anchor/" + name(data), settlement, data, RAISE_GAS);
  }

  @Override
  public Intent openSet(long after) throws ChainException {
    return intent("open-set-" + after, staking(), stakingCalls.call("openVersion"), OPEN_GAS);
  }

  @Override
  public Optional<Refused> refusedAnchor(Intent finalise) throws ChainException {
    try {
      Bytes nothing = chain.call(settlement, finalise.data());
      assert nothing.size() == 0 : "finalise gives nothing";
      return Optional.empty();
    } catch (ChainException e) {
      if (e.kind() != ChainException.Kind.REVERTED || e.data().size() < SELECTOR + WORD) {
        return Optional.empty();
      }
      byte[] reason = e.data().toArray();
      Bytes selector = Bytes.copyOf(reason, 0, SELECTOR);
      boolean gone = selector.equals(ANCHOR_GONE);
      BigInteger block = new BigInteger(1, reason, SELECTOR, WORD);
      return (gone || selector.equals(BAD_ANCHOR)) && block.bitLength() < Long.SIZE
          ? Optional.of(new Refused(block.longValue(), gone))
          : Optional.empty();
    }
  }

  private static Bytes selector(String error) {
    return Bytes.copyOf(Keccak256.digest(error.getBytes(StandardCharsets.US_ASCII)), 0, SELECTOR);
  }

  private static String name(Bytes data) {
    return Hash.sha256(data.unsafeArray()).toHex().substring(0, 32);
  }

  private Intent intent(String label, Account contract, Bytes data, long mostGas) {
    return new Intent(
        label,
        Optional.of(contract),
        data,
        BigInteger.ZERO,
        gas == EvmSettlement.Gas.ESTIMATED ? OptionalLong.empty() : OptionalLong.of(mostGas),
        OptionalLong.empty());
  }
}
