package polder.networks;

import java.util.List;
import polder.protocol.Bytes;

/**
 * All that one group weighs in one epoch. Lists are in canonical order.
 *
 * @param group which group
 * @param state what it left itself the last time; empty for a new group
 * @param home messages that this group pays for
 * @param witnesses copies of other groups' messages, to compare with
 * @param notes what other groups wrote to it in the epoch before
 * @param purseNano what members funded; all that this group can pay from
 * @param <E> what the kind understands of a message
 */
public record GroupInputs<E>(
    GroupKey group,
    Bytes state,
    List<Judged<E>> home,
    List<Judged<E>> witnesses,
    List<Note> notes,
    long purseNano) {
  public GroupInputs {
    home = List.copyOf(home);
    witnesses = List.copyOf(witnesses);
    notes = List.copyOf(notes);
  }
}
