package polder.ports.chain;

import java.math.BigInteger;
import java.util.Optional;
import polder.protocol.Hash;
import polder.protocol.crypto.TypedData;
import polder.protocol.identity.Account;

/**
 * The contract in which a final header is challenged, and stakers who did not sign it decide. Safe
 * for several threads.
 */
public interface Disputes {
  /** Most bytes of a challenger's reasons. */
  int MOST_EVIDENCE = 1_024;

  /**
   * A dispute.
   *
   * @param id its number, from 0 on
   * @param challenger who risks the bond
   * @param epoch of the disputed header
   * @param all whether signers vote too
   * @param open whether it is undecided
   * @param untilSeconds until when votes are taken, seconds since 1970
   * @param snapshotSeconds whose stake of then is counted
   * @param header hash of the disputed header
   * @param signers bit i: member i of the set signed
   * @param setVersion which set
   * @param bond what the challenger risks, in wei
   * @param electorate all votes that can be cast, in wei
   * @param refuting votes against the header, in wei
   * @param confirming votes for it, in wei
   */
  record Dispute(
      long id,
      Account challenger,
      long epoch,
      boolean all,
      boolean open,
      long untilSeconds,
      long snapshotSeconds,
      Hash header,
      long signers,
      long setVersion,
      BigInteger bond,
      BigInteger electorate,
      BigInteger refuting,
      BigInteger confirming) {
    /** Whether it can be decided now. */
    public boolean isDecidable(long nowSeconds) {
      return open
          && (refuting.shiftLeft(1).compareTo(electorate) > 0
              || confirming.shiftLeft(1).compareTo(electorate) >= 0
              || nowSeconds > untilSeconds);
    }
  }

  /** The dispute that began last, if there ever was one. */
  Optional<Dispute> latest() throws ChainException;

  /** What the next challenger risks, in wei. */
  BigInteger bond() throws ChainException;

  /** Whether {@code voter} has voted in the dispute. */
  boolean hasVoted(long id, Account voter) throws ChainException;

  /** What a vote of {@code voter} weighs in {@code dispute}, in wei; whether it may is not said. */
  BigInteger votes(Dispute dispute, Account voter) throws ChainException;

  /** Lets the contract take the bond of the next challenge. */
  Intent approve(BigInteger bond, long disputes);

  /**
   * Challenges a final header that is not released.
   *
   * @param disputes how many there were before
   * @param evidence where the reasons are, at most {@link #MOST_EVIDENCE} bytes of UTF-8
   */
  Intent challenge(long disputes, TypedData header, Settlement.Seal seal, String evidence);

  /** Votes in the open dispute with all stake of the sender. */
  Intent vote(long id, boolean refute);

  /**
   * Ends the open dispute.
   *
   * @param parent the header before the disputed one; none for epoch 0
   */
  Intent decide(long id, TypedData header, Settlement.Seal seal, Optional<TypedData> parent);
}
