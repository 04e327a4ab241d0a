package polder.adapters.evm.contracts;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.adapters.evm.Abi;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.EventFilter;
import polder.ports.chain.EventPage;
import polder.ports.chain.InputEvents;
import polder.ports.chain.Intent;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.SettlementContracts;

/**
 * The contracts through which accounts reach epochs on the chain: {@code Deposits}, which the
 * settlement contract names, and {@code Inbox}, which the manifest names. Reads what they said, and
 * what {@link EvmSeedEvents} knows of; makes the intents that have them say it.
 */
public final class EvmInputs implements InputEvents {
  private static final BigInteger WEI_PER_NANO = BigInteger.valueOf(1_000_000_000);

  private final Chain chain;
  private final SettlementContracts contracts;
  private final Abi settlement;
  private final Abi deposits;
  private final Abi inbox;
  private final Abi token;
  private final Contracts compiled;
  private final EvmSeedEvents seeds;
  private Optional<Account> depositsAt = Optional.empty();
  private Optional<StakingLogs> stakes = Optional.empty();

  /** Those of {@code contracts} on {@code chain}. */
  public EvmInputs(Chain chain, SettlementContracts contracts, Contracts compiled) {
    this.chain = chain;
    this.contracts = contracts;
    this.compiled = compiled;
    this.settlement = compiled.get("Settlement").abi();
    this.deposits = compiled.get("Deposits").abi();
    this.inbox = compiled.get("Inbox").abi();
    this.token = compiled.get("PolderToken").abi();
    this.seeds = new EvmSeedEvents(chain, contracts, compiled);
  }

  @Override
  public Page page(Optional<Anchor> cursor, Anchor upTo) throws ChainException {
    EventPage read = chain.events(filter(), cursor, upTo);
    List<ChainEvent> events = new ArrayList<>(read.events().size());
    for (polder.ports.chain.ChainEvent log : read.events()) {
      event(log).ifPresent(events::add);
    }
    return new Page(events, read.cursor());
  }

  private EventFilter filter() throws ChainException {
    List<Account> contractsAt = new ArrayList<>();
    contractsAt.add(deposits());
    contracts.inbox().ifPresent(contractsAt::add);
    for (Account more : stakes().contracts()) {
      if (!contractsAt.contains(more)) {
        contractsAt.add(more);
      }
    }
    for (Account more : seeds.contracts()) {
      if (!contractsAt.contains(more)) {
        contractsAt.add(more);
      }
    }
    List<Hash> kinds = new ArrayList<>();
    kinds.add(deposits.kind("Deposited"));
    kinds.add(inbox.kind("Posted"));
    kinds.addAll(stakes().kinds());
    kinds.addAll(seeds.kinds());
    return new EventFilter(contractsAt, kinds, 1);
  }

  private synchronized StakingLogs stakes() throws ChainException {
    if (stakes.isEmpty()) {
      Account staking = (Account) ask(contracts.settlement(), settlement, "staking");
      stakes = Optional.of(new StakingLogs(chain, contracts, compiled, staking));
    }
    return stakes.get();
  }

  /** Where tokens are brought in. */
  public synchronized Account deposits() throws ChainException {
    if (depositsAt.isEmpty()) {
      depositsAt = Optional.of((Account) ask(contracts.settlement(), settlement, "deposits"));
    }
    return depositsAt.get();
  }

  private Optional<ChainEvent> event(polder.ports.chain.ChainEvent log) throws ChainException {
    try {
      Optional<ChainEvent> ofSeeds = seeds.read(log);
      if (ofSeeds.isPresent()) {
        return ofSeeds;
      }
      if (stakes().contracts().contains(log.contract())) {
        return stakes().read(log).map(event -> event);
      }
      if (log.contract().equals(deposits())) {
        return deposits
            .read(log)
            .filter(read -> read.name().equals("Deposited"))
            .map(read -> deposited(log, read.values()));
      }
      return inbox
          .read(log)
          .filter(read -> read.name().equals("Posted"))
          .map(read -> posted(log, read.values()));
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new ChainException(
          ChainException.Kind.REFUSED,
          "log "
              + log.index()
              + " of block "
              + log.block().number()
              + " is no event that an epoch can take in: "
              + e.getMessage());
    }
  }

  private static ChainEvent deposited(
      polder.ports.chain.ChainEvent log, Map<String, Object> values) {
    BigInteger[] nano = number(values, "amount").divideAndRemainder(WEI_PER_NANO);
    if (nano[1].signum() != 0) {
      throw new IllegalArgumentException("the amount is no whole number of nano-tokens");
    }
    return new ChainEvent.Deposited(
        log.block().number(),
        log.index(),
        number(values, "number").longValueExact(),
        (Account) required(values, "account"),
        (Account) required(values, "from"),
        nano[0].longValueExact());
  }

  private static ChainEvent posted(polder.ports.chain.ChainEvent log, Map<String, Object> values) {
    return new ChainEvent.Posted(
        log.block().number(),
        log.index(),
        number(values, "number").longValueExact(),
        (Account) required(values, "poster"),
        (Bytes) required(values, "message"));
  }

  private static Object required(Map<String, Object> values, String name) {
    return Optional.ofNullable(values.get(name)).orElseThrow();
  }

  private static BigInteger number(Map<String, Object> values, String name) {
    return (BigInteger) required(values, name);
  }

  private Object ask(Account contract, Abi abi, String function, Object... values)
      throws ChainException {
    return abi.result(function, chain.call(contract, abi.call(function, values))).getFirst();
  }

  /** Where messages are posted; empty if the manifest names no such contract. */
  public Optional<Account> inbox() {
    return contracts.inbox();
  }

  /** What posting one message burns, in wei. */
  public BigInteger fee(Account inboxAt) throws ChainException {
    return (BigInteger) ask(inboxAt, inbox, "fee");
  }

  /** In which block exactly these bytes were posted before; 0 if never. */
  public BigInteger postedAt(Account inboxAt, Bytes message) throws ChainException {
    Bytes leaf = Bytes.wrap(new byte[] {0}).concat(message);
    return (BigInteger) ask(inboxAt, inbox, "postedAt", Hash.sha256(leaf.unsafeArray()));
  }

  /** What {@code spender} may take of {@code owner}'s tokens, in wei. */
  public BigInteger allowance(Account owner, Account spender) throws ChainException {
    return (BigInteger) ask(contracts.token(), token, "allowance", owner, spender);
  }

  /** Lets {@code spender} take as many of the sender's tokens, in wei. */
  public Intent approve(Account spender, BigInteger wei) {
    return intent("approve", contracts.token(), token.call("approve", spender, wei));
  }

  /** Burns the sender's tokens and credits {@code account} inside. */
  public Intent deposit(Account account, BigInteger wei) throws ChainException {
    return intent("deposit", deposits(), deposits.call("deposit", account, wei));
  }

  /** Posts a message for the next epoch. */
  public Intent post(Account inboxAt, Bytes message) {
    return intent("post", inboxAt, inbox.call("post", message));
  }

  private static Intent intent(String what, Account contract, Bytes data) {
    return Intent.call(
        what + "/" + Hash.sha256(data.unsafeArray()).toHex().substring(0, 32), contract, data);
  }
}
