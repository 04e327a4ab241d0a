package polder.networks.learning.train;

/**
 * An optimiser whose rate falls from round to round by equal amounts. The first rounds come far,
 * and the last ones settle: how much chance is left in a model is as large as the rate of its last
 * steps.
 *
 * @param first the optimiser of the first round
 * @param finalRatePpm the rate of the last round in millionths, from 1 to the first's
 */
public record Schedule(Optimiser first, long finalRatePpm) {
  public Schedule {
    if (finalRatePpm < 1 || finalRatePpm > first.ratePpm()) {
      throw new IllegalArgumentException(
          "a final rate is 1 millionth to the first rate of "
              + first.ratePpm()
              + ", not "
              + finalRatePpm);
    }
  }

  /** The same optimiser in all rounds. */
  public static Schedule constant(Optimiser optimiser) {
    return new Schedule(optimiser, optimiser.ratePpm());
  }

  /**
   * The optimiser of a round. Its rate is rounded up to a millionth.
   *
   * @param round which, from 0 to below {@code rounds}
   * @param rounds how many there are; a single one has the first rate
   */
  public Optimiser of(int round, int rounds) {
    if (round < 0 || round >= rounds) {
      throw new IllegalArgumentException("there is no round " + round + " of " + rounds);
    }
    long fall = first.ratePpm() - finalRatePpm;
    return round == 0 ? first : first.withRate(first.ratePpm() - fall * round / (rounds - 1));
  }
}
