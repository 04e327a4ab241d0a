package polder.node.witness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.epoch.DeviceEntry;
import polder.epoch.OutcomeLeaf;
import polder.epoch.StakeLine;
import polder.epoch.Standing;
import polder.epoch.StateEntry;
import polder.networks.Assessment;
import polder.networks.GroupKey;
import polder.node.archive.EpochArchive;
import polder.node.archive.SignedHeader;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.MerkleProof;
import polder.protocol.merkle.StateProof;
import polder.protocol.merkle.StateTree;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;

/** Explains rewards from an archive, those of zero included. */
public final class Explainer {
  /** How many epochs evidence is looked for: a reading may be paid for long after it was sent. */
  private static final long MOST_EPOCHS_BACK = 20_000;

  /** How many before it is asked whether the device had another key. */
  private static final long NEAR_EPOCHS = 500;

  private final EpochArchive archive;
  private final HeaderChain chain;
  private final States states;
  private final long mostEpochsBack;

  /** Where the state after an epoch comes from. */
  public interface States {
    /**
     * The state after {@code header}, or after a later epoch, which knows all keys that a device
     * had as well; empty where having one costs too much.
     */
    Optional<StateTree> since(SignedHeader header) throws IOException;
  }

  /** From {@code archive}, by the headers of {@code chain}; states are computed again. */
  public Explainer(EpochArchive archive, HeaderChain chain, Reexecution reexecution) {
    this(
        archive,
        chain,
        header -> Optional.of(reexecution.stateAfter(chain, header)),
        MOST_EPOCHS_BACK);
  }

  /**
   * For those who can wait less long.
   *
   * @param states without the state after an epoch its explanations say nothing of enrolments
   * @param mostEpochsBack how many epochs evidence is looked for, the explained one included
   */
  public Explainer(EpochArchive archive, HeaderChain chain, States states, long mostEpochsBack) {
    this.archive = archive;
    this.chain = chain;
    this.states = states;
    this.mostEpochsBack = mostEpochsBack;
  }

  /**
   * The devices whose identifier is {@code name}, or starts or ends with it (with or without {@code
   * did:key:}), among those that the epoch heard of, or else those that were enrolled when it
   * ended.
   */
  public List<DeviceId> find(String name, long epoch) throws IOException {
    try {
      return List.of(DeviceId.parse(name));
    } catch (IllegalArgumentException e) {
      // A part of an identifier, then.
    }
    SignedHeader header = chain.at(epoch);
    SortedSet<DeviceId> known = new TreeSet<>();
    for (OutcomeLeaf line : archive.outcome(header.header())) {
      concerned(line).ifPresent(known::add);
    }
    List<DeviceId> matching = matching(known, name);
    if (!matching.isEmpty()) {
      return matching;
    }
    Optional<Standing> standing = standing(header);
    if (standing.isPresent()) {
      for (String network : standing.get().manifests().networks().keySet()) {
        standing.get().forEachDevice(network, (device, entry) -> known.add(device));
      }
    }
    return matching(known, name);
  }

  private static List<DeviceId> matching(SortedSet<DeviceId> devices, String name) {
    return devices.stream()
        .filter(device -> {
          String did = device.did();
          return did.endsWith(name)
              || did.startsWith(name)
              || did.substring("did:key:".length()).startsWith(name);
        })
        .toList();
  }

  private Optional<Standing> standing(SignedHeader header) throws IOException {
    Optional<StateTree> state = states.since(header);
    return state.isPresent() && isAfter(header, state.get())
        ? Optional.of(standing(header, state.get(), archive.manifests(header.header())))
        : Optional.empty();
  }

  private static boolean isAfter(SignedHeader header, StateTree state) {
    return state.root().equals(header.header().stateRoot());
  }

  private static Standing standing(SignedHeader header, StateTree state, Manifests manifests) {
    return new Standing(Optional.of(header.header()), state, manifests, Map.of());
  }

  /**
   * Explains what {@code device} earned in {@code epoch}.
   *
   * @throws polder.node.archive.EvidenceException if the archive is not what its headers say
   */
  public Explanation explain(DeviceId device, long epoch) throws IOException {
    SignedHeader header = chain.at(epoch);
    Explanation near =
        explain(header, device, Signers.alone(device), Math.min(NEAR_EPOCHS, mostEpochsBack));
    boolean found =
        near.evidence().stream().allMatch(its -> its.found().isPresent() || its.prunedBefore() > 0);
    if (found && !near.rewards().isEmpty()) {
      return near;
    }
    // With which other keys it signed is for a state to say, which may take long to compute.
    Optional<StateTree> since = states.since(header);
    if (since.isEmpty()) {
      return near;
    }
    Signers signers = Signers.of(since.get(), near.manifests().networks().keySet(), device);
    Explanation all = explain(header, signers.device(), signers, mostEpochsBack);
    if (!all.rewards().isEmpty() || !isAfter(header, since.get())) {
      return all;
    }
    Standing standing = standing(header, since.get(), all.manifests());
    return all.with(enrolments(standing, header, all.device()));
  }

  /**
   * The keys with which a device signs.
   *
   * @param device its name
   * @param keys its name and all keys that ever were in its place
   */
  private record Signers(DeviceId device, SortedSet<DeviceId> keys) {
    static Signers alone(DeviceId device) {
      return new Signers(device, new TreeSet<>(List.of(device)));
    }

    /** Of the device that is called {@code key}, or that signs or once signed with it. */
    static Signers of(StateTree state, Set<String> networks, DeviceId key) {
      DeviceId device = key;
      for (String network : networks) {
        DeviceId name = StateEntry.named(state, network, key);
        device = name.equals(key) ? device : name;
      }
      SortedSet<DeviceId> keys = new TreeSet<>(List.of(device));
      for (String network : networks) {
        keys.addAll(StateEntry.keys(state, network, device));
      }
      return new Signers(device, keys);
    }

    List<Bytes> multikeys() {
      return keys.stream().map(DeviceId::multikey).toList();
    }
  }

  private Explanation explain(
      SignedHeader header, DeviceId device, Signers signers, long mostEpochsBack)
      throws IOException {
    ProvenList outcome = ProvenList.outcome(archive, header);
    List<Explanation.Line<OutcomeLeaf.Reward>> rewards = new ArrayList<>();
    List<Explanation.Line<OutcomeLeaf>> events = new ArrayList<>();
    Map<Hash, OutcomeLeaf.Refusal> refusals = new HashMap<>();
    List<OutcomeLeaf> leaves = archive.outcome(header.header());
    for (int i = 0; i < leaves.size(); i++) {
      OutcomeLeaf leaf = leaves.get(i);
      Optional<DeviceId> concerned = concerned(leaf);
      if (leaf instanceof OutcomeLeaf.Refusal refusal) {
        if (concerned.isPresent() && signers.keys().contains(concerned.get())) {
          refusals.put(refusal.message(), refusal);
        }
      } else if (concerned.equals(Optional.of(device))) {
        MerkleProof proof = outcome.prove(i).proof();
        if (leaf instanceof OutcomeLeaf.Reward reward) {
          rewards.add(new Explanation.Line<>(reward, proof));
        } else {
          events.add(new Explanation.Line<>(leaf, proof));
        }
      } else if (isOfItsWork(leaf, rewards)) {
        events.add(new Explanation.Line<>(leaf, outcome.prove(i).proof()));
      }
    }
    return new Explanation(
        header,
        archive.manifests(header.header()),
        device,
        sent(header, signers, refusals),
        rewards,
        events,
        evidence(header, signers, rewards, mostEpochsBack),
        List.of());
  }

  /**
   * Whether a purse paid the device's owner in a group that weighed the device; such lines come
   * after the rewards.
   */
  private static boolean isOfItsWork(
      OutcomeLeaf leaf, List<Explanation.Line<OutcomeLeaf.Reward>> rewards) {
    return switch (leaf) {
      case OutcomeLeaf.Paid line ->
          line.device().isEmpty() && isOfItsWork(line.network(), line.group(), line.to(), rewards);
      case OutcomeLeaf.Refunded line ->
          isOfItsWork(line.network(), line.group(), line.to(), rewards);
      default -> false;
    };
  }

  private static boolean isOfItsWork(
      String network,
      GroupKey group,
      Account to,
      List<Explanation.Line<OutcomeLeaf.Reward>> rewards) {
    return rewards.stream()
        .map(Explanation.Line::leaf)
        .anyMatch(reward ->
            reward.network().equals(network)
                && reward.group().equals(group)
                && reward.owner().equals(to));
  }

  /** The device that a line is about. */
  private static Optional<DeviceId> concerned(OutcomeLeaf leaf) {
    return switch (leaf) {
      case OutcomeLeaf.Reward line -> Optional.of(line.device());
      case OutcomeLeaf.Penalised line -> Optional.of(line.device());
      case OutcomeLeaf.Released line -> Optional.of(line.device());
      case OutcomeLeaf.Refusal line -> device(line.sender());
      case OutcomeLeaf.Registration line -> device(line.subject());
      case OutcomeLeaf.Paid line -> line.device();
      case OutcomeLeaf.Refunded line -> Optional.empty();
      case StakeLine line -> Optional.empty();
    };
  }

  private static Optional<DeviceId> device(Bytes sender) {
    try {
      return Optional.of(new DeviceId(sender));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Subjects are a device, a device and where it went, or a group. */
  private static Optional<DeviceId> device(String subject) {
    int end = subject.indexOf(' ');
    try {
      return Optional.of(DeviceId.parse(end < 0 ? subject : subject.substring(0, end)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private List<Explanation.Sent> sent(
      SignedHeader header, Signers signers, Map<Hash, OutcomeLeaf.Refusal> refusals)
      throws IOException {
    ProvenList inputs = ProvenList.inputs(archive, header);
    List<Explanation.Sent> sent = new ArrayList<>();
    for (int index : MessageSearch.of(inputs.items(), signers.multikeys())) {
      if (decode(inputs.items().get(index)) instanceof DeviceMessage message
          && signers.keys().contains(message.device())) {
        sent.add(
            new Explanation.Sent(
                message,
                inputs.prove(index).proof(),
                Optional.ofNullable(refusals.get(message.id()))));
      }
    }
    return sent;
  }

  private static @org.jspecify.annotations.Nullable Message decode(Bytes wire) {
    try {
      return Message.decode(wire);
    } catch (CodecException e) {
      return null;
    }
  }

  private List<Explanation.Evidence> evidence(
      SignedHeader header,
      Signers signers,
      List<Explanation.Line<OutcomeLeaf.Reward>> rewards,
      long mostEpochsBack)
      throws IOException {
    List<Hash> wanted = new ArrayList<>();
    for (Explanation.Line<OutcomeLeaf.Reward> reward : rewards) {
      wanted.addAll(reward.leaf().evidence());
      for (Assessment assessment : reward.leaf().assessments()) {
        wanted.add(assessment.message());
      }
    }
    MessageSearch search = new MessageSearch(archive, chain);
    SortedMap<Hash, MessageSearch.Found> found =
        search.find(wanted, signers.multikeys(), header, mostEpochsBack);
    long keptFrom = search.keptFrom();
    return wanted.stream()
        .distinct()
        .map(message ->
            new Explanation.Evidence(
                message,
                Optional.ofNullable(found.get(message))
                    .map(at ->
                        new Explanation.Place(at.header().header().epoch(), at.proven().proof())),
                found.containsKey(message) ? 0 : keptFrom))
        .toList();
  }

  private List<Explanation.Enrolment> enrolments(
      Standing standing, SignedHeader header, DeviceId device) {
    StateTree state = standing.state();
    List<Explanation.Enrolment> enrolments = new ArrayList<>();
    for (String network : standing.manifests().networks().keySet()) {
      Bytes key = StateEntry.device(network, device);
      StateProof proof = state.prove(key);
      Optional<DeviceEntry> entry = standing.device(network, device);
      if (!proof.verifies(header.header().stateRoot(), key, state.get(key))) {
        throw new IllegalStateException("a proof of the state does not hold");
      }
      enrolments.add(new Explanation.Enrolment(network, entry, proof));
    }
    return enrolments;
  }
}
