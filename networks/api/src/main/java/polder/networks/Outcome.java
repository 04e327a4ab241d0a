package polder.networks;

import java.util.List;
import polder.protocol.Bytes;

/**
 * What a group made of an epoch.
 *
 * @param state what it wants to find the next time; empty to be forgotten
 * @param wakeEpoch the epoch in which it must run even without a message, or {@link #ASLEEP}
 * @param contributions what is paid from the network's share, one a device, ordered by device
 * @param payments what is paid from the group's purse, in order of precedence
 * @param penalties what is taken from earnings that are still held
 * @param summary this group's part of the network's summary
 * @param notes to other groups
 */
public record Outcome(
    Bytes state,
    long wakeEpoch,
    List<Contribution> contributions,
    List<Payment> payments,
    List<Penalty> penalties,
    Bytes summary,
    List<Note> notes) {

  /** No epoch at all: wait for a message or a note. */
  public static final long ASLEEP = Long.MAX_VALUE;

  public Outcome {
    contributions = List.copyOf(contributions);
    payments = List.copyOf(payments);
    penalties = List.copyOf(penalties);
    notes = List.copyOf(notes);
  }
}
