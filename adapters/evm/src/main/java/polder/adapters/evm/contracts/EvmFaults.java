package polder.adapters.evm.contracts;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import polder.adapters.evm.Abi;
import polder.adapters.evm.EvmChain;
import polder.ports.chain.ChainException;
import polder.ports.chain.Faults;
import polder.ports.chain.Intent;
import polder.ports.chain.Settlement;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.TypedData;
import polder.protocol.identity.Account;
import polder.protocol.merkle.AbsenceProof;
import polder.protocol.merkle.AbsenceProof.ProvenLeaf;
import polder.protocol.receipt.Bond;
import polder.protocol.receipt.Receipt;

/** The contract Faults on an EVM chain. */
public final class EvmFaults implements Faults {
  private static final long BASE_GAS = 1_000_000;
  private static final long HEADER_GAS = 50_000;
  private static final long MISSED_GAS = 400_000;

  /** Place of {@code identityCount} in contracts/src/Headers.sol. */
  private static final int IDENTITY_COUNT = 6;

  private static final int PUSH32 = 0x7f;
  private static final int WORD = 32;

  private final EvmChain chain;
  private final Account faults;
  private final Account staking;
  private final Abi calls;
  private final Abi stakes;
  private final EvmSettlement.Gas gas;

  private EvmFaults(
      EvmChain chain, Account faults, Account staking, Contracts compiled, EvmSettlement.Gas gas) {
    this.chain = chain;
    this.faults = faults;
    this.staking = staking;
    this.calls = compiled.get("Faults").abi();
    this.stakes = compiled.get("Staking").abi();
    this.gas = gas;
  }

  /**
   * The one whose word {@code settlement}'s staking contract heeds. That has it as a constant in
   * its code and tells no one, so the code is looked through.
   *
   * @throws ChainException if the chain does not answer, or there is none
   */
  public static EvmFaults of(
      EvmChain chain, EvmSettlement settlement, Contracts compiled, EvmSettlement.Gas gas)
      throws ChainException {
    Account staking = settlement.staking();
    Abi abi = compiled.get("Faults").abi();
    for (Account candidate : constants(chain.code(staking))) {
      if (says(chain, candidate, abi, "staking").equals(Optional.of(staking))
          && says(chain, candidate, abi, "ownPpm").isPresent()) {
        return new EvmFaults(chain, candidate, staking, compiled, gas);
      }
    }
    throw new ChainException(
        ChainException.Kind.REFUSED,
        "the staking contract " + staking + " names no contract that slashes for faults");
  }

  /** Addresses that a contract's code has as constants: words of 20 bytes behind PUSH32. */
  static Set<Account> constants(Bytes code) {
    Set<Account> found = new LinkedHashSet<>();
    byte[] bytes = code.unsafeArray();
    for (int at = 0; at + WORD < bytes.length; at++) {
      if ((bytes[at] & 0xff) == PUSH32 && isAddress(bytes, at + 1)) {
        found.add(new Account(Bytes.copyOf(bytes, at + 1 + WORD - Account.SIZE, Account.SIZE)));
      }
    }
    return found;
  }

  private static boolean isAddress(byte[] bytes, int from) {
    for (int i = 0; i < WORD - Account.SIZE; i++) {
      if (bytes[from + i] != 0) {
        return false;
      }
    }
    // Numbers are shorter.
    return bytes[from + WORD - Account.SIZE] != 0 || bytes[from + WORD - Account.SIZE + 1] != 0;
  }

  private static Optional<Object> says(EvmChain chain, Account at, Abi abi, String function)
      throws ChainException {
    try {
      return Optional.of(abi.result(function, chain.call(at, abi.call(function))).getFirst());
    } catch (ChainException e) {
      if (e.passing()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private Intent intent(String what, Bytes data, long mostGas) {
    return Words.intent(what, faults, data, gas, mostGas);
  }

  @Override
  public Intent messageLost(Account validator, Receipt receipt, List<Missed> missed) {
    Bond bond = receipt.bond().orElseThrow();
    List<Object> epochs = new ArrayList<>();
    for (Missed one : missed) {
      epochs.add(
          List.of(
              Words.header(one.header()),
              Words.seal(one.seal()),
              absence(one.absence(), size(one.header()))));
    }
    Bytes data =
        calls.call(
            "messageLost",
            validator,
            List.of(receipt.batchRoot(), receipt.proof().size(), bond.from(), bond.deadline()),
            bond.signature(),
            receipt.message(),
            List.of(receipt.proof().index(), List.copyOf(receipt.proof().path())),
            epochs);
    return intent("message-lost", data, BASE_GAS + MISSED_GAS * missed.size());
  }

  private static long size(TypedData header) {
    return ((BigInteger) Words.header(header).get(IDENTITY_COUNT)).longValueExact();
  }

  private static List<Object> absence(AbsenceProof proof, long size) {
    long index =
        proof
            .after()
            .map(after -> after.proof().index())
            .orElse(proof.before().isPresent() ? size : 0);
    List<Object> words = new ArrayList<>();
    words.add(index);
    words.addAll(leaf(proof.before()));
    words.addAll(leaf(proof.after()));
    return words;
  }

  private static List<Object> leaf(Optional<ProvenLeaf> leaf) {
    return leaf.<List<Object>>map(
            its -> List.of(Hash.of(its.leaf().toArray()), List.copyOf(its.proof().path())))
        .orElse(List.of(Hash.ZERO, List.of()));
  }

  @Override
  public Intent doubleSigned(Account validator, Branch left, Branch right) {
    Bytes data = calls.call("doubleSigned", validator, branch(left), branch(right));
    return intent(
        "double-signed",
        data,
        BASE_GAS + HEADER_GAS * (left.headers().size() + right.headers().size()));
  }

  @Override
  public Intent signedAgainstFinal(
      Account validator, Branch branch, TypedData header, Settlement.Seal seal) {
    Bytes data =
        calls.call(
            "signedAgainstFinal",
            validator,
            branch(branch),
            Words.header(header),
            Words.seal(seal));
    return intent("signed-against-final", data, BASE_GAS + HEADER_GAS * branch.headers().size());
  }

  private static List<Object> branch(Branch branch) {
    return List.of(
        branch.headers().stream().<Object>map(Words::header).toList(), branch.signature());
  }

  @Override
  public BigInteger bonded(Account validator) throws ChainException {
    Bytes answer = chain.call(staking, stakes.call("validatorOf", validator));
    List<?> of = (List<?>) stakes.result("validatorOf", answer).getFirst();
    return (BigInteger) of.get(0);
  }
}
