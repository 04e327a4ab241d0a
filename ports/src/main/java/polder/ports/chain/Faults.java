package polder.ports.chain;

import java.math.BigInteger;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.crypto.TypedData;
import polder.protocol.identity.Account;
import polder.protocol.merkle.AbsenceProof;
import polder.protocol.receipt.Receipt;

/**
 * The contract before which anyone proves that a validator lied, and gets a share of what it loses.
 * Safe for several threads.
 */
public interface Faults {
  /** No branch is longer. */
  int MOST_HEADERS = 64;

  /**
   * Headers that follow each other, and a signature of the last one.
   *
   * @param headers in the form that is signed; 1 to {@link #MOST_HEADERS}
   * @param signature r ‖ vs
   */
  record Branch(List<TypedData> headers, Bytes signature) {
    /** Copies the list. */
    public Branch {
      headers = List.copyOf(headers);
    }
  }

  /**
   * A final epoch in which a message is not.
   *
   * @param header in the form that is signed
   * @param seal what the chain added
   * @param absence of the message's identity among the header's
   */
  record Missed(TypedData header, Settlement.Seal seal, AbsenceProof absence) {}

  /**
   * Slashes a validator for a message that it acknowledged and that is in no epoch.
   *
   * @param receipt with the validator's bond
   * @param missed all epochs that the bond allows, ascending; their payout delay must be over
   */
  Intent messageLost(Account validator, Receipt receipt, List<Missed> missed);

  /**
   * Slashes a validator for two headers of one epoch and attempt, with which the branches begin.
   */
  Intent doubleSigned(Account validator, Branch left, Branch right);

  /**
   * Slashes a validator that signed the final {@code header} for another one of its epoch and
   * attempt, with which {@code branch} begins.
   */
  Intent signedAgainstFinal(
      Account validator, Branch branch, TypedData header, Settlement.Seal seal);

  /** What a validator has bonded of its own, in wei; leaving stake not counted. */
  BigInteger bonded(Account validator) throws ChainException;
}
