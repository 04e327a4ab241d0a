package polder.networks.learning;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Reason;

/** What the reason codes of learning networks mean. */
final class LearningReasons {
  private static final SortedMap<String, Reason> KNOWN = new TreeMap<>();

  static {
    // Of messages that count for nothing.
    put("not_cbor", "its body is of another type", "send CBOR (60)");
    put("not_now", "the task does not wait for this now", "look how far the task has come");
    put("other_round", "it is of another round than the one under way", "seal for that one");
    put("own_task", "who sets a task does not take part in it, nor judge it", "");
    put("sealed_before", "the participant has sealed an update for this round already", "");
    put("task_full", "the round has as many participants as it can have", "");
    put("not_asked_to_open", "the task does not wait for an update of this participant now", "");
    put("seal_differs", "it does not fit what was sealed", "open what was sealed");
    put("malformed_update", "the blob is no update of the task's model", "");
    put("model_too_large", "the model has more parameters than the network allows", "");
    put("reward_too_small", "its rounds promise less than the network asks for", "promise more");
    put("task_over", "the task is over", "");
    // Of updates.
    put("improvement", "its update lowered the model's loss", "");
    put("paid", "it was paid for what its update improved", "");
    put("shared", "others sent about the same, or trained on the same, and share the reward", "");
    put("no_improvement", "its update did not lower the loss", "train on data that says more");
    put("not_selected", "the task's rule left it out, as it is far from the others", "");
    put("not_opened", "the update was sealed and not opened in time", "keep the agent running");
    put("length", "the update was longer than the task allows, and was shortened", "");
    put("consensus", "the weight that a majority of the judges' stake gives its update", "");
    put("incentive", "its part of what the judges' consensus gives all updates", "");
    // Of judges.
    put("judged", "its opinion was counted", "");
    put("no_opinion", "it had a permit to judge, and sealed no opinion", "keep the judge running");
    put("not_revealed", "its opinion was sealed and not revealed", "keep the judge running");
    put("no_permit", "others with higher stakes judge this round", "stake more");
    put("opinion_sealed_before", "the judge has sealed an opinion of this round already", "");
    put("not_asked_to_reveal", "the task does not wait for an opinion of this judge now", "");
    put("malformed_opinion", "it is no opinion of the updates of this round", "");
    put("stake", "its part of the stake of all who may judge", "");
    put("trust", "how much of its weights the judges' consensus left it", "");
    put("dividend", "its part of what the judges are paid, by its bonds to participants", "");
    put("staked", "it put a stake aside to judge", "");
    put("nothing_staked", "its stake's purse is empty", "fill it first");
    put("staked_by_another", "another account's stake is there", "have that called back first");
    put("stake_called_back", "the judge wants its stake back, and judges no more", "");
    put("stake_too_small", "it is less than the task asks of its judges", "stake more");
    put(
        "bench_full",
        "as many judges as there may be have as much at stake, or more",
        "stake more");
    put("outstaked", "another judge has more at stake, and took its place", "stake more");
    put("no_judges", "the task is over, or takes no judges, or there is none", "");
    // Of tasks.
    put("too_many_judges", "it asks for more judges than the network allows", "");
    put(
        "too_few_judges",
        "too few judges, or those with too little of the stake, spoke for too long",
        "");
    put("set", "the task was set", "");
    put("round_improved", "the round lowered the model's loss", "");
    put("round_no_better", "the round did not lower the loss; the model stays as it was", "");
    put("loss", "the model's loss after the round, and before it", "");
    put("not_funded", "the task's purse held less than one round pays", "fund it");
    put("purse_empty", "the task's purse holds less than one more round pays", "fund it for more");
    put("too_few_participants", "too few took part for too long", "");
    put(
        "not_examined",
        "the client did not show examples that the round could be examined on, and pays all who"
            + " opened an update alike",
        "keep the client running");
    put("closed_by_client", "the client closed it", "");
    put("done", "all rounds are over", "");
    // Of predictions.
    put("asked", "it asked for predictions, and signed for them", "");
    put("asked_before", "it had signed for as many before", "sign for one more in all each time");
    put("royalty", "a model that it trained was paid for predictions", "");
    put("data_royalty", "a model that learned from its readings was paid for predictions", "");
    put("sold", "a model whose training it paid for was paid for predictions", "");
    put("not_for_sale", "the model sells no predictions, or there is none", "");
    put("tab_closed", "the customer closed its tab", "");
    put("tab_unused", "nothing was asked for long", "ask again, with a new tab");
  }

  private LearningReasons() {}

  private static void put(String code, String meaning, String remedy) {
    KNOWN.put(code, new Reason(meaning, remedy));
  }

  static Optional<Reason> of(String code) {
    return Optional.ofNullable(KNOWN.get(code));
  }
}
