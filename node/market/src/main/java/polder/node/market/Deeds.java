package polder.node.market;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.epoch.OutcomeLeaf;
import polder.networks.GroupKey;
import polder.networks.compute.Subjects;
import polder.networks.compute.message.Seals;
import polder.protocol.Hash;

/**
 * What an epoch's outcome says of one order.
 *
 * @param epoch the epoch
 * @param endMillis its end
 * @param lines what it says of the client and of each machine
 * @param paid who was paid from the order's purse
 * @param refunded what of the purse went back
 */
record Deeds(
    long epoch,
    long endMillis,
    List<OutcomeLeaf.Reward> lines,
    List<OutcomeLeaf.Paid> paid,
    List<OutcomeLeaf.Refunded> refunded) {
  /** An order's name within a deployment. */
  record Name(String network, GroupKey group) {}

  private static Deeds none(EpochHeader header) {
    return new Deeds(
        header.epoch(),
        header.endMillis(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>());
  }

  /** By order, in the order of the outcome. */
  static Map<Name, Deeds> of(EpochHeader header, Iterable<OutcomeLeaf> outcome) {
    Map<Name, Deeds> all = new LinkedHashMap<>();
    for (OutcomeLeaf leaf : outcome) {
      switch (leaf) {
        case OutcomeLeaf.Reward line when Seals.isOrder(line.group()) ->
            of(all, header, line.network(), line.group()).lines().add(line);
        case OutcomeLeaf.Paid line when Seals.isOrder(line.group()) ->
            of(all, header, line.network(), line.group()).paid().add(line);
        case OutcomeLeaf.Refunded line when Seals.isOrder(line.group()) ->
            of(all, header, line.network(), line.group()).refunded().add(line);
        default -> {}
      }
    }
    return all;
  }

  private static Deeds of(
      Map<Name, Deeds> all, EpochHeader header, String network, GroupKey group) {
    return all.computeIfAbsent(new Name(network, group), name -> none(header));
  }

  /** How many lines there are, with what they say of single messages, which may be many. */
  int size() {
    return lines.stream().mapToInt(line -> 1 + line.assessments().size()).sum()
        + paid.size()
        + refunded.size();
  }

  /** Why the order came further, or to its end; empty if neither. */
  Optional<String> reason() {
    return ofClient().flatMap(line -> line.reasons().stream().findFirst());
  }

  /** The hash of what the work gave, in hexadecimal digits, if that was decided. */
  Optional<String> output() {
    return ofClient()
        .flatMap(line ->
            line.assessments().stream()
                .map(assessment -> assessment.subject())
                .flatMap(subject -> Subjects.outputOf(subject).stream())
                .map(Hash::toHex)
                .findFirst());
  }

  /** The line of whoever ordered: the order itself is judged there. */
  Optional<OutcomeLeaf.Reward> ofClient() {
    return lines.stream()
        .filter(line ->
            line.assessments().stream()
                .map(assessment -> assessment.subject())
                .anyMatch(subject ->
                    subject.equals(Subjects.ORDER) || Subjects.outputOf(subject).isPresent()))
        .findFirst();
  }
}
