package polder.node.settle.rules;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.ports.chain.Anchor;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainEvent;
import polder.ports.chain.ChainException;
import polder.ports.chain.EventFilter;
import polder.ports.chain.EventPage;
import polder.ports.chain.Governance;
import polder.ports.chain.Governance.Ballot;
import polder.ports.chain.Governance.Proposal;

/** Reads which rules are proposed, and how the vote on them stands. For one thread. */
final class Proposals {
  /** So many are remembered; a proposer needs stake, so there are few. */
  private static final int MOST = 500;

  private final Chain chain;
  private final Governance governance;
  private final long fromBlock;
  private final Map<BigInteger, Proposal> all = new LinkedHashMap<>();
  private final Map<BigInteger, Ballot> ballots = new LinkedHashMap<>();
  private Optional<Anchor> cursor = Optional.empty();

  /** From {@code fromBlock} on, before which there is none. */
  Proposals(Chain chain, Governance governance, long fromBlock) {
    this.chain = chain;
    this.governance = governance;
    this.fromBlock = fromBlock;
  }

  /** A proposal and how it stands. */
  record Voted(Proposal proposal, Ballot ballot) {}

  /** All that are known, in the order in which they were made. */
  List<Voted> read() throws ChainException {
    try {
      readEvents();
    } catch (ChainException e) {
      if (e.kind() != ChainException.Kind.FORKED) {
        throw e;
      }
      again();
    }
    List<Voted> voted = new ArrayList<>();
    for (Proposal proposal : all.values()) {
      Ballot ballot = ballots.get(proposal.id());
      if (ballot == null || !ballot.state().isOver()) {
        ballot = governance.ballot(proposal);
        ballots.put(proposal.id(), ballot);
      }
      voted.add(new Voted(proposal, ballot));
    }
    return voted;
  }

  private void readEvents() throws ChainException {
    Anchor upTo = chain.head();
    if (cursor.isPresent() && cursor.get().number() > upTo.number()) {
      // The chain is shorter than it was: what was read may be gone.
      again();
    }
    EventFilter filter = governance.proposals(fromBlock);
    while (!cursor.equals(Optional.of(upTo))) {
      EventPage page = chain.events(filter, cursor, upTo);
      for (ChainEvent event : page.events()) {
        governance.proposal(event).ifPresent(this::add);
      }
      cursor = Optional.of(page.cursor());
    }
  }

  private void add(Proposal proposal) {
    all.put(proposal.id(), proposal);
    if (all.size() > MOST) {
      BigInteger oldest = all.keySet().iterator().next();
      all.remove(oldest);
      ballots.remove(oldest);
    }
  }

  private void again() {
    all.clear();
    ballots.clear();
    cursor = Optional.empty();
  }
}
