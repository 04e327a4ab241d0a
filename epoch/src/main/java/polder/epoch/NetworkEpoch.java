package polder.epoch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;
import polder.networks.Contribution;
import polder.networks.EpochContext;
import polder.networks.GroupInputs;
import polder.networks.GroupKey;
import polder.networks.NetworkRules;
import polder.networks.Note;
import polder.networks.Outcome;
import polder.networks.Payment;
import polder.networks.Penalty;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.DeviceId;

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

  /**
   * Weighs all groups.
   *
   * @param messages gives those of the network; held by nobody once they are with their groups
   */
  Weighed weigh(Supplier<List<Admission.Sent>> messages) {
    Delivery<E> delivery = new Delivery<>(network, rules, inputs, posted);
    // Sorted once all groups are known: to find a group by hash is a fraction of what it is by
    // order.
    SortedMap<GroupKey, Mail<E>> mail = new TreeMap<>(delivery.deliver(messages.get(), engine));
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
    return new Weighed(due, delivery.refusals(), exhibits);
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
    DeviceId latest = null;
    for (Contribution contribution : outcome.contributions()) {
      if (latest != null && latest.compareTo(contribution.device()) >= 0) {
        throw new IllegalStateException(
            "group " + group + " does not weigh its devices once each, in order: " + latest);
      }
      latest = contribution.device();
    }
    return counting.of(outcome.contributions());
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
