package polder.node.witness;

import java.util.List;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.protocol.identity.DeviceId;

/**
 * What an audit found.
 *
 * @param archive what was audited
 * @param first first epoch that was asked for
 * @param last last epoch that was asked for
 * @param anchor why the headers are believed
 * @param signers who signed them, each once
 * @param snapshotEpoch the epoch whose archived state the computation started from; empty if it
 *     started from the empty state before epoch 0
 * @param keptFrom the first epoch whose messages and outcome the archive keeps; 0 if none was
 *     pruned
 * @param epochs how many epochs were computed and found the same
 * @param messages how many messages they hold
 * @param lines how many lines their outcomes hold
 * @param paidNano what they paid, nano-tokens
 * @param header the last header that was found the same
 * @param notes what should be known and decides nothing
 * @param difference the first difference; empty if all roots are the same
 */
public record AuditReport(
    String archive,
    long first,
    long last,
    Anchor anchor,
    List<DeviceId> signers,
    Optional<Long> snapshotEpoch,
    long keptFrom,
    long epochs,
    long messages,
    long lines,
    long paidNano,
    Optional<EpochHeader> header,
    List<String> notes,
    Optional<Difference> difference) {
  public AuditReport {
    signers = List.copyOf(signers);
    notes = List.copyOf(notes);
  }

  /** Whether everything was computed and is the same. */
  public boolean isSame() {
    return difference.isEmpty();
  }
}
