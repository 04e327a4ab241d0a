package polder.ports.chain;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.TypedData;
import polder.protocol.identity.Account;

/**
 * The contracts that pay: what they say, and the intents by which they are told. Every question
 * ends within the chain's bound of time. Safe for several threads.
 */
public interface Settlement {
  /** Most headers that one intent makes final. */
  int MOST_HEADERS = 128;

  /**
   * Where the chain of headers stands.
   *
   * @param next the epoch of the next header
   * @param hash hash of the last final header; zero before epoch 0
   * @param attempt what the next headers must carry
   * @param released headers below are released
   * @param disputed the epoch in dispute, from which on nothing is released
   * @param claimedWei what was paid to all accounts
   * @param claimableWei what the released header allows in total, the paid included
   */
  record Head(
      long next,
      Hash hash,
      long attempt,
      long released,
      Optional<Long> disputed,
      BigInteger claimedWei,
      BigInteger claimableWei) {}

  /**
   * What never changes.
   *
   * @param payoutDelaySeconds from finality until a header can be released
   * @param history at most so many headers wait for their release
   */
  record Terms(long payoutDelaySeconds, long history) {}

  /** A validator and what its signature weighs, in wei. */
  record Member(Account account, BigInteger weight) {}

  /** What the chain adds to a header when it is final; it proves the header later. */
  record Seal(long finalisedAtSeconds, long signers, long setVersion) {}

  /** A header is final. */
  record Finalised(long epoch, Hash header, Seal seal) {}

  /**
   * What there is of the token, all as of one block.
   *
   * @param totalWei how many tokens exist
   * @param mintedWei how many of them were minted for accounts that claimed
   * @param burntWei how many were burnt by deposits; fees of posted messages, bonds that were lost
   *     and what holders burnt by themselves are not in it
   */
  record Supply(BigInteger totalWei, BigInteger mintedWei, BigInteger burntWei) {}

  /** What an account claims: all it ever earned, with the proof under the released root. */
  record Claim(Account account, BigInteger cumulativeWei, List<Hash> proof) {
    /** Copies the list. */
    public Claim {
      proof = List.copyOf(proof);
    }
  }

  /** Where the headers stand now. */
  Head head() throws ChainException;

  /** What never changes. */
  Terms terms() throws ChainException;

  /** The set version that signs {@code epoch}, from the next one on; 0 if there is none yet. */
  long setOf(long epoch) throws ChainException;

  /** keccak256(manifest ‖ program) of the rules that hold for {@code epoch}. */
  Hash rulesOf(long epoch) throws ChainException;

  /** The members of a set version in the order of their bits; empty if there is none. */
  List<Member> members(long version) throws ChainException;

  /** Asks for events that {@link #finalised} reads. */
  EventFilter finalisations(long fromBlock);

  /** What an event says, if it is one of finality. */
  Optional<Finalised> finalised(ChainEvent event);

  /**
   * Makes consecutive headers final.
   *
   * @param headers in the form that is signed; 1 to {@link #MOST_HEADERS}
   * @param signers bit i: member i of the last header's set signed it
   * @param signatures 64 bytes each (r ‖ vs, EIP-2098), in the order of the members
   */
  Intent finalise(List<TypedData> headers, long signers, Bytes signatures);

  /** Lets accounts claim by a final header. */
  Intent release(long epoch, TypedData header, Seal seal);

  /** Pays accounts what they earned and were not paid yet; anyone may. */
  Intent claim(List<Claim> claims);

  /** What was paid for {@code account} so far, in wei. */
  BigInteger paid(Account account) throws ChainException;

  /** What there is of the token. */
  Supply supply() throws ChainException;

  /** How many tokens {@code account} has, in wei. */
  BigInteger tokens(Account account) throws ChainException;
}
