package polder.node.alerts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import polder.epoch.OutcomeLeaf;
import polder.epoch.SealedEpoch;
import polder.epoch.StateEntry;
import polder.networks.Assessment;
import polder.networks.Finding;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.StateTree;

/** Reads out of an epoch what it shows of each device. */
final class Sightings {
  /** Messages that others can send in a device's name: they say nothing of it. */
  private static final Set<String> ANYBODYS =
      Set.of("malformed", "bad_signature", "old_sequence", "key_replaced");

  private static final int MULTIKEY_ED25519 = 34;
  private static final int MULTIKEY_P256 = 35;

  private final Map<Watched, Tally> tallies = new HashMap<>();

  /** Who may have come to a device in the epoch: to be looked up. */
  private final List<Watched> named = new ArrayList<>();

  private static final class Tally {
    boolean covered;
    long readings;
    long rejected;
    final Map<String, Long> codes = new TreeMap<>();

    Sighting sighting() {
      List<String> frequent =
          codes.entrySet().stream()
              .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
              .limit(AlertLimits.REASONS_OF_DEVICE)
              .map(Map.Entry::getKey)
              .toList();
      return new Sighting(covered, readings, rejected, frequent);
    }
  }

  private Sightings() {}

  /**
   * Reads {@code sealed}.
   *
   * @param owners whose devices matter; refused messages, which name no owner, are read of all
   */
  static Sightings of(SealedEpoch sealed, Set<Account> owners) {
    Sightings sightings = new Sightings();
    for (OutcomeLeaf leaf : sealed.outcome()) {
      switch (leaf) {
        case OutcomeLeaf.Reward reward when owners.contains(reward.owner()) ->
            sightings.see(reward);
        case OutcomeLeaf.Refusal refusal -> sightings.see(refusal, sealed.after());
        case OutcomeLeaf.Registration registration -> sightings.see(registration);
        default -> {}
      }
    }
    return sightings;
  }

  Sighting of(Watched watched) {
    Tally tally = tallies.get(watched);
    return tally == null ? Sighting.NOTHING : tally.sighting();
  }

  /** Devices of which the epoch says something that only their owner can have caused. */
  List<Watched> named() {
    return named;
  }

  private Tally tally(String network, DeviceId device) {
    return tallies.computeIfAbsent(new Watched(network, device), its -> new Tally());
  }

  private void see(OutcomeLeaf.Reward reward) {
    named.add(new Watched(reward.network(), reward.device()));
    Tally tally = tally(reward.network(), reward.device());
    boolean covered =
        !reward.reasons().contains("no_report")
            && reward.factors().stream()
                .noneMatch(factor -> factor.name().equals("availability") && factor.ppm() == 0);
    tally.covered |= covered;
    for (Assessment assessment : reward.assessments()) {
      tally.readings++;
      if (assessment.verdict() == Assessment.Verdict.REJECTED) {
        tally.rejected++;
        for (Finding finding : assessment.findings()) {
          if (finding.result() == Finding.Result.FAIL) {
            tally.codes.merge(finding.check(), 1L, Long::sum);
          }
        }
      }
    }
  }

  private void see(OutcomeLeaf.Refusal refusal, StateTree state) {
    int size = refusal.sender().size();
    if ((size != MULTIKEY_ED25519 && size != MULTIKEY_P256)
        || ANYBODYS.contains(refusal.reason())) {
      return;
    }
    DeviceId device;
    try {
      device = new DeviceId(refusal.sender());
    } catch (IllegalArgumentException noDevice) {
      return;
    }
    Tally tally = tally(refusal.network(), StateEntry.named(state, refusal.network(), device));
    tally.readings++;
    tally.rejected++;
    tally.codes.merge(refusal.reason(), 1L, Long::sum);
  }

  private void see(OutcomeLeaf.Registration registration) {
    String subject = registration.subject();
    String first = subject.contains(" ") ? subject.substring(0, subject.indexOf(' ')) : subject;
    if (first.startsWith("did:key:")) {
      named.add(new Watched(registration.network(), DeviceId.parse(first)));
    }
  }
}
