package polder.networks.learning;

import polder.networks.learning.score.Shapley;
import polder.networks.learning.train.Architecture;
import polder.protocol.manifest.Parameters;

/**
 * The parameters of a learning network: what one task may cost whoever computes its epochs.
 *
 * @param mostParameters of a model, which stands in the state
 * @param mostParticipants of a round
 * @param mostExamplesBytes of the examples of one examination
 * @param mostExaminationOperations multiplications of one examination: examples, times parameters,
 *     times how often a model is measured
 * @param leastRoundNano the least that a round must promise, nano-tokens: a task that promises
 *     nothing would still take its place in the state
 * @param mostJudges of a task, and so with a permit for a round
 * @param tabEpochs after so many epochs without a question what a customer put aside goes back
 */
public record LearningParameters(
    int mostParameters,
    int mostParticipants,
    long mostExamplesBytes,
    long mostExaminationOperations,
    long leastRoundNano,
    int mostJudges,
    long tabEpochs) {
  private static final long MEGA = 1_000_000;
  private static final long MOST_EPOCHS = 1_000_000;
  private static final int NANO_DIGITS = 9;
  private static final String MOST_JUDGES = "most_judges";
  private static final int JUDGES_OTHERWISE = 16;

  /**
   * Reads the parameters of a manifest.
   *
   * @throws polder.protocol.manifest.ManifestException naming what is wrong
   */
  public static LearningParameters of(Parameters parameters) {
    LearningParameters read =
        new LearningParameters(
            (int) parameters.whole("most_parameters", 1, Architecture.LARGEST),
            (int) parameters.whole("most_participants", 1, Shapley.MAX_PARTICIPANTS),
            parameters.whole("most_example_bytes", 1, 1L << 30),
            Math.multiplyExact(parameters.whole("most_examination_megaflops", 1, 1L << 40), MEGA),
            parameters.decimal("least_reward", NANO_DIGITS, 1, Terms.MOST_NANO),
            mostJudges(parameters),
            parameters.whole("tab_epochs", 1, MOST_EPOCHS));
    parameters.finish();
    return read;
  }

  /** Manifests that were written before there were judges do not name it. */
  private static int mostJudges(Parameters parameters) {
    return parameters.has(MOST_JUDGES)
        ? (int) parameters.whole(MOST_JUDGES, 1, Examiner.Judges.MOST)
        : JUDGES_OTHERWISE;
  }

  /** How large an update's blob may be. */
  public long mostUpdateBytes() {
    return 1_024 + 5L * mostParameters;
  }
}
