package polder.networks;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * All that one group weighs in one epoch. Lists are in canonical order.
 *
 * @param group which group
 * @param state what it left itself the last time; empty for a new group
 * @param home messages that this group pays for
 * @param witnesses copies of other groups' messages, to compare with
 * @param notes what other groups wrote to it in the epoch before
 * @param purseNano what members funded; all that this group can pay from
 * @param exhibits the blobs that messages in {@code home} brought, by SHA-256
 * @param <E> what the kind understands of a message
 */
public record GroupInputs<E>(
    GroupKey group,
    Bytes state,
    List<Judged<E>> home,
    List<Judged<E>> witnesses,
    List<Note> notes,
    long purseNano,
    SortedMap<Hash, Bytes> exhibits) {
  public GroupInputs {
    home = List.copyOf(home);
    witnesses = List.copyOf(witnesses);
    notes = List.copyOf(notes);
    exhibits = Collections.unmodifiableSortedMap(new TreeMap<>(exhibits));
  }

  /** Where no message brought a blob. */
  public GroupInputs(
      GroupKey group,
      Bytes state,
      List<Judged<E>> home,
      List<Judged<E>> witnesses,
      List<Note> notes,
      long purseNano) {
    this(group, state, home, witnesses, notes, purseNano, new TreeMap<>());
  }
}
