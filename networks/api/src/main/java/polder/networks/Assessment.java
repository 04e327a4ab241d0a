package polder.networks;

import java.util.List;
import polder.protocol.Hash;

/**
 * What became of one reading or proof.
 *
 * @param message the message that carried it
 * @param timeMillis when it was measured, epoch milliseconds
 * @param subject what it is about, such as {@code temperature}
 * @param verdict what it counts as
 * @param findings what each check said
 */
public record Assessment(
    Hash message, long timeMillis, String subject, Verdict verdict, List<Finding> findings) {
  public Assessment {
    findings = List.copyOf(findings);
  }

  /** What a reading or proof counts as. */
  public enum Verdict {
    /** Every check that could decide was passed, and enough could. */
    ACCEPTED,
    /** Unusual, but distinct owners saw the same. */
    CORROBORATED,
    /** Nothing speaks against it, too little for it; or it came late. */
    UNVERIFIED,
    /** A check was failed. */
    REJECTED
  }
}
