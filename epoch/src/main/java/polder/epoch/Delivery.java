package polder.epoch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import polder.networks.Exhibit;
import polder.networks.GroupKey;
import polder.networks.Grouping;
import polder.networks.Judged;
import polder.networks.Judgement;
import polder.networks.NetworkRules;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Has each message judged alone and brings it to its groups.
 *
 * @param <E> what the network's kind understands of a message
 */
final class Delivery<E> {
  private static final int POSTS = 64;

  private final String network;
  private final NetworkRules<E> rules;
  private final EpochInputs inputs;
  private final SortedSet<Hash> posted;
  private final List<OutcomeLeaf.Refusal> refusals = new ArrayList<>();

  Delivery(String network, NetworkRules<E> rules, EpochInputs inputs, SortedSet<Hash> posted) {
    this.network = network;
    this.rules = rules;
    this.inputs = inputs;
    this.posted = posted;
  }

  /** The messages that count for nothing. */
  List<OutcomeLeaf.Refusal> refusals() {
    return refusals;
  }

  /** A message with its groups, or with why it counts for nothing. */
  private sealed interface Placed<E> {
    record To<E>(Judged<E> judged, Grouping grouping, List<Exhibit> exhibits)
        implements Placed<E> {}

    record Nowhere<E>(OutcomeLeaf.Refusal refusal) implements Placed<E> {}
  }

  /** What becomes of some messages in turn, up to the first that brings a blob. */
  private static final class Post<E> {
    final Map<GroupKey, Mail<E>> mail = new LinkedHashMap<>();
    final List<OutcomeLeaf.Refusal> refusals = new ArrayList<>();
    // In their order: that one and all after it.
    final List<Placed.To<E>> waiting = new ArrayList<>();

    void add(Placed<E> placed) {
      switch (placed) {
        case Placed.Nowhere<E> nowhere -> refusals.add(nowhere.refusal());
        case Placed.To<E> to when waiting.isEmpty() && to.exhibits().isEmpty() ->
            Mail.put(to.judged(), to.grouping(), mail);
        case Placed.To<E> to -> waiting.add(to);
      }
    }
  }

  /**
   * The mail of every group that has any.
   *
   * @param messages in canonical order, which they keep in each group
   */
  Map<GroupKey, Mail<E>> deliver(List<Admission.Sent> messages, EpochEngine engine) {
    Map<GroupKey, Mail<E>> mail = new LinkedHashMap<>();
    for (Post<E> post : engine.map(Cuts.inTurn(messages, POSTS), this::post)) {
      refusals.addAll(post.refusals);
      post.mail.forEach((group, its) -> mail.computeIfAbsent(group, key -> new Mail<>()).add(its));
      // A blob that is not at hand stops the epoch, so it is asked for here and not in a step.
      post.waiting.forEach(to -> deliver(to, mail));
    }
    return mail;
  }

  private Post<E> post(List<Admission.Sent> messages) {
    Post<E> post = new Post<>();
    messages.forEach(sent -> post.add(place(sent)));
    return post;
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
    return new Placed.Nowhere<>(OutcomeLeaf.Refusal.of(sent.message(), reason, detail));
  }

  /** Puts a message and what it brings where it belongs, or refuses it. */
  private void deliver(Placed.To<E> placed, Map<GroupKey, Mail<E>> mail) {
    SortedMap<Hash, Bytes> exhibits = new TreeMap<>();
    for (Exhibit exhibit : placed.exhibits()) {
      Bytes content = inputs.exhibits().get(exhibit.blob());
      if (content.size() > exhibit.mostBytes()) {
        refusals.add(
            new OutcomeLeaf.Refusal(
                network,
                placed.judged().sender().device().multikey(),
                placed.judged().message(),
                "large_exhibit",
                "blob " + exhibit.blob() + " has more than " + exhibit.mostBytes() + " bytes"));
        return;
      }
      exhibits.put(exhibit.blob(), content);
    }
    Mail.put(placed.judged(), placed.grouping(), mail).exhibits.putAll(exhibits);
  }
}
