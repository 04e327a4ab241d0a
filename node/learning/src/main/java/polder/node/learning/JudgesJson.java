package polder.node.learning;

import java.util.Optional;
import polder.networks.learning.Examiner;
import polder.networks.learning.TaskState;
import polder.networks.learning.TaskState.Phase;
import polder.networks.learning.judge.Ballot;
import polder.networks.learning.judge.Judge;
import polder.networks.learning.yuma.BondRule;
import polder.networks.learning.yuma.Fixed;
import polder.networks.learning.yuma.YumaParameters;
import polder.protocol.money.Amounts;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Who judges a task, and by which rules, as JSON. */
final class JudgesJson {
  private static final double MILLION = 1e6;

  private JudgesJson() {}

  static void rules(ObjectNode node, Examiner.Judges rules) {
    YumaParameters consensus = rules.consensus();
    node.put("rule", consensus.bonds() instanceof BondRule.Classic ? "classic" : "yuma3")
        .put("judges", rules.payPpm() / MILLION)
        .put("leastStakeNano", consensus.minStake())
        .put("leastStakeTokens", Amounts.format(consensus.minStake()))
        .put("leastJudges", rules.least())
        .put("permits", rules.permits())
        .put("judgeEpochs", rules.sealEpochs())
        .put("kappa", consensus.kappaU16() / (double) Fixed.U16_MAX);
  }

  /** All judges; of the round that is judged now, what each has said. */
  static void bench(ArrayNode all, TaskState task) {
    for (Judge judge : task.bench().judges().values()) {
      ObjectNode node =
          all.addObject()
              .put("device", judge.device().did())
              .put("owner", judge.stake().owner().toString())
              .put("stakeNano", judge.stake().nano())
              .put("stakeTokens", Amounts.format(judge.stake().nano()))
              .put("leaving", judge.stake().isLeaving())
              .put("trust", judge.repute().trustPpm() / MILLION)
              .put("nano", judge.repute().earnedNano())
              .put("tokens", Amounts.format(judge.repute().earnedNano()));
      if (task.phase() instanceof Phase.Judged round) {
        node.put("says", says(Optional.ofNullable(round.ballots().get(judge.device()))));
      }
    }
  }

  private static String says(Optional<Ballot> ballot) {
    if (ballot.isEmpty()) {
      return "no_permit";
    }
    if (ballot.get().vote().isEmpty()) {
      return "nothing";
    }
    return ballot.get().opinion().isPresent() ? "revealed" : "sealed";
  }
}
