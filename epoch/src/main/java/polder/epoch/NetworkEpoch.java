package polder.epoch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import polder.networks.EpochContext;
import polder.networks.Exhibit;
import polder.networks.GroupInputs;
import polder.networks.GroupKey;
import polder.networks.Grouping;
import polder.networks.Judged;
import polder.networks.Judgement;
import polder.networks.NetworkRules;
import polder.networks.Note;
import polder.networks.Outcome;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * One network's part of an epoch, up to the weights: judge, group, weigh.
 *
 * @param <E> what the network's kind understands of a message
 */
final class NetworkEpoch<E> {
  private final String network;
  private final NetworkRules<E> rules;
  private final EpochInputs inputs;
  private final SortedSet<Hash> posted;
  private final Hash seed;
  private final StateDraft state;
  private final EpochEngine engine;

  /**
   * What a network's part is computed from.
   *
   * @param posted identities of the messages that came by a chain
   */
  record Inputs<E>(
      String network,
      NetworkRules<E> rules,
      EpochInputs inputs,
      SortedSet<Hash> posted,
      Hash seed) {}

  NetworkEpoch(Inputs<E> its, StateDraft state, EpochEngine engine) {
    this.network = its.network();
    this.rules = its.rules();
    this.inputs = its.inputs();
    this.posted = its.posted();
    this.seed = its.seed();
    this.state = state;
    this.engine = engine;
  }

  /** What the groups made of the epoch, by group, and the blobs that they read. */
  record Weighed(
      SortedMap<GroupKey, Outcome> outcomes,
      List<OutcomeLeaf.Refusal> refusals,
      SortedMap<Hash, Bytes> exhibits) {}

  /** A message with its groups, or with why it counts for nothing. */
  private sealed interface Placed<E> {
    record To<E>(Judged<E> judged, Grouping grouping, List<Exhibit> exhibits)
        implements Placed<E> {}

    record Nowhere<E>(OutcomeLeaf.Refusal refusal) implements Placed<E> {}
  }

  /** The messages and notes of one group, while they are collected. */
  private static final class Mail<E> {
    final List<Judged<E>> home = new ArrayList<>();
    final List<Judged<E>> witnesses = new ArrayList<>();
    final SortedMap<Hash, Bytes> exhibits = new TreeMap<>();
    List<Note> notes = List.of();
    Bytes state = Bytes.EMPTY;
  }

  Weighed weigh(List<Admission.Sent> messages) {
    List<OutcomeLeaf.Refusal> refusals = new ArrayList<>();
    SortedMap<GroupKey, Mail<E>> mail = new TreeMap<>();
    for (Placed<E> placed : engine.<Admission.Sent, Placed<E>>map(messages, this::place)) {
      switch (placed) {
        case Placed.Nowhere<E> nowhere -> refusals.add(nowhere.refusal());
        case Placed.To<E> to -> deliver(to, mail).ifPresent(refusals::add);
      }
    }
    addNotes(mail);
    addState(mail);

    EpochContext context =
        new EpochContext(
            inputs.window(),
            seed,
            state.get(StateKeys.summary(network)).orElse(Bytes.EMPTY),
            state::ownerAtStart);
    List<GroupInputs<E>> groups = new ArrayList<>();
    mail.forEach((group, its) ->
        groups.add(
            new GroupInputs<>(
                group,
                its.state,
                its.home,
                its.witnesses,
                its.notes,
                state.purse(network, group),
                its.exhibits)));
    List<WithState> outcomes = engine.map(groups, group -> withState(rules.weigh(group, context)));
    SortedMap<GroupKey, Outcome> byGroup = new TreeMap<>();
    for (int i = 0; i < groups.size(); i++) {
      GroupKey group = groups.get(i).group();
      byGroup.put(group, outcomes.get(i).outcome());
      state.put(StateKeys.group(network, group), outcomes.get(i).kept());
    }
    keep(byGroup);
    SortedMap<Hash, Bytes> exhibits = new TreeMap<>();
    mail.values().forEach(its -> exhibits.putAll(its.exhibits));
    return new Weighed(byGroup, refusals, exhibits);
  }

  /** An outcome, with what the state will hold of its group. */
  private record WithState(Outcome outcome, Optional<Bytes> kept) {}

  private static WithState withState(Outcome outcome) {
    return new WithState(
        outcome,
        outcome.state().size() == 0 ? Optional.empty() : Optional.of(GroupEntry.encode(outcome)));
  }

  private Placed<E> place(Admission.Sent sent) {
    return switch (rules.judge(sent.message(), sent.sender(), inputs.window())) {
      case Judgement.Refused<E>(String reason, String detail) -> nowhere(sent, reason, detail);
      case Judgement.Plausible<E>(E evidence) -> place(sent, evidence);
    };
  }

  private Placed<E> place(Admission.Sent sent, E evidence) {
    List<Exhibit> exhibits = rules.exhibits(evidence);
    if (!exhibits.isEmpty() && posted.contains(sent.message().id())) {
      // Else whoever names a blob that nobody has could keep an epoch from ever being closed.
      return nowhere(
          sent, "posted_exhibit", "what brings a blob goes to a node, which has the blob then");
    }
    return new Placed.To<>(
        new Judged<>(sent.message().id(), sent.message().sequence(), sent.sender(), evidence),
        rules.group(evidence, sent.sender()),
        exhibits);
  }

  private Placed<E> nowhere(Admission.Sent sent, String reason, String detail) {
    return new Placed.Nowhere<>(
        new OutcomeLeaf.Refusal(
            network, sent.message().sender(), sent.message().id(), reason, detail));
  }

  /** Puts a message and what it brings where it belongs, or says why it counts for nothing. */
  private Optional<OutcomeLeaf.Refusal> deliver(
      Placed.To<E> placed, SortedMap<GroupKey, Mail<E>> mail) {
    SortedMap<Hash, Bytes> exhibits = new TreeMap<>();
    for (Exhibit exhibit : placed.exhibits()) {
      Bytes content = inputs.exhibits().get(exhibit.blob());
      if (content.size() > exhibit.mostBytes()) {
        return Optional.of(
            new OutcomeLeaf.Refusal(
                network,
                placed.judged().sender().device().multikey(),
                placed.judged().message(),
                "large_exhibit",
                "blob " + exhibit.blob() + " has more than " + exhibit.mostBytes() + " bytes"));
      }
      exhibits.put(exhibit.blob(), content);
    }
    Grouping grouping = placed.grouping();
    Mail<E> home = mail.computeIfAbsent(grouping.home(), group -> new Mail<>());
    home.home.add(placed.judged());
    home.exhibits.putAll(exhibits);
    for (GroupKey witness : grouping.witnesses()) {
      mail.computeIfAbsent(witness, group -> new Mail<>()).witnesses.add(placed.judged());
    }
    return Optional.empty();
  }

  private void addNotes(SortedMap<GroupKey, Mail<E>> mail) {
    for (Map.Entry<Bytes, Bytes> entry : state.before(StateKeys.notes(network)).entrySet()) {
      GroupKey group = StateKeys.notesOf(network, entry.getKey());
      List<Note> notes = new ArrayList<>();
      CborReader reader = new CborReader(entry.getValue());
      int size = reader.beginArray();
      for (int i = 0; i < size; i++) {
        reader.beginArray();
        notes.add(new Note(new GroupKey(reader.text()), group, reader.bytes()));
      }
      mail.computeIfAbsent(group, key -> new Mail<>()).notes = notes;
      state.put(entry.getKey(), Optional.empty());
    }
  }

  private void addState(SortedMap<GroupKey, Mail<E>> mail) {
    for (Map.Entry<Bytes, Bytes> entry : state.before(StateKeys.groups(network)).entrySet()) {
      GroupKey group = StateKeys.groupOf(network, entry.getKey());
      Mail<E> its = mail.get(group);
      if (its == null && GroupEntry.wakeEpoch(entry.getValue()) <= inputs.window().epoch()) {
        its = new Mail<>();
        mail.put(group, its);
      }
      // Those who sleep are the greater part of the state, which is not copied for them.
      if (its != null) {
        its.state = GroupEntry.state(entry.getValue());
      }
    }
  }

  private void keep(SortedMap<GroupKey, Outcome> outcomes) {
    List<Bytes> summaries = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    for (Map.Entry<GroupKey, Outcome> entry : outcomes.entrySet()) {
      Outcome outcome = entry.getValue();
      summaries.add(outcome.summary());
      outcome
          .notes()
          .forEach(note -> notes.add(new Note(entry.getKey(), note.to(), note.content())));
    }
    Bytes summary = merge(summaries);
    state.put(
        StateKeys.summary(network), summary.size() == 0 ? Optional.empty() : Optional.of(summary));
    keepNotes(notes);
  }

  /** Merges pair by pair, so that a summary is merged as often as the logarithm of the groups. */
  private Bytes merge(List<Bytes> summaries) {
    List<Bytes> level = summaries;
    while (level.size() > 1) {
      List<List<Bytes>> pairs = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        pairs.add(level.subList(i, Math.min(i + 2, level.size())));
      }
      level =
          engine.map(
              pairs,
              pair ->
                  pair.size() == 2
                      ? rules.merge(pair.getFirst(), pair.getLast())
                      : pair.getFirst());
    }
    return level.isEmpty() ? Bytes.EMPTY : level.getFirst();
  }

  private void keepNotes(List<Note> notes) {
    notes.sort(
        Comparator.comparing(Note::to).thenComparing(Note::from).thenComparing(Note::content));
    SortedMap<GroupKey, List<Note>> byReader = new TreeMap<>();
    notes.forEach(
        note -> byReader.computeIfAbsent(note.to(), group -> new ArrayList<>()).add(note));
    byReader.forEach((group, its) -> {
      CborWriter writer = new CborWriter().beginArray(its.size());
      its.forEach(note -> writer.beginArray(2).text(note.from().text()).bytes(note.content()));
      state.put(StateKeys.notes(network, group), Optional.of(writer.toBytes()));
    });
  }
}
