package polder.node.settle.rules;

import java.util.List;
import java.util.Optional;
import polder.ports.chain.Governance.Ballot;
import polder.ports.chain.Governance.Proposal;
import polder.ports.chain.Governance.Terms;
import polder.ports.chain.RulesHistory;
import polder.protocol.identity.Account;

/**
 * How the vote on rules stands, as of the last answer of the chain.
 *
 * @param history which rules each epoch has
 * @param governor whom to send proposals and votes to
 * @param terms how long what takes
 * @param nextFinal the epoch of the next final header; -1 if unknown
 * @param proposals in the order in which they were made, old ones left out
 * @param trouble why more is not known, one line
 */
public record RulesStatus(
    Optional<RulesHistory> history,
    Optional<Account> governor,
    Optional<Terms> terms,
    long nextFinal,
    List<Known> proposals,
    Optional<String> trouble) {
  /** Copies the list. */
  public RulesStatus {
    proposals = List.copyOf(proposals);
  }

  /**
   * A proposal and how it stands.
   *
   * @param note what keeps it from being carried out, one line; empty if nothing does
   */
  public record Known(Proposal proposal, Ballot ballot, String note) {}

  /** Nothing is known. */
  static final RulesStatus BEGUN =
      new RulesStatus(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          -1,
          List.of(),
          Optional.of("the chain has not been asked yet"));
}
