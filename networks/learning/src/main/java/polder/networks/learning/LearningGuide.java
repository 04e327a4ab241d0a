package polder.networks.learning;

import java.util.List;
import polder.networks.Guide;

/** What a learning network tells people of its rules. */
final class LearningGuide implements Guide {
  @Override
  public List<String> words() {
    return List.of(
        "Participants train a shared model on what they hold, and seal what they changed; once"
            + " nobody can seal any more they open it.",
        "Then the client shows the examples on which the round is examined. It committed to them"
            + " when it set the task, so neither side could fit what it does to the other.",
        "A round pays by how much the model's loss on the examples fell, and each participant by"
            + " its Shapley value: what its update adds to those of others, on average over all"
            + " orders in which they may come. What made the model worse earns nothing.",
        "Whoever sends about the same as another, or trained on the same data, shares one reward"
            + " with it.",
        "Or judges examine it, who put a stake aside: each measures the updates on what it holds, seals"
            + " its opinion, and reveals it once nobody can seal any more. By Yuma consensus no"
            + " judge's word counts for more than what a majority of the stake agrees to; judges"
            + " earn by what they held of whom that majority finds good.",
        "A client that does not show the examples pays the whole round, in equal parts; what a"
            + " task's purse still holds at its end goes back to the client.");
  }
}
