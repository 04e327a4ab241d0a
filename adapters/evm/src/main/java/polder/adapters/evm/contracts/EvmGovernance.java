package polder.adapters.evm.contracts;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import polder.adapters.evm.Abi;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainEvent;
import polder.ports.chain.ChainException;
import polder.ports.chain.EventFilter;
import polder.ports.chain.EventPage;
import polder.ports.chain.Governance;
import polder.ports.chain.Intent;
import polder.ports.chain.RulesHistory;
import polder.ports.chain.RulesHistory.Rules;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.Keccak256;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;

/** The registry of rules on an EVM chain, with the governor and the timelock that change it. */
public final class EvmGovernance implements Governance {
  // Twice of what these cost, and more for long texts.
  private static final long PROPOSE_GAS = 2_000_000;
  private static final long VOTE_GAS = 300_000;
  private static final long QUEUE_GAS = 500_000;
  private static final long EXECUTE_GAS = 800_000;

  /** Blocks that are searched for the governor at once. */
  private static final long SEARCH = 50_000;

  /** Longest list of rules that is read. */
  private static final long MOST_RULES = 10_000;

  private final Chain chain;
  private final EvmSettlement.Gas gas;
  private final Account settlement;
  private final Abi settlements;
  private final Abi registries;
  private final Abi timelocks;
  private final Abi governors;
  private final Abi stakings;
  private final Hint hint;
  private volatile Optional<Places> places = Optional.empty();

  private record Places(Account registry, Account timelock, Account governor) {}

  /** What is known of where the governor is, which no contract but the timelock says. */
  public sealed interface Hint {
    /** It is said to be this one, which is checked. */
    record Told(Account governor) implements Hint {}

    /** The timelock named it before or soon after this block. */
    record Near(long block) implements Hint {}

    /** Nothing. */
    record None() implements Hint {}
  }

  /** Of the contracts at {@code contracts} on {@code chain}. */
  public EvmGovernance(
      Chain chain,
      SettlementContracts contracts,
      Contracts compiled,
      EvmSettlement.Gas gas,
      Hint hint) {
    this.chain = chain;
    this.gas = gas;
    this.hint = hint;
    this.settlement = contracts.settlement();
    this.settlements = compiled.get("Settlement").abi();
    this.registries = compiled.get("ManifestRegistry").abi();
    this.timelocks = compiled.get("Timelock").abi();
    this.governors = compiled.get("PolderGovernor").abi();
    this.stakings = compiled.get("Staking").abi();
  }

  private List<Object> ask(Account contract, Abi abi, String function, Object... values)
      throws ChainException {
    return abi.result(function, chain.call(contract, abi.call(function, values)));
  }

  private List<Object> ask(Anchor at, Account contract, Abi abi, String function, Object... values)
      throws ChainException {
    return abi.result(function, chain.call(contract, abi.call(function, values), at));
  }

  private List<Object> governor(String function, Object... values) throws ChainException {
    return ask(governor(), governors, function, values);
  }

  private static BigInteger number(Object value) {
    return (BigInteger) value;
  }

  private static long small(Object value) throws ChainException {
    try {
      return number(value).longValueExact();
    } catch (ArithmeticException e) {
      throw refused("a contract says " + value + " where a number of 63 bits belongs");
    }
  }

  private static Hash hash(Object value) {
    return Hash.of(((Bytes) value).toArray());
  }

  private static ChainException refused(String why) {
    return new ChainException(ChainException.Kind.REFUSED, why);
  }

  // ── where the contracts are ──────────────────────────────────────────────────────────────────

  private Account registry() throws ChainException {
    // Asked each time until the governor is known too; both never change.
    return places.isPresent()
        ? places.get().registry()
        : (Account) ask(settlement, settlements, "registry").getFirst();
  }

  /** The governor's address. */
  public Account governor() throws ChainException {
    return places().governor();
  }

  private Places places() throws ChainException {
    if (places.isEmpty()) {
      Account registry = registry();
      Account timelock = (Account) ask(registry, registries, "timelock").getFirst();
      Account governor =
          switch (hint) {
            case Hint.Told(Account told) -> told;
            case Hint.Near(long block) -> search(timelock, block);
            case Hint.None() -> search(timelock, chain.head().number());
          };
      Object role = ask(timelock, timelocks, "PROPOSER_ROLE").getFirst();
      if (!(Boolean) ask(timelock, timelocks, "hasRole", role, governor).getFirst()) {
        throw refused(governor + " is not the governor that the timelock " + timelock + " obeys");
      }
      places = Optional.of(new Places(registry, timelock, governor));
    }
    return places.get();
  }

  /** From {@code block} on backwards: contracts are made shortly before the first epoch. */
  private Account search(Account timelock, long block) throws ChainException {
    Hash role = hash(ask(timelock, timelocks, "PROPOSER_ROLE").getFirst());
    long to = Math.min(chain.head().number(), block);
    while (to >= 0) {
      long from = Math.max(0, to - SEARCH + 1);
      EventFilter filter =
          new EventFilter(List.of(timelock), List.of(timelocks.kind("RoleGranted")), from);
      Optional<Anchor> upTo = chain.block(to);
      Optional<Anchor> cursor = Optional.empty();
      while (upTo.isPresent() && !cursor.equals(upTo)) {
        EventPage page = chain.events(filter, cursor, upTo.get());
        for (ChainEvent event : page.events()) {
          Optional<Account> granted = granted(event, role);
          if (granted.isPresent()) {
            return granted.get();
          }
        }
        cursor = Optional.of(page.cursor());
      }
      to = from - 1;
    }
    throw refused("nobody may propose to the timelock " + timelock);
  }

  private Optional<Account> granted(ChainEvent event, Hash role) {
    return timelocks
        .read(event)
        .filter(read -> role.equals(hash(value(read.values(), "role"))))
        .map(read -> (Account) value(read.values(), "account"));
  }

  private static Object value(Map<String, Object> values, String name) {
    return Optional.ofNullable(values.get(name)).orElseThrow();
  }

  // ── the rules ────────────────────────────────────────────────────────────────────────────────

  @Override
  public RulesHistory history() throws ChainException {
    // Of one block: the last may be replaced between two answers.
    Anchor at = chain.head();
    Account registry = registry();
    long count = count(at, registry);
    List<Rules> rules = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      rules.add(rulesAt(at, registry, i));
    }
    try {
      return new RulesHistory(rules);
    } catch (IllegalArgumentException e) {
      throw refused("the registry " + registry + " is none: " + e.getMessage());
    }
  }

  @Override
  public RulesHistory history(RulesHistory known) throws ChainException {
    Anchor at = chain.head();
    long count = count(at, registry());
    boolean same =
        count == known.rules().size()
            && rulesAt(at, registry(), count - 1).equals(known.rules().getLast());
    return same ? known : history();
  }

  private long count(Anchor at, Account registry) throws ChainException {
    long count = small(ask(at, registry, registries, "count").getFirst());
    if (count < 1 || count > MOST_RULES) {
      throw refused("the registry " + registry + " names " + count + " rules");
    }
    return count;
  }

  private Rules rulesAt(Anchor at, Account registry, long index) throws ChainException {
    List<?> words = (List<?>) ask(at, registry, registries, "rulesAt", index).getFirst();
    return new Rules(hash(words.get(0)), hash(words.get(1)), small(words.get(2)));
  }

  @Override
  public Terms terms() throws ChainException {
    return new Terms(
        small(governor("votingDelay").getFirst()),
        small(governor("votingPeriod").getFirst()),
        small(ask(places().timelock(), timelocks, "getMinDelay").getFirst()),
        small(ask(registry(), registries, "leadEpochs").getFirst()),
        number(governor("proposalThreshold").getFirst()));
  }

  @Override
  public Schedule schedule() throws ChainException {
    List<?> words = (List<?>) ask(settlement, settlements, "emission").getFirst();
    return new Schedule(small(words.get(1)), small(words.get(2)), small(words.get(3)));
  }

  @Override
  public long nextEpoch() throws ChainException {
    return small(ask(settlement, settlements, "nextEpoch").getFirst());
  }

  // ── proposals ────────────────────────────────────────────────────────────────────────────────

  @Override
  public EventFilter proposals(long fromBlock) throws ChainException {
    return new EventFilter(
        List.of(governor()), List.of(governors.kind("ProposalCreated")), fromBlock);
  }

  @Override
  public Optional<Proposal> proposal(ChainEvent event) throws ChainException {
    Optional<Abi.Read> read =
        governors.read(event).filter(its -> its.name().equals("ProposalCreated"));
    if (read.isEmpty() || !event.contract().equals(governor())) {
      return Optional.empty();
    }
    Map<String, Object> values = read.get().values();
    List<?> calls = (List<?>) value(values, "calldatas");
    boolean announces =
        value(values, "targets").equals(List.of(registry()))
            && value(values, "values").equals(List.of(BigInteger.ZERO))
            && calls.size() == 1;
    if (!announces) {
      return Optional.empty();
    }
    Optional<List<Object>> announced = registries.arguments("announce", (Bytes) calls.getFirst());
    BigInteger start = number(value(values, "voteStart"));
    BigInteger end = number(value(values, "voteEnd"));
    if (announced.isEmpty()
        || number(announced.get().get(2)).bitLength() >= Long.SIZE
        || start.max(end).bitLength() >= Long.SIZE) {
      return Optional.empty();
    }
    List<Object> words = announced.get();
    return Optional.of(
        new Proposal(
            number(value(values, "proposalId")),
            (Account) value(values, "proposer"),
            new Announcement(
                hash(words.get(0)),
                hash(words.get(1)),
                number(words.get(2)).longValueExact(),
                (String) words.get(3)),
            (String) value(values, "description"),
            start.longValueExact(),
            end.longValueExact()));
  }

  @Override
  public boolean isGenuine(Proposal proposal) throws ChainException {
    return id(proposal.announcement(), proposal.why()).equals(proposal.id());
  }

  @Override
  public BigInteger id(Announcement announcement, String why) throws ChainException {
    return number(governor("getProposalId", acts(announcement, why)).getFirst());
  }

  @Override
  public Ballot ballot(Proposal proposal) throws ChainException {
    int state = (int) small(governor("state", proposal.id()).getFirst());
    if (state < 0 || state >= State.values().length) {
      throw refused("the governor says state " + state);
    }
    List<Object> votes = governor("proposalVotes", proposal.id());
    Optional<BigInteger> quorum = Optional.empty();
    // Stake that is counted later than now cannot be asked for, and what was cancelled may wait.
    if (State.values()[state] != State.PENDING && State.values()[state] != State.CANCELED) {
      quorum = Optional.of(number(governor("quorum", proposal.voteStartSeconds()).getFirst()));
    }
    long due = small(governor("proposalEta", proposal.id()).getFirst());
    return new Ballot(
        State.values()[state],
        number(votes.get(0)),
        number(votes.get(1)),
        number(votes.get(2)),
        quorum,
        due == 0 ? OptionalLong.empty() : OptionalLong.of(due));
  }

  @Override
  public BigInteger votes(Account account) throws ChainException {
    Account staking = (Account) governor("token").getFirst();
    return number(ask(staking, stakings, "getVotes", account).getFirst());
  }

  @Override
  public BigInteger votes(Account account, Proposal proposal) throws ChainException {
    return number(governor("getVotes", account, proposal.voteStartSeconds()).getFirst());
  }

  @Override
  public boolean hasVoted(Account account, Proposal proposal) throws ChainException {
    return (Boolean) governor("hasVoted", proposal.id(), account).getFirst();
  }

  // ── intents ──────────────────────────────────────────────────────────────────────────────────

  /** What a proposal does, in the form in which the governor takes it apart from {@code why}. */
  private Object[] acts(Announcement announcement, String why) throws ChainException {
    Object[] acts = open(announcement, why);
    acts[3] = Hash.of(Keccak256.digest(why.getBytes(StandardCharsets.UTF_8)));
    return acts;
  }

  private Object[] open(Announcement announcement, String why) throws ChainException {
    Bytes call =
        registries.call(
            "announce",
            announcement.manifests(),
            announcement.program(),
            announcement.fromEpoch(),
            announcement.location());
    return new Object[] {List.of(registry()), List.of(BigInteger.ZERO), List.of(call), why};
  }

  @Override
  public Intent propose(Announcement announcement, String why) throws ChainException {
    return intent("propose", governors.call("propose", open(announcement, why)), PROPOSE_GAS);
  }

  @Override
  public Intent vote(Proposal proposal, Choice choice) throws ChainException {
    return intent("vote", governors.call("castVote", proposal.id(), choice.ordinal()), VOTE_GAS);
  }

  @Override
  public Intent queue(Proposal proposal) throws ChainException {
    return intent(
        "queue", governors.call("queue", acts(proposal.announcement(), proposal.why())), QUEUE_GAS);
  }

  @Override
  public Intent execute(Proposal proposal) throws ChainException {
    return intent(
        "execute",
        governors.call("execute", acts(proposal.announcement(), proposal.why())),
        EXECUTE_GAS);
  }

  /** What asks for the same has the same label. */
  private Intent intent(String what, Bytes data, long mostGas) throws ChainException {
    return new Intent(
        what + "/" + Hash.sha256(data.unsafeArray()).toHex().substring(0, 32),
        Optional.of(governor()),
        data,
        BigInteger.ZERO,
        gas == EvmSettlement.Gas.ESTIMATED ? OptionalLong.empty() : OptionalLong.of(mostGas),
        OptionalLong.empty());
  }
}
