package polder.epoch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;
import polder.networks.Contribution;
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
import polder.networks.Payment;
import polder.networks.Penalty;
import polder.protocol.Bytes;
import polder.protocol.Content;
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
  private final Counting counting;
  private final StateDraft state;
  private final EpochEngine engine;

  /**
   * What a network's part is computed from.
   *
   * @param posted identities of the messages that came by a chain
   * @param counting what of contributions counts
   */
  record Inputs<E>(
      String network,
      NetworkRules<E> rules,
      EpochInputs inputs,
      SortedSet<Hash> posted,
      Hash seed,
      Counting counting) {}

  NetworkEpoch(Inputs<E> its, StateDraft state, EpochEngine engine) {
    this.network = its.network();
    this.rules = its.rules();
    this.inputs = its.inputs();
    this.posted = its.posted();
    this.seed = its.seed();
    this.counting = its.counting();
    this.state = state;
    this.engine = engine;
  }

  /** What a group says is due to devices and accounts. */
  record Due(List<Claim> claims, List<Payment> payments, List<Penalty> penalties) {}

  /** What is due by group, the messages that count for nothing, and the blobs that groups read. */
  record Weighed(
      SortedMap<GroupKey, Due> due,
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
    Optional<Content> entry = Optional.empty();
  }

  /**
   * Weighs all groups.
   *
   * @param messages gives those of the network; held by nobody once they are with their groups
   */
  Weighed weigh(Supplier<List<Admission.Sent>> messages) {
    List<OutcomeLeaf.Refusal> refusals = new ArrayList<>();
    SortedMap<GroupKey, Mail<E>> mail = new TreeMap<>(deliver(messages.get(), refusals));
    addNotes(mail);
    addState(mail);

    EpochContext context =
        new EpochContext(
            inputs.window(),
            seed,
            state.get(StateKeys.summary(network)).orElse(Bytes.EMPTY),
            state::ownerAtStart);
    List<Told> told =
        engine.map(
            List.copyOf(mail.entrySet()), its -> weigh(its.getKey(), its.getValue(), context));
    SortedMap<GroupKey, Due> due = new TreeMap<>();
    for (Told its : told) {
      due.put(its.group(), its.due());
      state.put(StateKeys.group(network, its.group()), its.state());
    }
    keep(told);
    SortedMap<Hash, Bytes> exhibits = new TreeMap<>();
    mail.values().forEach(its -> exhibits.putAll(its.exhibits));
    return new Weighed(due, refusals, exhibits);
  }

  /**
   * What a group made of the epoch.
   *
   * @param state what the state will hold of it, if anything
   */
  private record Told(
      GroupKey group, Due due, Optional<Bytes> state, Bytes summary, List<Note> notes) {}

  private Told weigh(GroupKey group, Mail<E> its, EpochContext context) {
    Outcome outcome =
        rules.weigh(
            new GroupInputs<>(
                group,
                its.entry.map(entry -> GroupEntry.state(entry.bytes())).orElse(Bytes.EMPTY),
                its.home,
                its.witnesses,
                its.notes,
                state.purse(network, group),
                its.exhibits),
            context);
    return new Told(
        group,
        new Due(claims(group, outcome), outcome.payments(), outcome.penalties()),
        outcome.state().size() == 0 ? Optional.empty() : Optional.of(GroupEntry.encode(outcome)),
        outcome.summary(),
        outcome.notes());
  }

  /** In the order of the outcome's lines, by which it is proven that there is none of a device. */
  private List<Claim> claims(GroupKey group, Outcome outcome) {
    List<Claim> claims = new ArrayList<>(outcome.contributions().size());
    for (Contribution contribution : outcome.contributions()) {
      if (!claims.isEmpty() && claims.getLast().device().compareTo(contribution.device()) >= 0) {
        throw new IllegalStateException(
            "group "
                + group
                + " does not weigh its devices once each, in order: "
                + claims.getLast().device());
      }
      claims.add(counting.of(contribution));
    }
    return claims;
  }

  private Map<GroupKey, Mail<E>> deliver(
      List<Admission.Sent> messages, List<OutcomeLeaf.Refusal> refusals) {
    // Sorted once all groups are known: to find a group by hash is a fraction of what it is by
    // order.
    Map<GroupKey, Mail<E>> mail = new LinkedHashMap<>();
    for (Placed<E> placed : engine.<Admission.Sent, Placed<E>>map(messages, this::place)) {
      switch (placed) {
        case Placed.Nowhere<E> nowhere -> refusals.add(nowhere.refusal());
        case Placed.To<E> to -> deliver(to, mail).ifPresent(refusals::add);
      }
    }
    return mail;
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
  private Optional<OutcomeLeaf.Refusal> deliver(Placed.To<E> placed, Map<GroupKey, Mail<E>> mail) {
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
    state.forEachBefore(
        StateKeys.groups(network),
        (key, entry) -> {
          GroupKey group = StateKeys.groupOf(network, key);
          Mail<E> its = mail.get(group);
          if (its == null && GroupEntry.wakeEpoch(entry) <= inputs.window().epoch()) {
            its = new Mail<>();
            mail.put(group, its);
          }
          // Those who sleep are the greater part of the state, of which nothing else is read.
          if (its != null) {
            its.entry = Optional.of(entry);
          }
        });
  }

  private void keep(List<Told> told) {
    List<Bytes> summaries = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    for (Told its : told) {
      summaries.add(its.summary());
      its.notes().forEach(note -> notes.add(new Note(its.group(), note.to(), note.content())));
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
