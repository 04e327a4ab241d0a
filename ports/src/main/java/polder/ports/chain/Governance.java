package polder.ports.chain;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * The vote of stakers on the rules: what it says, and the intents by which one takes part. Every
 * question ends within the chain's bound of time. Safe for several threads.
 */
public interface Governance {
  /** Most bytes of {@link Announcement#location} and of a proposal's {@link Proposal#why}. */
  int MOST_TEXT = 1_024;

  /**
   * What rules shall be in force.
   *
   * @param manifests hash of the manifests
   * @param program hash of the program
   * @param fromEpoch the first epoch that shall have them
   * @param location where the manifests can be fetched; may be empty
   */
  record Announcement(Hash manifests, Hash program, long fromEpoch, String location) {}

  /**
   * A proposal of rules.
   *
   * @param id its number, which follows from what it announces and why
   * @param why what its proposer says about it
   * @param voteStartSeconds votes count stake at the end of this second and are taken after it
   * @param voteEndSeconds the last second in which votes are taken
   */
  record Proposal(
      BigInteger id,
      Account proposer,
      Announcement announcement,
      String why,
      long voteStartSeconds,
      long voteEndSeconds) {}

  /** How far a proposal is; in the order in which the contract numbers them. */
  enum State {
    PENDING,
    ACTIVE,
    CANCELED,
    DEFEATED,
    SUCCEEDED,
    QUEUED,
    EXPIRED,
    EXECUTED;

    /** Whether nothing will become of it any more, or all has. */
    public boolean isOver() {
      return this == CANCELED || this == DEFEATED || this == EXPIRED || this == EXECUTED;
    }
  }

  /** How one can vote; in the order in which the contract numbers them. */
  enum Choice {
    AGAINST,
    FOR,
    ABSTAIN
  }

  /**
   * How a proposal stands, as of the newest block.
   *
   * @param againstWei stake against it
   * @param forWei stake for it
   * @param abstainWei stake that only counts for the quorum
   * @param quorumWei what for and abstentions must come to; unknown before the vote begins
   * @param dueSeconds from when it can be executed, once it is queued
   */
  record Ballot(
      State state,
      BigInteger againstWei,
      BigInteger forWei,
      BigInteger abstainWei,
      Optional<BigInteger> quorumWei,
      OptionalLong dueSeconds) {}

  /**
   * How long what takes, and who may propose.
   *
   * @param votingDelaySeconds from a proposal to its vote
   * @param votingPeriodSeconds how long is voted
   * @param timelockSeconds from queueing to execution
   * @param leadEpochs at least so many epochs lie between the next header and the announced epoch
   * @param thresholdWei the least stake of a proposer
   */
  record Terms(
      long votingDelaySeconds,
      long votingPeriodSeconds,
      long timelockSeconds,
      long leadEpochs,
      BigInteger thresholdWei) {}

  /** What the contracts bound, whatever the rules say; nano-tokens and milliseconds. */
  record Schedule(long perDayNano, long halvingMillis, long longestWindowMillis) {}

  /** Which rules each epoch has. */
  RulesHistory history() throws ChainException;

  /**
   * As {@link #history()}, if it may have changed since {@code known}: two questions where it has
   * not.
   */
  RulesHistory history(RulesHistory known) throws ChainException;

  /** How long what takes. */
  Terms terms() throws ChainException;

  /** What the contracts bound. */
  Schedule schedule() throws ChainException;

  /** The epoch of the next final header. */
  long nextEpoch() throws ChainException;

  /** Asks for events that {@link #proposal} reads. */
  EventFilter proposals(long fromBlock) throws ChainException;

  /** The proposal that an event is of, if it is one of rules and nothing else. */
  Optional<Proposal> proposal(ChainEvent event) throws ChainException;

  /** Whether a proposal's number is that of what it announces and why. */
  boolean isGenuine(Proposal proposal) throws ChainException;

  /** How it stands. */
  Ballot ballot(Proposal proposal) throws ChainException;

  /** The stake with which {@code account} proposes and votes now. */
  BigInteger votes(Account account) throws ChainException;

  /** The stake with which {@code account} votes on a proposal, whose vote has begun. */
  BigInteger votes(Account account, Proposal proposal) throws ChainException;

  /** Whether {@code account} voted on it. */
  boolean hasVoted(Account account, Proposal proposal) throws ChainException;

  /** The number that a proposal would get. */
  BigInteger id(Announcement announcement, String why) throws ChainException;

  /** Proposes. */
  Intent propose(Announcement announcement, String why) throws ChainException;

  /** Votes, with all stake. */
  Intent vote(Proposal proposal, Choice choice) throws ChainException;

  /** Puts a proposal that succeeded into the timelock; anyone may. */
  Intent queue(Proposal proposal) throws ChainException;

  /** Announces its rules, once the timelock is over; anyone may. */
  Intent execute(Proposal proposal) throws ChainException;
}
