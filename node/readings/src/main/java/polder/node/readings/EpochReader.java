package polder.node.readings;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import polder.epoch.EpochHeader;
import polder.epoch.OutcomeLeaf;
import polder.networks.Assessment;
import polder.networks.Finding;
import polder.networks.Measurement;
import polder.networks.NetworkRules;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EvidenceException;
import polder.ports.readings.EpochReadings;
import polder.ports.readings.EpochReadings.Assessed;
import polder.ports.readings.EpochReadings.Enrolment;
import polder.ports.readings.EpochReadings.Judged;
import polder.ports.readings.ReadingVerdict;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.KeyAction;
import polder.protocol.message.Message;

/**
 * Finds in an epoch's evidence what was measured and what it counted as: an outcome names each
 * assessed reading by message, time and quantity; what the message said of it is in the messages.
 */
final class EpochReader {
  private final String outcomePath;
  private final Map<String, NetworkRules<?>> rules;
  private final Map<Hash, Message> messages = new HashMap<>();
  private final Map<Hash, Integer> copies = new HashMap<>();
  private final Map<Hash, Map<Measured, Deque<Measurement>>> measured = new HashMap<>();

  /** What a reading of a message is known by. */
  private record Measured(long timeMillis, String subject) {}

  /**
   * @param inputs the epoch's messages; what cannot be read was refused and has no readings
   */
  private EpochReader(String outcomePath, Map<String, NetworkRules<?>> rules, List<Bytes> inputs) {
    this.outcomePath = outcomePath;
    this.rules = rules;
    for (Bytes wire : inputs) {
      try {
        Message message = Message.decode(wire);
        messages.put(message.id(), message);
        copies.merge(message.id(), 1, Integer::sum);
      } catch (CodecException e) {
        // The outcome has a line that says so.
      }
    }
  }

  static EpochReadings read(
      EpochHeader header,
      SortedMap<String, NetworkManifest> networks,
      Map<String, NetworkRules<?>> rules,
      List<Bytes> inputs,
      List<OutcomeLeaf> outcome) {
    EpochReader reader =
        new EpochReader(ArchivePaths.outcome(header.epoch(), header.attempt()), rules, inputs);
    reader.leaveOutRefused(outcome);
    List<Enrolment> enrolments = new ArrayList<>();
    List<Assessed> readings = new ArrayList<>();
    for (OutcomeLeaf leaf : outcome) {
      switch (leaf) {
        case OutcomeLeaf.Registration registration ->
            reader.enrolment(registration).ifPresent(enrolments::add);
        case OutcomeLeaf.Reward reward ->
            reward
                .assessments()
                .forEach(assessment -> {
                  Judged judged = judged(reward, assessment);
                  reader.assessed(judged).ifPresent(readings::add);
                });
        default -> {}
      }
    }
    return new EpochReadings(
        header.epoch(),
        header.hash(),
        header.startMillis(),
        header.endMillis(),
        networks,
        enrolments,
        readings,
        Optional.of(EarningsReader.read(outcome)));
  }

  /**
   * A message that comes again in a later epoch is refused there, and its readings are of the
   * earlier one. Of several copies in one epoch one may be taken and the others refused.
   */
  private void leaveOutRefused(List<OutcomeLeaf> outcome) {
    for (OutcomeLeaf leaf : outcome) {
      if (leaf instanceof OutcomeLeaf.Refusal refusal
          && copies.merge(refusal.message(), -1, Integer::sum) == 0) {
        messages.remove(refusal.message());
      }
    }
  }

  private Optional<Enrolment> enrolment(OutcomeLeaf.Registration registration) {
    if (!(messages.get(registration.message()) instanceof AccountMessage message)) {
      return Optional.empty();
    }
    return switch (message.action()) {
      case Action.Enrol enrol ->
          Optional.of(
              new EpochReadings.Enrolled(
                  enrol.network(),
                  device(registration),
                  registration.owner(),
                  enrol.site(),
                  enrol.via()));
      case Action.Transfer transfer ->
          Optional.of(
              new EpochReadings.Transferred(
                  transfer.network(), device(registration), transfer.newOwner()));
      case Action.FundPurse fund -> Optional.empty();
      case Action.Withdraw withdraw -> Optional.empty();
      case Action.Appoint appoint -> Optional.empty();
      case Action.ShowCredential shown -> Optional.empty();
      case KeyAction key -> Optional.empty();
    };
  }

  /** The device by its name: the message may name it by another of its keys. */
  private static DeviceId device(OutcomeLeaf.Registration registration) {
    String subject = registration.subject();
    int end = subject.indexOf(' ');
    return DeviceId.parse(end < 0 ? subject : subject.substring(0, end));
  }

  private static Judged judged(OutcomeLeaf.Reward reward, Assessment assessment) {
    return new Judged(
        reward.network(),
        reward.device(),
        assessment.message(),
        assessment.subject(),
        assessment.timeMillis(),
        verdict(assessment.verdict()),
        assessment.findings().stream()
            .filter(finding -> finding.result() == Finding.Result.FAIL)
            .map(Finding::check)
            .distinct()
            .toList());
  }

  private static ReadingVerdict verdict(Assessment.Verdict verdict) {
    return switch (verdict) {
      case ACCEPTED -> ReadingVerdict.ACCEPTED;
      case CORROBORATED -> ReadingVerdict.CORROBORATED;
      case UNVERIFIED -> ReadingVerdict.UNVERIFIED;
      case REJECTED -> ReadingVerdict.REJECTED;
    };
  }

  /**
   * A message that is not of this epoch is of one before, and is thought of otherwise now. What is
   * assessed of a message that measures nothing, such as a bid, is no reading.
   */
  private Optional<Assessed> assessed(Judged judged) {
    if (!(messages.get(judged.message()) instanceof DeviceMessage message)) {
      return Optional.of(new EpochReadings.Revised(judged));
    }
    Map<Measured, Deque<Measurement>> stated =
        measured.computeIfAbsent(judged.message(), id -> measurements(message));
    if (stated.isEmpty()) {
      return Optional.empty();
    }
    Deque<Measurement> left =
        stated.getOrDefault(
            new Measured(judged.timeMillis(), judged.quantity()), new ArrayDeque<>());
    Measurement its = left.poll();
    if (its == null) {
      throw new EvidenceException(
          outcomePath,
          "assesses "
              + judged.quantity()
              + " at "
              + judged.timeMillis()
              + ", which message "
              + judged.message()
              + " does not state");
    }
    return Optional.of(new EpochReadings.Reading(judged, its.unit(), its.valueMilli()));
  }

  /** A message may state the same quantity of the same time twice: the first is assessed first. */
  private Map<Measured, Deque<Measurement>> measurements(DeviceMessage message) {
    Map<Measured, Deque<Measurement>> all = new HashMap<>();
    NetworkRules<?> kind = rules.get(message.network());
    if (kind != null) {
      for (Measurement one : kind.measurements(message)) {
        all.computeIfAbsent(
                new Measured(one.timeMillis(), one.subject()), key -> new ArrayDeque<>())
            .add(one);
      }
    }
    return all;
  }
}
