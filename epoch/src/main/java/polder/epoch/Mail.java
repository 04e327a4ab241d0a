package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.GroupKey;
import polder.networks.Grouping;
import polder.networks.Judged;
import polder.networks.Note;
import polder.protocol.Bytes;
import polder.protocol.Content;
import polder.protocol.Hash;

/** The messages and notes of one group, while they are collected. */
final class Mail<E> {
  final List<Judged<E>> home = new ArrayList<>();
  final List<Judged<E>> witnesses = new ArrayList<>();
  final SortedMap<Hash, Bytes> exhibits = new TreeMap<>();
  List<Note> notes = List.of();
  Optional<Content> entry = Optional.empty();

  /** Puts a message where it belongs; its home's mail is the answer. */
  static <E> Mail<E> put(Judged<E> judged, Grouping grouping, Map<GroupKey, Mail<E>> mail) {
    Mail<E> home = mail.computeIfAbsent(grouping.home(), group -> new Mail<>());
    home.home.add(judged);
    for (GroupKey witness : grouping.witnesses()) {
      mail.computeIfAbsent(witness, group -> new Mail<>()).witnesses.add(judged);
    }
    return home;
  }

  /**
   * Adds the messages of {@code more}, which come after all of these; there is no more in it yet.
   */
  void add(Mail<E> more) {
    home.addAll(more.home);
    witnesses.addAll(more.witnesses);
  }
}
