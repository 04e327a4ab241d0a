package polder.networks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.message.CanonicalOrder;
import polder.protocol.message.DeviceMessage;

/**
 * Runs the groups of one network over some epochs, as the epoch program does, but one after the
 * other and without money. Remembers every step, so that tests can take it again.
 */
public final class GroupRuns<E> {
  private final NetworkRules<E> rules;
  private final long purseNano;
  private final SortedMap<GroupKey, Outcome> kept = new TreeMap<>();
  private final List<Step<E>> steps = new ArrayList<>();
  private List<Note> notes = List.of();
  private Bytes summary = Bytes.EMPTY;

  /** A message with what the registry knows of its sender. */
  public record Sent(DeviceMessage message, SenderRecord sender) {}

  /** One group in one epoch. */
  public record Step<E>(GroupInputs<E> inputs, EpochContext context, Outcome outcome) {}

  /** Groups that nobody has heard of yet, with nothing in their purses. */
  public GroupRuns(NetworkRules<E> rules) {
    this(rules, 0);
  }

  /** Groups that nobody has heard of yet, each with so much in its purse at every epoch. */
  public GroupRuns(NetworkRules<E> rules, long purseNano) {
    this.rules = rules;
    this.purseNano = purseNano;
  }

  /** Runs an epoch with {@code messages} in any order. */
  public SortedMap<GroupKey, Outcome> run(EpochWindow window, List<Sent> messages) {
    SortedMap<GroupKey, List<Judged<E>>> home = new TreeMap<>();
    SortedMap<GroupKey, List<Judged<E>>> witnesses = new TreeMap<>();
    List<Sent> ordered = new ArrayList<>(messages);
    ordered.sort(Comparator.comparing(Sent::message, CanonicalOrder.COMPARATOR));
    for (Sent sent : ordered) {
      if (rules.judge(sent.message(), sent.sender(), window)
          instanceof Judgement.Plausible<E>(E evidence)) {
        Judged<E> judged =
            new Judged<>(sent.message().id(), sent.message().sequence(), sent.sender(), evidence);
        Grouping grouping = rules.group(evidence, sent.sender());
        home.computeIfAbsent(grouping.home(), key -> new ArrayList<>()).add(judged);
        for (GroupKey witness : grouping.witnesses()) {
          witnesses.computeIfAbsent(witness, key -> new ArrayList<>()).add(judged);
        }
      }
    }
    SortedSet<GroupKey> running = new TreeSet<>(home.keySet());
    running.addAll(witnesses.keySet());
    notes.forEach(note -> running.add(note.to()));
    kept.forEach((group, outcome) -> {
      if (outcome.wakeEpoch() <= window.epoch()) {
        running.add(group);
      }
    });
    EpochContext context =
        new EpochContext(window, Hash.sha256(bytes(window)), summary, Owners.NONE);
    SortedMap<GroupKey, Outcome> outcomes = new TreeMap<>();
    for (GroupKey group : running) {
      GroupInputs<E> inputs =
          new GroupInputs<>(
              group,
              kept.containsKey(group) ? kept.get(group).state() : Bytes.EMPTY,
              home.getOrDefault(group, List.of()),
              witnesses.getOrDefault(group, List.of()),
              notes.stream().filter(note -> note.to().equals(group)).toList(),
              purseNano);
      Outcome outcome = rules.weigh(inputs, context);
      steps.add(new Step<>(inputs, context, outcome));
      outcomes.put(group, outcome);
    }
    keep(outcomes);
    return outcomes;
  }

  private static byte[] bytes(EpochWindow window) {
    return Long.toString(window.epoch()).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private void keep(SortedMap<GroupKey, Outcome> outcomes) {
    List<Note> written = new ArrayList<>();
    summary = Bytes.EMPTY;
    for (Map.Entry<GroupKey, Outcome> entry : outcomes.entrySet()) {
      Outcome outcome = entry.getValue();
      if (outcome.state().size() == 0) {
        kept.remove(entry.getKey());
      } else {
        kept.put(entry.getKey(), outcome);
      }
      summary = rules.merge(summary, outcome.summary());
      outcome
          .notes()
          .forEach(note -> written.add(new Note(entry.getKey(), note.to(), note.content())));
    }
    written.sort(
        Comparator.comparing(Note::to).thenComparing(Note::from).thenComparing(Note::content));
    notes = List.copyOf(written);
  }

  /** All steps so far. */
  public List<Step<E>> steps() {
    return List.copyOf(steps);
  }

  /** The network's summary after the latest epoch. */
  public Bytes summary() {
    return summary;
  }
}
