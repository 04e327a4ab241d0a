package polder.epoch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.Admission.Sent;
import polder.protocol.identity.DeviceId;

/** Admits what devices sent, on all threads: each takes a stretch of the canonical order. */
final class DeviceAdmission {
  private static final int STRETCHES = 64;

  /** As devices' messages are weighed: a rotated key stands elsewhere than its device. */
  private static final Comparator<Sent> BY_DEVICE =
      Comparator.<Sent, DeviceId>comparing(sent -> sent.sender().device())
          .thenComparingLong(sent -> sent.message().sequence());

  private final EpochInputs inputs;
  private final StateDraft state;
  private final CredentialBook credentials;
  private final List<OutcomeLeaf.Refusal> refusals = new ArrayList<>();
  private final SortedMap<String, List<Sent>> byNetwork = new TreeMap<>();

  DeviceAdmission(EpochInputs inputs, StateDraft state) {
    this.inputs = inputs;
    this.state = state;
    this.credentials = new CredentialBook(inputs, state);
  }

  /** What was refused. */
  List<OutcomeLeaf.Refusal> refusals() {
    return refusals;
  }

  /** What was admitted, by network, in each ordered by device and sequence. */
  SortedMap<String, List<Sent>> byNetwork() {
    return byNetwork;
  }

  /** A stretch of the messages with the entries that it touches. */
  private record Stretch(StateDraft.Stretch entries, DeviceTurns turns) {}

  /** Admits those of {@code good}, which are in canonical order, that are of devices; once. */
  DeviceAdmission admit(List<ReadMessage.Good> good, EpochEngine engine) {
    List<Stretch> stretches = engine.map(stretches(good), this::admit);
    state.join(stretches.stream().map(Stretch::entries).toList(), engine);
    // A key by which no device is called may be the new one of a device in any stretch.
    List<ReadMessage.Good> unknown = new ArrayList<>();
    for (Stretch stretch : stretches) {
      take(stretch.turns());
      unknown.addAll(stretch.turns().unknown());
    }
    DeviceTurns strangers = new DeviceTurns(inputs, credentials, state::draftOf).admit(unknown);
    take(strangers);
    for (ReadMessage.Good read : strangers.unknown()) {
      refusals.add(
          OutcomeLeaf.Refusal.of(read.message(), "not_enrolled", "enrol the device first"));
    }
    byNetwork.values().forEach(DeviceAdmission::order);
    return this;
  }

  private Stretch admit(List<ReadMessage.Good> stretch) {
    StateDraft.Stretch entries = state.stretch();
    return new Stretch(entries, new DeviceTurns(inputs, credentials, entries::next).admit(stretch));
  }

  private void take(DeviceTurns turns) {
    refusals.addAll(turns.refusals());
    turns
        .admitted()
        .forEach((network, sent) ->
            byNetwork.computeIfAbsent(network, name -> new ArrayList<>()).addAll(sent));
  }

  private static void order(List<Sent> sent) {
    for (Sent one : sent) {
      if (!one.sender().device().equals(one.message().device())) {
        sent.sort(BY_DEVICE);
        return;
      }
    }
  }

  /** Cuts so that all messages of one sender to one network are in one stretch. */
  private static List<List<ReadMessage.Good>> stretches(List<ReadMessage.Good> good) {
    List<List<ReadMessage.Good>> stretches = new ArrayList<>(STRETCHES);
    int from = 0;
    for (int i = 1; i <= STRETCHES; i++) {
      int to = Math.max(from, (int) ((long) good.size() * i / STRETCHES));
      while (from < to && to < good.size() && isOfOne(good.get(to - 1), good.get(to))) {
        to++;
      }
      if (from < to) {
        stretches.add(good.subList(from, to));
      }
      from = to;
    }
    return stretches;
  }

  private static boolean isOfOne(ReadMessage.Good one, ReadMessage.Good other) {
    return one.message().network().equals(other.message().network())
        && one.message().sender().equals(other.message().sender());
  }
}
