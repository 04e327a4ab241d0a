package polder.node.witness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import polder.epoch.OutcomeLeaf;
import polder.networks.Assessment;
import polder.networks.Factor;
import polder.networks.Finding;
import polder.networks.GroupKey;
import polder.protocol.identity.DeviceId;

/**
 * Compares an archived outcome with the computed one. Where one weight is wrong, totals and amounts
 * of everybody else may be wrong as a consequence; so what a group itself weighed is named first.
 */
final class OutcomeComparison {
  private static final String ARCHIVED = " in the archive, computed is ";

  private final long epoch;
  private final String file;
  private final List<OutcomeLeaf> archived;
  private final List<OutcomeLeaf> computed;

  OutcomeComparison(
      long epoch, String file, List<OutcomeLeaf> archived, List<OutcomeLeaf> computed) {
    this.epoch = epoch;
    this.file = file;
    this.archived = archived;
    this.computed = computed;
  }

  private record RewardKey(String network, GroupKey group, DeviceId device) {
    static RewardKey of(OutcomeLeaf.Reward reward) {
      return new RewardKey(reward.network(), reward.group(), reward.device());
    }
  }

  /** The first difference; empty if the outcomes are the same line by line. */
  Optional<Difference> first() {
    if (archived.equals(computed)) {
      return Optional.empty();
    }
    return Optional.of(firstWeighed().orElseGet(this::firstLine));
  }

  /** The first reward, in order of the computed lines, that its own group saw differently. */
  private Optional<Difference> firstWeighed() {
    Map<RewardKey, OutcomeLeaf.Reward> archivedRewards = new HashMap<>();
    for (OutcomeLeaf leaf : archived) {
      if (leaf instanceof OutcomeLeaf.Reward reward) {
        archivedRewards.put(RewardKey.of(reward), reward);
      }
    }
    for (OutcomeLeaf leaf : computed) {
      if (leaf instanceof OutcomeLeaf.Reward mine) {
        OutcomeLeaf.Reward theirs = archivedRewards.get(RewardKey.of(mine));
        if (theirs != null && !weighed(theirs, mine).isEmpty()) {
          return Optional.of(reward(archived.indexOf(theirs), theirs, mine));
        }
      }
    }
    return Optional.empty();
  }

  private Difference firstLine() {
    int at = 0;
    while (at < archived.size()
        && at < computed.size()
        && archived.get(at).equals(computed.get(at))) {
      at++;
    }
    if (at < archived.size()
        && at < computed.size()
        && archived.get(at) instanceof OutcomeLeaf.Reward theirs
        && computed.get(at) instanceof OutcomeLeaf.Reward mine
        && RewardKey.of(theirs).equals(RewardKey.of(mine))) {
      return reward(at, theirs, mine);
    }
    if (at < archived.size() && (at >= computed.size() || !computed.contains(archived.get(at)))) {
      List<String> details = new ArrayList<>();
      details.add("archived line " + at + ": " + archived.get(at));
      if (at < computed.size()) {
        details.add("computed line " + at + ": " + computed.get(at));
      }
      return difference(
          archived.get(at),
          "line "
              + at
              + " of the outcome, "
              + LineNames.describe(archived.get(at))
              + ", does not follow from the messages",
          details);
    }
    OutcomeLeaf lacking = computed.get(Math.min(at, computed.size() - 1));
    return difference(
        lacking,
        "the outcome lacks " + LineNames.describe(lacking) + ", which should be line " + at,
        List.of("computed line " + at + ": " + lacking));
  }

  private Difference reward(int line, OutcomeLeaf.Reward theirs, OutcomeLeaf.Reward mine) {
    List<String> details = weighed(theirs, mine);
    add(details, "total weight", theirs.totalWeight(), mine.totalWeight());
    add(details, "pool", theirs.poolNano(), mine.poolNano());
    add(details, "paid to all", theirs.paidNano(), mine.paidNano());
    add(details, "amount", theirs.amountNano(), mine.amountNano());
    return difference(
        mine,
        "line " + line + " of the outcome, " + LineNames.describe(mine) + ", differs",
        details);
  }

  private Difference difference(OutcomeLeaf leaf, String summary, List<String> details) {
    return new Difference(
        Difference.Kind.DIFFERS,
        epoch,
        file,
        summary,
        LineNames.subject(leaf),
        details,
        LineNames.messages(leaf));
  }

  /** What of a reward the group alone decides. */
  private static List<String> weighed(OutcomeLeaf.Reward theirs, OutcomeLeaf.Reward mine) {
    List<String> details = new ArrayList<>();
    add(details, "weight", theirs.weight(), mine.weight());
    add(details, "owner", theirs.owner(), mine.owner());
    add(details, "held", theirs.held(), mine.held());
    addFactors(details, theirs.factors(), mine.factors());
    add(details, "reasons", theirs.reasons(), mine.reasons());
    addAssessments(details, theirs.assessments(), mine.assessments());
    add(details, "evidence", theirs.evidence(), mine.evidence());
    return details;
  }

  private static void addFactors(List<String> details, List<Factor> theirs, List<Factor> mine) {
    if (theirs.size() != mine.size()) {
      add(details, "factors", theirs, mine);
      return;
    }
    for (int i = 0; i < mine.size(); i++) {
      add(details, "factor " + mine.get(i).name(), theirs.get(i).ppm(), mine.get(i).ppm());
      add(details, "name of factor " + i, theirs.get(i).name(), mine.get(i).name());
    }
  }

  private static void addAssessments(
      List<String> details, List<Assessment> theirs, List<Assessment> mine) {
    if (theirs.size() != mine.size()) {
      add(details, "number of assessments", theirs.size(), mine.size());
      return;
    }
    for (int i = 0; i < mine.size(); i++) {
      Assessment their = theirs.get(i);
      Assessment my = mine.get(i);
      String name = my.subject() + " of message " + my.message();
      add(details, "verdict on " + name, their.verdict(), my.verdict());
      add(details, "message of assessment " + i, their.message(), my.message());
      add(details, "time of " + name, their.timeMillis(), my.timeMillis());
      add(details, "subject of assessment " + i, their.subject(), my.subject());
      addFindings(details, name, their.findings(), my.findings());
    }
  }

  private static void addFindings(
      List<String> details, String name, List<Finding> theirs, List<Finding> mine) {
    if (theirs.size() != mine.size()) {
      add(details, "number of checks of " + name, theirs.size(), mine.size());
      return;
    }
    for (int i = 0; i < mine.size(); i++) {
      add(details, "check " + mine.get(i).check() + " of " + name, theirs.get(i), mine.get(i));
    }
  }

  private static void add(List<String> details, String what, Object theirs, Object mine) {
    if (!Objects.equals(theirs, mine)) {
      details.add(what + " is " + theirs + ARCHIVED + mine);
    }
  }
}
