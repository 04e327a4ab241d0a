package polder.networks.learning;

import java.util.Arrays;
import java.util.List;
import polder.networks.learning.aggregate.Aggregation;
import polder.networks.learning.aggregate.InnerProducts;
import polder.networks.learning.aggregate.Rule;
import polder.networks.learning.aggregate.Updates;
import polder.networks.learning.score.Duplicates;
import polder.networks.learning.score.Shapley;
import polder.networks.learning.score.Worth;
import polder.networks.learning.train.GlobalModel;
import polder.networks.learning.train.OuterRule;
import polder.protocol.Hash;
import polder.protocol.money.Amounts;

/**
 * What each update improved: Shapley values of a game in which some of the updates are averaged,
 * and the model that they make is measured. The average is a plain one, as a robust rule says
 * nothing of one update or two; they are clipped as the task clips them.
 *
 * @param values by participant, billionths of a loss
 * @param duplicates who shares a reward
 */
record Scores(long[] values, Duplicates duplicates) {
  /** A loss of more counts as that, so that one hopeless coalition does not drown all others. */
  private static final long WORST_TIMES = 4;

  private static final OuterRule PLAIN = new OuterRule(1_000_000, 0);

  static Scores of(
      Terms terms,
      Measure measure,
      GlobalModel model,
      List<Participant> participants,
      Updates updates,
      Hash seed) {
    Duplicates duplicates = duplicates(terms, participants, updates);
    Updates clipped = terms.combining().of(updates.count()).clipped(updates);
    long before = measure.lossNano(model);
    long worst = Math.multiplyExact(before, WORST_TIMES);
    Aggregation mean = Aggregation.by(new Rule.Mean());
    // One of each group plays for all of it: copies must not take from each other, nor add up.
    int[] players = duplicates.groups().stream().mapToInt(List::getFirst).toArray();
    Shapley.Sampling sampling =
        new Shapley.Sampling(
            seed,
            terms.scoring().permutations(),
            Amounts.mulDiv(before, terms.scoring().tolerancePpm(), Amounts.MILLION));
    Worth worth =
        members -> {
          if (members.length == 0) {
            return 0;
          }
          int[] senders = Arrays.stream(members).map(member -> players[member]).toArray();
          GlobalModel made = model.step(PLAIN, mean.of(clipped.only(senders)).values());
          return before - Math.min(worst, measure.lossNano(made));
        };
    long[] played =
        players.length <= terms.scoring().exactTo()
            ? Shapley.exact(players.length, worth)
            : Shapley.sampled(players.length, worth, sampling);
    long[] values = new long[participants.size()];
    for (int group = 0; group < players.length; group++) {
      for (int member : duplicates.groups().get(group)) {
        values[member] = played[group];
      }
    }
    return new Scores(values, duplicates);
  }

  /** Who sent about the same, or trained on the same. */
  static Duplicates duplicates(Terms terms, List<Participant> participants, Updates updates) {
    return Duplicates.among(
        InnerProducts.of(updates),
        participants.stream().map(Participant::data).toList(),
        terms.scoring().alikePpm());
  }

  /** How often a model is measured at most for so many participants. */
  static long measured(Terms.Scoring scoring, int participants) {
    return participants <= scoring.exactTo()
        ? 1L << participants
        : (long) scoring.permutations() * participants + 2;
  }

  /** By participant, what is paid for: what lowered the loss. */
  long[] weights() {
    return Arrays.stream(values).map(value -> Math.max(0, value)).toArray();
  }
}
